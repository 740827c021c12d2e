"""What features and labels look like, and whether a batch looks like that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import tensorflow as tf

_PARSED = (tf.io.FixedLenFeature, tf.io.FixedLenSequenceFeature, tf.io.VarLenFeature)


class Missing(NamedTuple):
    """Stands for a tensor that a batch lacks, which matters only to a function that takes it."""

    message: str


def of_batches(described: Any) -> Any:
    """Returns the structure of TypeSpecs that `described` stands for.

    Args:
      described: None; a dict, or another structure, of tf.TensorSpec, tf.SparseTensorSpec, what
        tf.io.parse_example takes, or values, such as those of a first batch. The specs have the
        batch's dimension.

    Raises:
      TypeError: a part of it is none of these.
    """
    if described is None:
        return None
    if isinstance(described, Mapping):
        return {key: of_batches(value) for key, value in described.items()}
    if isinstance(described, _PARSED):
        return _of_parsed(described)
    if isinstance(described, (tf.TensorSpec, tf.SparseTensorSpec)):
        return described
    if isinstance(described, tf.TypeSpec):
        raise TypeError(
            f"A model_fn cannot be fed with {described}: give a tf.TensorSpec or a "
            "tf.SparseTensorSpec, and convert ragged features with to_sparse()."
        )
    if isinstance(described, (list, tuple)):
        return type(described)(map(of_batches, described))
    try:
        return _of_any_batch_size(tf.type_spec_from_value(_tensor(described)))
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"Neither a tf.TensorSpec, a tf.SparseTensorSpec, a tf.io.FixedLenFeature, a "
            f"tf.io.VarLenFeature nor a value: {described!r}"
        ) from error


def of_dataset(dataset: tf.data.Dataset) -> tuple[Any, Any]:
    """Returns the specs of a dataset's features and labels, the latter None where it has none."""
    element = dataset.element_spec
    features, labels = element[:2] if isinstance(element, tuple) else (element, None)
    relax = _of_any_batch_size
    relaxed = tf.nest.map_structure(relax, features)
    return relaxed, None if labels is None else tf.nest.map_structure(relax, labels)


def placeholders(spec: Any) -> Any:
    """Makes what a model_fn is given for specs, in the default graph."""
    return None if spec is None else tf.nest.map_structure(_placeholder, spec)


def _placeholder(spec):
    if isinstance(spec, tf.SparseTensorSpec):
        return tf.compat.v1.sparse_placeholder(spec.dtype, spec.shape)
    return tf.compat.v1.placeholder(spec.dtype, spec.shape)


def conforming(spec: Any, batch: Any, what: str) -> list[tf.Tensor | Missing]:
    """Returns the tensors of a batch, in the order of those of `spec`, or what stands for them.

    Args:
      spec: what :func:`of_batches` returns.
      batch: features or labels; a dict may have more than `spec` names. Integers of another width
        are cast, and so are floats: Keras makes all floats float32.
      what: what to call the batch in messages.

    Raises:
      ValueError: something is of another structure, dtype or shape.
    """
    if spec is None:
        return []
    if isinstance(spec, Mapping):
        if batch is not None and not isinstance(batch, Mapping):
            raise ValueError(f"The {what} are no dict, but the model was made for {sorted(spec)}.")
        return [
            tensor
            for key in sorted(spec)
            for tensor in conforming(spec[key], (batch or {}).get(key), f"{what} {key!r}")
        ]
    if isinstance(spec, (list, tuple)):
        if not isinstance(batch, (list, tuple)) or len(batch) != len(spec):
            raise ValueError(f"The {what} are not the {len(spec)} that the model was made for.")
        return [t for parts in zip(spec, batch, strict=True) for t in conforming(*parts, what)]
    if batch is None:
        parts = 3 if isinstance(spec, tf.SparseTensorSpec) else 1
        return [Missing(f"The batch has no {what}, of which the model_fn makes use.")] * parts
    tensor = _tensor(batch)
    if tensor.dtype != spec.dtype and _kind(tensor.dtype) == _kind(spec.dtype) != "other":
        tensor = tf.cast(tensor, spec.dtype)
    is_sparse = isinstance(spec, tf.SparseTensorSpec)
    if (
        tensor.dtype != spec.dtype
        or isinstance(tensor, tf.SparseTensor) != is_sparse
        or not spec.shape.is_compatible_with(tensor.shape)
    ):
        raise ValueError(
            f"The {what} does not fit: the model was made for {spec}, "
            f"and the batch has {tf.type_spec_from_value(tensor)}."
        )
    return tf.nest.flatten(tensor, expand_composites=True)


def _of_parsed(feature: Any) -> tf.TypeSpec:
    if isinstance(feature, tf.io.VarLenFeature):
        return tf.SparseTensorSpec([None, None], feature.dtype)
    batch = [None, None] if isinstance(feature, tf.io.FixedLenSequenceFeature) else [None]
    return tf.TensorSpec([*batch, *tf.TensorShape(feature.shape)], feature.dtype)


def _of_any_batch_size(spec: tf.TypeSpec) -> tf.TypeSpec:
    if not isinstance(spec, (tf.TensorSpec, tf.SparseTensorSpec)):
        return of_batches(spec)
    shape = [None, *spec.shape[1:]] if spec.shape.rank else spec.shape
    return type(spec)(shape, spec.dtype)


def _tensor(value: Any) -> Any:
    if isinstance(value, tf.compat.v1.SparseTensorValue):
        return tf.SparseTensor(*value)
    return value if isinstance(value, tf.SparseTensor) else tf.convert_to_tensor(value)


def _kind(dtype: tf.DType) -> str:
    if dtype.is_floating:
        return "float"
    return "integer" if dtype.is_integer else "other"
