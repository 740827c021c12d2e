"""Lists the names of TF 1.15 that TensorFlow 2 lacks, each by the part that is missing.

    python tools/only_in_1.py NAMES > tools/contrib_learn_migrate/symbols/only_in_1.txt

`NAMES` has TF 1.15's public names, one a line, as ``tf.train.AdamOptimizer``. Of what lacks its
whole namespace, the namespace is listed. Keras is left out: its names come and go with its own
releases, and a program that only uses those is not one of TF 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import tensorflow as tf


def missing_part(name: str) -> str | None:
    """Returns as much of a name as it takes to see that it is not there; None if it is there."""
    value, path = tf, "tf"
    for word in name.split(".")[1:]:
        path = f"{path}.{word}"
        if not hasattr(value, word):
            return path
        value = getattr(value, word)
    return None


def main() -> None:
    names = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    missing = {missing_part(n) for n in names if not n.startswith(("tf.keras.", "tf.raw_ops."))}
    print("\n".join(sorted(missing - {None})))


if __name__ == "__main__":
    main()
