"""What is said where a checkpoint cannot be read or written: which file, why, and what to do."""

from __future__ import annotations

import contextlib
import glob
import os
import re
from collections.abc import Iterator
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_mismatch

_RESTORING_OPS = re.compile("Restore|Assign")
_NO_CHECKPOINT = "The passed save_path is not a valid checkpoint"
# What a checkpoint's reader raises; the C++ behind it knows Python's own errors too.
_READ_ERRORS = (tf.errors.OpError, ValueError, IndexError, RuntimeError)

_CANNOT_WRITE = "Cannot write into"
_REMEDIES = {
    "No space left": "Free some space on the disk",
    "Disk quota": "Free some space, or have the quota raised",
    "File too large": "Raise the limit on the size of files (ulimit -f)",
    "Read-only file system": "Take a model_dir on a file system that can be written to",
    "Permission denied": "Take a model_dir that this user can write to, or change its permissions",
}


@contextlib.contextmanager
def explained(checkpoint: str | None, scaffold: tf.train.Scaffold | None = None) -> Iterator[None]:
    """Explains why the block, in which the default graph is restored, fails.

    Args:
      checkpoint: the checkpoint's path, or a model_dir, for its newest.
      scaffold: has the saver that restores; by default it is the graph's.

    Raises:
      tf.errors.DataLossError: files of the checkpoint are missing or cut off.
      tf.errors.NotFoundError: the checkpoint lacks variables of the graph.
      tf.errors.InvalidArgumentError: variables have another shape in the checkpoint.
    """
    try:
        yield
    except _READ_ERRORS as error:
        path = checkpoint and _newest_path(checkpoint)
        if path and _is_of_restoring(error):
            raise_if_unreadable(path, error)
            mismatch = checkpoint_mismatch.between(_saver(scaffold), path)
            if mismatch.missing or mismatch.reshaped:
                raise _misfit(path, mismatch) from error
        raise


class FitHook(tf.train.SessionRunHook):
    """Fails where the checkpoint that a session has restored has variables of another shape.

    Reference variables refuse such values themselves; resource variables take them.
    """

    def __init__(self, checkpoint: str | None, scaffold: tf.train.Scaffold | None = None):
        """Takes what :func:`explained` takes."""
        self._checkpoint = checkpoint
        self._scaffold = scaffold

    def after_create_session(self, session, coord):
        path = self._checkpoint and _newest_path(self._checkpoint)
        saver = _saver(self._scaffold)
        # A saver that reshapes, or one of the program's own kind, knows what it does.
        if path and not getattr(saver, "_reshape", True):
            mismatch = checkpoint_mismatch.between(saver, path)
            if mismatch.reshaped:
                raise _misfit(path, mismatch)


@contextlib.contextmanager
def explained_reading(path: str) -> Iterator[None]:
    """Explains why the block, which reads a checkpoint without a graph, fails.

    Raises:
      tf.errors.DataLossError: files of the checkpoint are missing or cut off.
    """
    try:
        yield
    except _READ_ERRORS as error:
        raise_if_unreadable(path, error)
        raise


@contextlib.contextmanager
def explained_writing(model_dir: str) -> Iterator[None]:
    """Explains why the block, which writes into `model_dir`, fails.

    Raises:
      tf.errors.OpError: of the original's class, with what to do; a ResourceExhaustedError in place
        of an OutOfRangeError, which a session takes for the end of the input.
    """
    try:
        yield
    except tf.errors.OpError as error:
        if error.message.startswith(_CANNOT_WRITE):  # Said by a block inside.
            raise
        explanation = _write_explanation(model_dir, error)
        if explanation is None:
            raise
        kind = type(error)
        if kind is tf.errors.OutOfRangeError:
            kind = tf.errors.ResourceExhaustedError
        raise kind(None, None, explanation) from error


def raise_if_unreadable(path: str, error: Exception | None = None) -> None:
    """Raises a DataLossError, caused by `error`, where a checkpoint cannot be read to its end."""
    fault = _fault(path)
    if fault is None:
        return
    what_to_do = "There is no older one that can be read: train anew, in another model_dir."
    older = _older_readable(path)
    if older:
        state = os.path.join(os.path.dirname(path), "checkpoint")
        what_to_do = (
            f"An older one, {older}, can be read: to go on from it, make the first line of {state}"
            f'\n  model_checkpoint_path: "{os.path.basename(older)}"\n'
            "or give its path as checkpoint_path to evaluate, predict and export."
        )
    raise tf.errors.DataLossError(
        None,
        None,
        f"The checkpoint {path} cannot be read: {fault}\nA full disk, a copy that was cut short "
        f"or a deleted file leaves one like that. {what_to_do}",
    ) from error


def _saver(scaffold: tf.train.Scaffold | None) -> tf.train.Saver:
    return scaffold and scaffold.saver or tf.get_collection(tf.GraphKeys.SAVERS)[0]


def _misfit(path: str, mismatch: checkpoint_mismatch.Mismatch) -> tf.errors.OpError:
    kind = tf.errors.NotFoundError if mismatch.missing else tf.errors.InvalidArgumentError
    return kind(
        None,
        None,
        f"The checkpoint {path} does not fit the graph.\n"
        f"{checkpoint_mismatch.described(mismatch)}\n"
        "Build the graph that wrote it, or take another model_dir; to begin a new model with "
        "those of its variables that fit, use tf.train.init_from_checkpoint.",
    )


def _fault(path: str) -> str | None:
    """Returns the file and what is wrong with it; None where all of a checkpoint can be read."""
    file = f"{path}.index"
    try:
        reader = tf.train.load_checkpoint(path)
        file = " or ".join(sorted(glob.glob(f"{glob.escape(path)}.data-*"))) or f"{path}.data-*"
        for name in reader.get_variable_to_shape_map():
            reader.get_tensor(name)
    except _READ_ERRORS as error:
        return f"{file}: {error}"
    return None


def _older_readable(path: str) -> str | None:
    state = tf.train.get_checkpoint_state(os.path.dirname(path))
    older = list(state.all_model_checkpoint_paths) if state else []
    if path in older:
        older = older[: older.index(path)]
    return next((p for p in reversed(older) if p != path and _fault(p) is None), None)


def _newest_path(checkpoint: str) -> str | None:
    if not tf.gfile.IsDirectory(checkpoint):
        return checkpoint if tf.gfile.Glob(f"{checkpoint}.*") else None
    # Unlike tf.train.latest_checkpoint this also names one whose files are missing.
    state = tf.train.get_checkpoint_state(checkpoint)
    return state.model_checkpoint_path if state else None


def _is_of_restoring(error: Any) -> bool:
    if isinstance(error, tf.errors.OpError):
        return error.op is not None and bool(_RESTORING_OPS.match(error.op.type))
    return str(error).startswith(_NO_CHECKPOINT)


def _write_explanation(model_dir: str, error: tf.errors.OpError) -> str | None:
    """Returns None for what has not to do with writing into `model_dir`."""
    for line in error.message.splitlines():
        for symptom, remedy in _REMEDIES.items():
            if symptom in line and model_dir.rstrip("/") in line:
                checkpoint = tf.train.latest_checkpoint(model_dir)
                then = "train again"
                if checkpoint:
                    then = f"training goes on from {checkpoint}, which is untouched"
                return f"{_CANNOT_WRITE} {model_dir}: {line}\n{remedy}; then {then}."
    return None
