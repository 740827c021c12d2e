"""Plain arrays out of pandas objects; anything else passes through."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

from contrib_learn_compat.core import array_inputs

# Whether pandas is installed; it is imported only by those who use it.
HAS_PANDAS = importlib.util.find_spec("pandas") is not None


def is_frame(data: Any) -> bool:
    """Tells whether `data` is a DataFrame, without importing pandas for those who do not."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_series(data: Any) -> bool:
    """Tells whether `data` is a pandas Series."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.Series)


def extract_pandas_data(data: Any) -> Any:
    """Returns a DataFrame's values as float64, of shape [rows, columns].

    Raises:
      ValueError: a column is neither int, float nor bool.
    """
    if not is_frame(data):
        return data
    bad = [
        f"'{column}' type='{dtype.name}'"
        for column, dtype in data.dtypes.items()
        if not _is_number(dtype)
    ]
    if bad:
        raise ValueError(
            "Data types for extracting pandas data must be int, float, or bool. "
            f"Found: {', '.join(bad)}"
        )
    return data.values.astype("float")


def extract_pandas_matrix(data: Any) -> Any:
    """Returns a DataFrame's values, of whatever dtype."""
    return data.values if is_frame(data) else data


def extract_pandas_labels(labels: Any) -> Any:
    """Returns the values of a DataFrame of one column, of shape [rows, 1].

    Raises:
      ValueError: more columns, or a column that is neither int, float nor bool.
    """
    if not is_frame(labels):
        return labels
    if len(labels.columns) > 1:
        raise ValueError("Only one column for labels is allowed.")
    bad = [
        f"'{column}' type={dtype.name}"
        for column, dtype in labels.dtypes.items()
        if not _is_number(dtype)
    ]
    if bad:
        raise ValueError(
            f"Data types for extracting labels must be int, float, or bool. Found: {', '.join(bad)}"
        )
    return labels.values


def _is_number(dtype: Any) -> bool:
    return dtype.name in _NUMBERS


_NUMBERS = {f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)} | {
    "float16",
    "float32",
    "float64",
    "bool",
}


def pandas_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool = True,
    queue_capacity: int | None = 1000,
    num_threads: int = 1,
    target_column: str = "target",
) -> Callable:
    """As :func:`contrib_learn_compat.core.array_inputs.pandas_input_fn`; it shuffles by default."""
    return array_inputs.pandas_input_fn(
        x, y, batch_size, num_epochs, shuffle, queue_capacity, num_threads, target_column
    )
