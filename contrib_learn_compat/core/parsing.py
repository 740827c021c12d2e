"""What to parse from tf.Examples: features, label and weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow.compat.v1 as tf


def classifier_parse_example_spec(
    feature_columns: Iterable[Any],
    label_key: str,
    label_dtype: tf.DType = tf.int64,
    label_default: Any = None,
    weight_column: Any = None,
) -> dict[str, Any]:
    """Returns the spec, for ``tf.io.parse_example``, of a classifier's examples.

    Args:
      feature_columns: columns of ``tf.feature_column``.
      label_key: the label's key in the examples.
      label_dtype: the label's dtype: tf.string with a vocabulary, tf.float32 for binary classes.
      label_default: the label of examples that have none; it is required where None.
      weight_column: the weight's key or its numeric column.

    Returns:
      A dict with a label of shape [1].

    Raises:
      ValueError: label or weight are features too, or `weight_column` is no numeric column.
    """
    label = tf.FixedLenFeature((1,), label_dtype, label_default)
    return _spec(feature_columns, label_key, label, weight_column)


def regressor_parse_example_spec(
    feature_columns: Iterable[Any],
    label_key: str,
    label_dtype: tf.DType = tf.float32,
    label_default: Any = None,
    label_dimension: int = 1,
    weight_column: Any = None,
) -> dict[str, Any]:
    """As :func:`classifier_parse_example_spec`, with a label of shape [label_dimension]."""
    label = tf.FixedLenFeature((label_dimension,), label_dtype, label_default)
    return _spec(feature_columns, label_key, label, weight_column)


def _spec(feature_columns, label_key, label, weight_column):
    spec = tf.feature_column.make_parse_example_spec(feature_columns)
    _check_no_feature("label", "label_key", label_key, spec)
    spec[label_key] = label
    if weight_column is None:
        return spec
    if isinstance(weight_column, str):
        weight_column = tf.feature_column.numeric_column(weight_column)
    # The class has no public name.
    if not isinstance(weight_column, type(tf.feature_column.numeric_column("any"))):
        raise ValueError(
            "weight_column should be an instance of tf.feature_column.numeric_column. "
            f"Given type: {type(weight_column)} value: {weight_column}"
        )
    _check_no_feature("weight_column", "weight_column", weight_column.key, spec)
    return {**spec, **weight_column.parse_example_spec}


def _check_no_feature(what, argument, key, spec):
    if key in spec:
        raise ValueError(
            f"{what} should not be used as feature. {argument}: {key}, features: {spec.keys()}"
        )
