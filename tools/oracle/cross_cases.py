"""Random features to cross: batches of 2 to 4 columns of strings, integers or both.

Runs under Python 3.7 (the recorder) and 3.10+ (the tests).
"""

import numpy as np

CROSSES = 10000
_LETTERS = list("abcdefghijklmnopqrstuvwxyz_- \u00e9\u4e16")


def run(tf, sparse_feature_cross):
    """Returns the crosses of each batch, by its name: their row, number in the row and bucket."""
    random = np.random.RandomState(1)
    results, total = {}, 0
    while total < CROSSES:
        with tf.Graph().as_default(), tf.Session() as session:
            columns = [_column(tf, random) for _ in range(random.randint(2, 5))]
            options = {"num_buckets": _num_buckets(random), "hash_key": _hash_key(random)}
            crossed = sparse_feature_cross(columns, hashed_output=True, **options)
            told = session.run(crossed)
            rows = np.concatenate([told.indices, told.values[:, np.newaxis]], axis=1)
            results[f"batch_{len(results)}"] = np.concatenate(
                [rows, [[told.dense_shape[0], told.dense_shape[1], -1]]]
            )
            total += len(rows)
    return results


def _column(tf, random, rows=8):
    """Returns a column: sparse, with empty rows, or dense."""
    make = _strings if random.randint(2) else _integers
    if not random.randint(4):
        width = random.randint(1, 4)
        return tf.constant(make(random, rows * width).reshape([rows, width]))
    counts = random.randint(0, 4, rows)
    indices = [[row, place] for row, count in enumerate(counts) for place in range(count)]
    return tf.SparseTensor(
        np.array(indices, "int64").reshape([-1, 2]),
        tf.constant(make(random, len(indices))),
        np.array([rows, max(1, counts.max())], "int64"),
    )


def _strings(random, size):
    words = ["".join(random.choice(_LETTERS, random.randint(0, 40))) for _ in range(size)]
    return np.array([word.encode("utf-8") for word in words], object).reshape([size])


def _integers(random, size):
    if random.randint(2):
        return random.randint(0, 1000, size).astype("int64")
    return random.randint(-(2**63), 2**63 - 1, size, dtype="int64")


def _num_buckets(random):
    """Returns a number from 2 to 2^40, or now and then as many as there are."""
    if not random.randint(10):
        return 0
    return 2 if not random.randint(10) else int(2 ** random.uniform(1, 40))


def _hash_key(random):
    return int(random.randint(1, 2**40)) if not random.randint(3) else None
