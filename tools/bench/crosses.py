"""Measures crosses without a hash key beside the core's SparseCross on the same input.

The former are TF 1.x's own and made of many ops; the latter is one. Prints crosses per second and
the ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.feature_cross import sparse_feature_cross


def column(random: np.random.RandomState, rows: int, width: int) -> tf.SparseTensor:
    """Returns a column of words, up to `width` in a row, kept in variables against folding."""
    counts = random.randint(1, width + 1, rows)
    indices = [[row, place] for row, count in enumerate(counts) for place in range(count)]
    numbers = random.randint(0, 10**6, len(indices))
    words = np.array([f"word_{number}".encode() for number in numbers], object)
    parts = (np.array(indices, np.int64), words, np.array([rows, width]))
    return tf.SparseTensor(*(tf.Variable(part, use_resource=True) for part in parts))


def crosses_per_second(rows: int, hash_key: int | None, runs: int) -> float:
    random = np.random.RandomState(0)
    with tf.Graph().as_default(), tf.Session() as session:
        columns = [column(random, rows, 3) for _ in range(3)]
        crossed = sparse_feature_cross(columns, True, 10**6, hash_key=hash_key)
        session.run(tf.global_variables_initializer())
        count = session.run(tf.size(crossed.values))
        run = session.make_callable([crossed.indices, crossed.values])
        seconds = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        return count / statistics.median(seconds[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--rows", type=int, nargs="*", default=[128, 4096])
    options = parser.parse_args()
    for rows in options.rows:
        ours = crosses_per_second(rows, None, options.runs)
        core = crosses_per_second(rows, 0xDECAFCAFFE, options.runs)
        speeds = f"{ours:12,.0f} crosses/s, SparseCross {core:12,.0f}/s, ratio {ours / core:.2f}"
        print(f"{rows:6} rows: {speeds}")


if __name__ == "__main__":
    main()
