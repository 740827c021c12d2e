"""Flags of absl's logging that programs have under the same names."""

from __future__ import annotations

from absl import flags, logging


def let_programs_have_their_own() -> None:
    """Lets programs define ``log_dir`` and the others for themselves.

    Programs did so until TensorFlow 1.14 imported absl's logging, which is refused a second
    definition of its flags. What absl logs to files, and no program does unless it asks for that,
    goes to the program's ``log_dir`` then.
    """
    for flag in flags.FLAGS.get_key_flags_for_module(logging.__name__):
        flag.allow_override = True
