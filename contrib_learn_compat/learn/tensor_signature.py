"""Remembers what the tensors of one graph looked like, to check and to stand in for another's."""

from __future__ import annotations

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class _Fields(NamedTuple):
    dtype: tf.DType
    shape: tf.TensorShape | None
    is_sparse: bool


class TensorSignature(_Fields):
    """A tensor's dtype, its shape (None where sparse) and whether it is sparse."""

    __slots__ = ()

    def __new__(cls, tensor):
        if isinstance(tensor, tf.SparseTensor):
            return super().__new__(cls, tensor.values.dtype, None, True)
        return super().__new__(cls, tensor.dtype, tensor.get_shape(), False)

    def is_compatible_with(self, other: TensorSignature) -> bool:
        """Compares all but the batch, the first dimension."""
        if not self.dtype.is_compatible_with(other.dtype) or self.is_sparse != other.is_sparse:
            return False
        if self.is_sparse or self.shape.rank is None or other.shape.rank is None:
            return True
        if self.shape.rank != other.shape.rank:
            return False
        return self.shape[1:].is_compatible_with(other.shape[1:])

    def get_placeholder(self) -> tf.Tensor | tf.SparseTensor:
        if self.is_sparse:
            return tf.sparse_placeholder(dtype=self.dtype)
        return tf.placeholder(dtype=self.dtype, shape=[None] + list(self.shape[1:]))

    def get_feature_spec(self) -> Any:
        """Returns how the tensor is parsed from tf.Examples, which have int64 and float32 only."""
        dtype = {tf.int32: tf.int64, tf.float64: tf.float32}.get(self.dtype, self.dtype)
        if self.is_sparse:
            return tf.VarLenFeature(dtype=dtype)
        return tf.FixedLenFeature(shape=self.shape[1:], dtype=dtype)


def tensors_compatible(tensors: Any, signatures: Any) -> bool:
    """Tells whether tensors fit the signatures: a dict must have all of their keys."""
    if tensors is None or signatures is None:
        return tensors is signatures
    if isinstance(tensors, dict) != isinstance(signatures, dict):
        return False
    if not isinstance(tensors, dict):
        tensors, signatures = {"": tensors}, {"": signatures}
    return all(
        key in tensors and TensorSignature(tensors[key]).is_compatible_with(signature)
        for key, signature in signatures.items()
    )


def create_signatures(tensors: Any) -> Any:
    """Returns a tensor's signature, or a dict of them, or None for None."""
    if isinstance(tensors, dict):
        return {key: TensorSignature(tensor) for key, tensor in tensors.items()}
    return None if tensors is None else TensorSignature(tensors)


def create_placeholders_from_signatures(signatures: Any) -> Any:
    """Returns placeholders that fit `signatures`, in the same structure."""
    if isinstance(signatures, dict):
        return {key: signature.get_placeholder() for key, signature in signatures.items()}
    return None if signatures is None else signatures.get_placeholder()


def create_example_parser_from_signatures(
    signatures: Any, examples_batch: tf.Tensor, single_feature_name: str = "feature"
) -> Any:
    """Parses serialized tf.Examples into tensors of these signatures.

    Args:
      signatures: a signature or a dict of them.
      examples_batch: a string tensor of serialized Examples.
      single_feature_name: the Examples' feature where there is one signature and no name.

    Returns:
      A tensor, or a dict of tensors, of the signatures' dtypes.
    """
    named = signatures if isinstance(signatures, dict) else {single_feature_name: signatures}
    spec = {key: signature.get_feature_spec() for key, signature in named.items()}
    features = tf.parse_example(examples_batch, spec)
    for key, signature in named.items():
        if not signature.dtype.is_compatible_with(features[key].dtype):
            features[key] = tf.cast(features[key], signature.dtype)
    return features if isinstance(signatures, dict) else features[single_feature_name]
