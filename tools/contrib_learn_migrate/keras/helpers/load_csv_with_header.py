"""CSV files whose first line is about the others."""

import csv
import types

import numpy as np


def load_csv_with_header(filename, target_dtype, features_dtype, target_column=-1):
    """Returns the columns of numbers below a first line: one as target, the others as data."""
    with open(filename) as file:
        rows = list(csv.reader(file))[1:]
    target = np.array([row.pop(target_column) for row in rows], dtype=target_dtype)
    return types.SimpleNamespace(data=np.array(rows, dtype=features_dtype), target=target)
