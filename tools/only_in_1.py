"""Lists what TF 1.15 has and TensorFlow 2 lacks: names, and arguments of functions that stayed.

    python tools/only_in_1.py NAMES > tools/contrib_learn_migrate/symbols/only_in_1.txt

`NAMES` has TF 1.15's public names, one a line, as ``tf.train.AdamOptimizer``. Of what lacks its
whole namespace, the namespace is listed; an argument is listed as ``tf.nn.conv2d(filter)``. Keras
is left out: its names come and go with its own releases, and a program that only uses those is not
one of TF 1.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import tensorflow as tf

# Public in TF 1.15, but not named among its own: absl's, and Python's.
NOT_TENSORFLOWS = ["tf.flags", "tf.test.mock"]


def missing(name: str) -> Iterator[str]:
    """Yields what of a name is not there: as much of it as it takes to see that, or arguments."""
    old, new, path = tf.compat.v1, tf, "tf"
    for word in name.split(".")[1:]:
        path = f"{path}.{word}"
        if not hasattr(new, word):
            yield path
            return
        old, new = getattr(old, word, None), getattr(new, word)
    for argument in arguments(old) - arguments(new) if old is not new else ():
        yield f"{path}({argument})"


def arguments(function: Callable) -> set[str]:
    """Returns the names of the arguments that a function takes; none if it takes any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return set()
    return {p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)}


def main() -> None:
    names = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    names = [name for name in names if not name.startswith(("tf.keras.", "tf.raw_ops."))]
    print("\n".join(sorted({part for name in names + NOT_TENSORFLOWS for part in missing(name)})))


if __name__ == "__main__":
    main()
