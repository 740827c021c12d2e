"""Dask frames whose rows are numbered through; anything else passes through."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from typing import Any

# Whether dask and what its frames need are there; they are imported only by those who use them.
HAS_DASK = None not in map(importlib.util.find_spec, ("dask", "pandas"))


def is_dask(data: Any) -> bool:
    """Tells whether `data` is a dask DataFrame or Series."""
    dd = sys.modules.get("dask.dataframe")
    return dd is not None and isinstance(data, (dd.DataFrame, dd.Series))


def lengths(data: Any) -> list[int]:
    """Returns the number of rows in each of the partitions."""
    return [int(length) for length in data.map_partitions(len).compute()]


def extract_dask_data(data: Any) -> Any:
    """Returns a dask DataFrame or Series with an index that counts through all partitions.

    Its divisions, too, are the numbers of rows before each partition, and in the end of all.
    """
    if not is_dask(data):
        return data
    import dask
    import dask.dataframe as dd

    starts = list(itertools.accumulate(lengths(data), initial=0))
    number = dask.delayed(_numbered)
    parts = [
        number(part, start) for part, start in zip(data.to_delayed(), starts[:-1], strict=True)
    ]
    meta = data.head(0, npartitions=1, compute=True).reset_index(drop=True)
    return dd.from_delayed(parts, meta=meta, divisions=tuple(starts))


def extract_dask_labels(labels: Any) -> Any:
    """As :func:`extract_dask_data`, for a Series or for a DataFrame of one column.

    Raises:
      ValueError: there are more columns.
    """
    if is_dask(labels) and labels.ndim == 2 and len(labels.columns) > 1:
        raise ValueError("Only one column for labels is allowed.")
    return extract_dask_data(labels)


def _numbered(part: Any, start: int) -> Any:
    part = part.reset_index(drop=True)
    part.index += start
    return part
