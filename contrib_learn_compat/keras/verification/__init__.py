"""Proof that a migrated program computes what the legacy program computed.

TF 1.x graphs and Keras 3 do not share a process, so there are two: :mod:`.legacy` runs the legacy
program and records what the models compute that it trains and evaluates; :mod:`.migrated` runs the
migrated program, begins at the recorded weights, and compares.
"""

# An evaluation is compared on so many batches at most.
EVALUATED_BATCHES = 10


class NotComparableError(Exception):
    """There is nothing to compare; the message says why, and needs no traceback."""
