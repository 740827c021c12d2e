"""Measures what ``import contrib_learn_compat`` adds to ``import tensorflow``.

Both are timed one after the other in each of several fresh interpreters. Prints the medians and the
ratio; the exit status is 1 if more than the limit is added.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

PROGRAM = """
from time import perf_counter
start = perf_counter()
import tensorflow
between = perf_counter()
import contrib_learn_compat
print(1000 * (between - start), 1000 * (perf_counter() - between))
"""


def milliseconds() -> list[float]:
    """Returns how long a fresh interpreter takes over TensorFlow, and then over this package."""
    command = [sys.executable, "-c", PROGRAM]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(time) for time in output.split()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--limit", type=float, default=150, help="milliseconds")
    options = parser.parse_args()
    milliseconds()  # warms the disk's cache
    runs = [milliseconds() for _ in range(options.runs)]
    tensorflow, added = (statistics.median(times) for times in zip(*runs, strict=True))
    print(f"import tensorflow            {tensorflow:8.1f} ms")
    print(f"import contrib_learn_compat  {added:8.1f} ms more (limit {options.limit:.0f})")
    print(f"ratio                        {(tensorflow + added) / tensorflow:8.3f}")
    return 0 if added < options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
