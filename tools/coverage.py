"""Counts, by namespace, what of TF 1.15's public names is served, planned and gone.

  python tools/coverage.py             a line for each namespace
  python tools/coverage.py --names     and the names that are not served

The names are those of the symbol table, without what TensorFlow had dropped before 1.15. Each that
is said to be served is looked up as a program does it; one that is not there is listed, and makes
the exit status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from functools import reduce
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from contrib_learn_compat import namespace
from contrib_learn_migrate import symbols

CONTRIB = "learn layers framework metrics losses training lookup rnn data slim".split()
ROOTS = [*(f"tf.contrib.{name}" for name in CONTRIB), "tf.estimator"]
EARLIER = {
    line.split("\t")[0]
    for line in Path(symbols.__file__).with_name("before_1_15.tsv").read_text("utf-8").splitlines()
}


class Coverage(NamedTuple):
    """What became of a namespace's own names; those of the namespaces beneath it not counted."""

    fates: Counter
    unserved: list[symbols.Symbol]
    broken: list[str]

    @property
    def total(self) -> int:
        return self.fates.total()

    @property
    def served(self) -> int:
        return self.fates["served"] - len(self.broken)


def namespaces() -> list[str]:
    """Returns the namespaces that are counted: the roots, and all that have names beneath them."""
    prefixes = {name.rpartition(".")[0] for name in symbols.table()}
    return sorted(
        (name for name in prefixes if f"{name}.".startswith(tuple(f"{root}." for root in ROOTS))),
        key=lambda name: ([name.startswith(root) for root in ROOTS].index(True), name),
    )


def coverage(prefix: str) -> Coverage:
    """Looks up every name directly under a namespace that the table says is served."""
    rows = [
        row
        for row in symbols.children(prefix).values()
        if row.name not in EARLIER and not symbols.is_namespace(row.name)
    ]
    served = [row.name for row in rows if row.fate == "served"]
    return Coverage(
        Counter(row.fate for row in rows),
        [row for row in rows if row.fate != "served"],
        [name for name in served if not resolves(name)],
    )


def resolves(name: str) -> bool:
    """Tells whether a program finds a name, such as ``tf.contrib.layers.conv2d``."""
    try:
        reduce(getattr, name.split(".")[1:], namespace.module("tf"))
    except (AttributeError, ImportError):
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--names", action="store_true", help="list the names that are not served")
    options = parser.parse_args()
    found = {name: coverage(name) for name in namespaces()}
    print(
        f"{'namespace':<60}{'names':>7}{'served':>8}{'planned':>9}{'gone':>6}{'broken':>8}{'%':>7}"
    )
    for name, part in found.items():
        if part.total:
            counts = f"{part.served:>8}{part.fates['planned']:>9}{part.fates['gone']:>6}"
            share = f"{part.served / part.total:>7.1%}"
            print(f"{name:<60}{part.total:>7}{counts}{len(part.broken):>8}{share}")
        for row in part.unserved if options.names else ():
            print(f"    {row.fate}: {row.name}: {row.successor}")
    broken = [name for part in found.values() for name in part.broken]
    for name in broken:
        print(f"said to be served, and not there: {name}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
