"""Proof that a migrated program computes what the legacy program computed.

TF 1.x graphs and Keras 3 do not share a process, so there are two: :mod:`.legacy` runs the legacy
program up to its first training call and records what its model computes, :mod:`.migrated` runs the
migrated program up to its first ``fit``, begins at the recorded weights, and compares.
"""


class NotComparableError(Exception):
    """There is nothing to compare; the message says why, and needs no traceback."""
