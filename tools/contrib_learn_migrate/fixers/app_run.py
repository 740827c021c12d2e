"""`tf.app.run()` without a function looks for `main` in whatever program Python was started with.

Started by a test, a profiler or a launcher, that is another module than the one that says it. Where
the file defines `main`, `tf.app.run(main)` says which is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import tensorflow as tf


def main(_):
    print("trains")


if __name__ == "__main__":
    tf.app.run()
"""
AFTER = """\
from contrib_learn_compat import tf


def main(_):
    print("trains")


if __name__ == "__main__":
    tf.app.run(main)
"""
PAGE = "core.md"

_NAMES = {"tf.app.run", "tf.python.platform.app.run"}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    call = reference.call
    if reference.name not in _NAMES or call is None or call.args or not file.names.defines("main"):
        return
    given = {keyword.arg for keyword in call.keywords}
    if given <= {"argv"}:
        start = file.source.text.index("(", file.source.span(call.func)[1]) + 1
        new = "main, " if given else "main"
        yield Mend(call, "tf.app.run is told of main", (Edit(start, start, new),))
