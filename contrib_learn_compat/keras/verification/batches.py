"""The legacy program's batches beside those of the migrated program's dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from contrib_learn_compat.keras.verification import NotComparableError
from contrib_learn_compat.keras.verification.comparison import FAIL, Rows
from contrib_learn_compat.keras.verification.recording import Sparse

# What a dense row of a sparse feature has where there is no value, by the kind of its dtype.
_NOTHING = {"S": b"", "i": -1, "u": -1}


class Batch(NamedTuple):
    """What a Keras model is trained on: arrays, or dicts or sequences of them."""

    x: Any
    y: Any = None
    weights: Any = None


def paired(legacy: Mapping[str, Any], own: Iterable[Batch], rows: Rows) -> list[Batch]:
    """Compares batches, and returns the migrated program's form of each legacy one.

    Args:
      legacy: ``batches``, the ``order`` in which they come, ``weight columns``, and whether they
        are ``repeatable``.
      own: the migrated program's, in the order in which they come.
      rows: where the rows go.

    Raises:
      NotComparableError: there are none, or none like them can be made.
    """
    columns, compared = legacy["weight columns"], Rows(rows.part)
    firsts: dict[int, Batch] = {}
    for index, batch in zip(legacy["order"], own, strict=False):
        compare(legacy["batches"][index], batch, columns, compared)
        firsts.setdefault(index, batch)
    if not firsts:
        raise NotComparableError("the dataset of the migrated program is empty")
    is_same = all(row.verdict != FAIL for row in compared.rows.values())
    if legacy["repeatable"] or is_same:
        for row in compared.rows.values():
            rows.add(row)
    else:
        rows.skip("batch", "", "the legacy program's are random; both get those it had")
    if is_same and len(firsts) == len(legacy["batches"]):
        return [firsts[index] for index in range(len(firsts))]
    like = next(iter(firsts.values()))
    return [adapted(batch, like, columns) for batch in legacy["batches"]]


def compare(legacy: Mapping[str, Any], batch: Batch, weight_columns: list[str], rows: Rows) -> None:
    """Adds a row for each feature, the labels and the weights of a batch.

    Args:
      legacy: ``features`` and ``labels``, each a dict by name.
      batch: of the migrated program.
      weight_columns: the names of those features that weight examples.
      rows: where the rows go.
    """
    features = _named(batch.x)
    partners = _partners(legacy["features"], features)
    for name, value in features.items():
        _compare(f"feature {name}".strip(), legacy["features"].get(partners[name]), value, rows)
    left = legacy["features"].keys() - partners.values() - set(weight_columns)
    for name in sorted(left):
        rows.skip("batch", f"feature {name}", "the migrated dataset has none of that name")
    labels = _named(batch.y)
    partners = _partners(legacy["labels"], labels)
    for name, value in labels.items():
        _compare(f"labels {name}".strip(), legacy["labels"].get(partners[name]), value, rows)
    weights = _named(batch.weights)
    if weight_columns and not weights:
        columns = ", ".join(weight_columns)
        rows.fail(
            "batch", "weights", f"the migrated dataset has no weights, here {columns} weights"
        )
    for name, value in weights.items():
        column = weight_columns[0] if len(weight_columns) == 1 else name
        _compare(f"weights {name}".strip(), legacy["features"].get(column), value, rows)


def adapted(legacy: Mapping[str, Any], like: Batch, weight_columns: list[str]) -> Batch:
    """Returns a legacy batch in the structure, dtypes and ranks of a migrated one.

    Raises:
      NotComparableError: there is no array for a part of it, or it is of another kind.
    """

    def part(values, of, what):
        if of is None:
            return None
        named = _named(of)
        partners = _partners(values, named)
        result = {}
        for name, example in named.items():
            called = f"{what} {name}".rstrip()
            if partners[name] is None:
                raise NotComparableError(f"the legacy batches have no {called}")
            value = _like(values[partners[name]], example)
            if value is None:
                raise NotComparableError(f"{called} is of another type than in the legacy batches")
            result[name] = value
        return _packed(result, of)

    features = legacy["features"]
    weights = {name: features[name] for name in weight_columns if name in features}
    return Batch(
        part(features, like.x, "feature"),
        part(legacy["labels"], like.y, "labels"),
        part(weights, like.weights, "weights"),
    )


def as_dense(legacy: Mapping[str, Any], weight_columns: list[str]) -> Batch:
    """Returns a legacy batch as Keras takes it: dense, and of two dimensions at least."""

    def column(value):
        value = _dense(value, np.zeros([0, 0])) if isinstance(value, Sparse) else value
        value = value.astype(object) if value.dtype.kind == "S" else value
        return value[:, np.newaxis] if value.ndim == 1 else value

    features = {name: column(value) for name, value in legacy["features"].items()}
    labels = {name: column(value) for name, value in legacy["labels"].items()}
    weights = [features.pop(name) for name in weight_columns]
    return Batch(features, labels.get("", labels), weights[0] if len(weights) == 1 else None)


def dataset(data: Sequence[Batch]) -> tf.data.Dataset:
    """Returns batches as what a Keras model evaluates."""
    elements = [tuple(part for part in batch if part is not None) for batch in data]

    def spec(*arrays):
        sizes = zip(*(array.shape for array in arrays), strict=True)
        shape = [of[0] if len(set(of)) == 1 else None for of in sizes]
        return tf.TensorSpec(shape, tf.as_dtype(arrays[0].dtype))

    signature = tf.nest.map_structure(spec, *elements)
    dataset = tf.data.Dataset.from_generator(lambda: elements, output_signature=signature)
    # Where it has to find the end itself, Keras may count it as one more batch of zeros.
    return dataset.apply(tf.data.experimental.assert_cardinality(len(elements)))


def dtype_name(array: np.ndarray) -> str:
    """Returns what Keras calls an array's dtype."""
    return "string" if array.dtype == object else array.dtype.name


def size(batch: Batch) -> int:
    """Returns the number of examples."""
    return len(next(iter(_named(batch.x).values())))


def _compare(name, legacy, value, rows: Rows) -> None:
    if legacy is None:
        rows.skip("batch", name, "the legacy input has none of that name")
        return
    expected = _like(legacy, value)
    if expected is None:
        kinds = f"{_values(legacy).dtype} there, {np.asarray(value).dtype} in the migrated dataset"
        rows.skip("batch", name, f"of another type: {kinds}")
        return
    if expected.ndim == value.ndim == 2 and isinstance(legacy, Sparse):
        value = _widened(value, expected.shape[1])
    rows.compare("batch", name, expected, value)


def _partners(legacy: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, str | None]:
    """Returns the legacy name of each name; what is single on a side needs no name."""
    if len(names) == len(legacy) == 1:
        return dict(zip(names, legacy, strict=True))
    return {name: name if name in legacy else None for name in names}


def _like(legacy: np.ndarray | Sparse, example: Any) -> np.ndarray | None:
    """Returns a legacy value as an array of the example's rank and dtype, None if it cannot be."""
    example = np.asarray(example)
    value = _dense(legacy, example) if isinstance(legacy, Sparse) else np.asarray(legacy)
    if (value.dtype.kind in "SUO") != (example.dtype.kind in "SUO"):
        return None
    if value.dtype.kind in "SUO":
        value = value.astype("S").astype(object)
    else:
        value = value.astype(example.dtype)
    if value.ndim + 1 == example.ndim and example.shape[-1] == 1:
        return value[..., np.newaxis]
    if value.ndim == example.ndim + 1 and value.shape[-1] == 1:
        return value[..., 0]
    return value


def _dense(legacy: Sparse, example: np.ndarray) -> np.ndarray:
    values = _values(legacy)
    dense = np.full(legacy.dense_shape, _NOTHING.get(values.dtype.kind, 0), values.dtype)
    dense[tuple(legacy.indices.T)] = values
    return _widened(dense, example.shape[1]) if dense.ndim == example.ndim == 2 else dense


def _widened(dense: np.ndarray, width: int) -> np.ndarray:
    """Returns a dense form of sparse rows with as much padding as another form of them has."""
    missing = max(0, width - dense.shape[1])
    if not missing:
        return dense
    nothing = b"" if dense.dtype.kind in "SO" else _NOTHING.get(dense.dtype.kind, 0)
    return np.pad(dense, [(0, 0), (0, missing)], constant_values=nothing)


def _values(legacy: np.ndarray | Sparse) -> np.ndarray:
    return np.asarray(legacy.values if isinstance(legacy, Sparse) else legacy)


def _named(structure: Any) -> dict[str, np.ndarray]:
    if structure is None:
        return {}
    if isinstance(structure, Mapping):
        return {str(name): np.asarray(value) for name, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return {str(i): np.asarray(value) for i, value in enumerate(structure)}
    return {"": np.asarray(structure)}


def _packed(named: dict[str, np.ndarray], like: Any) -> Any:
    if isinstance(like, Mapping):
        return named
    if isinstance(like, (list, tuple)):
        return type(like)(named.values())
    return named[""]
