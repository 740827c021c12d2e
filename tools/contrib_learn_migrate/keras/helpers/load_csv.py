"""CSV files of examples."""

import csv
import types

import numpy as np


def load_csv(filename, target_dtype, features_dtype, target_column=-1, skip=0):
    """Returns the columns of numbers below some lines: one as target, the others as data."""
    with open(filename) as file:
        rows = list(csv.reader(file))[skip:]
    target = np.array([row.pop(target_column) for row in rows], dtype=target_dtype)
    return types.SimpleNamespace(data=np.array(rows, dtype=features_dtype), target=target)
