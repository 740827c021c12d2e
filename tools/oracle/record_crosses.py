"""Records the buckets of 10,000 random crosses into tests/goldens/layers/crosses.npz.

Run under TF 1.15:  tf115 tools/oracle/record_crosses.py
"""

import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from tensorflow.contrib.layers.python.ops import sparse_feature_cross_op  # noqa: E402

import cross_cases  # noqa: E402

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/layers/crosses.npz"


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    buckets = cross_cases.run(tf, sparse_feature_cross_op.sparse_feature_cross)
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(str(GOLDEN), **buckets)
    print(f"{sum(len(b) for b in buckets.values())} crosses in {len(buckets)} batches")


if __name__ == "__main__":
    main()
