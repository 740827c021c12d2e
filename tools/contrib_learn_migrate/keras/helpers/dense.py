"""Features of several values."""

import tensorflow as tf


def dense(sparse):
    """Returns words or ids as a dense tensor, with '' or -1 where there is none."""
    if sparse.dtype.is_integer:
        return tf.sparse.to_dense(sparse, default_value=-1)
    return tf.sparse.to_dense(sparse)
