"""From columns to what parses their features, and to placeholders for them."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.columns.base import FeatureColumn


def create_feature_spec_for_parsing(feature_columns) -> dict:
    """Returns the argument of ``tf.parse_example`` that the columns need.

    Args:
      feature_columns: columns, or a dict with columns as values.

    Raises:
      TypeError: where something is not a column.
    """
    if isinstance(feature_columns, dict):
        feature_columns = feature_columns.values()
    spec = {}
    for column in feature_columns:
        if not isinstance(column, FeatureColumn):
            raise TypeError(
                "feature_columns should only contain instances of _FeatureColumn. "
                f"Given column is {column}"
            )
        spec.update(column.config)
    return spec


def create_sequence_feature_spec_for_parsing(
    sequence_feature_columns, allow_missing_by_default=False
) -> dict:
    """Returns how to parse the columns' features from the sequences of a SequenceExample.

    Args:
      sequence_feature_columns: columns.
      allow_missing_by_default: whether a sequence of numbers may be missing. One with a default
        value always may; the value itself does not count.

    Raises:
      TypeError: where something is not a column, or its feature cannot be in a sequence.
    """

    def in_sequence(name, feature):
        if isinstance(feature, tf.VarLenFeature):
            return feature
        if not isinstance(feature, (tf.FixedLenFeature, tf.FixedLenSequenceFeature)):
            raise TypeError(f"Unsupported feature type: {type(feature).__name__}")
        has_default = feature.default_value is not None
        if has_default:
            tf.logging.warning(
                'Feature "%s" may be missing from a sequence; its default value %s is not used.',
                name,
                feature.default_value,
            )
        return tf.FixedLenSequenceFeature(
            shape=feature.shape,
            dtype=feature.dtype,
            allow_missing=allow_missing_by_default or has_default,
        )

    spec = create_feature_spec_for_parsing(sequence_feature_columns)
    return {name: in_sequence(name, feature) for name, feature in spec.items()}


def make_place_holder_tensors_for_base_features(feature_columns) -> dict:
    """Returns placeholders for the columns' features, by name.

    Args:
      feature_columns: columns, or a dict with columns as values.

    Raises:
      TypeError: where something is not a column.
    """

    def placeholder(name, feature):
        if isinstance(feature, tf.VarLenFeature):
            return tf.sparse_placeholder(feature.dtype, name=f"Placeholder_{name}")
        shape = (None, feature.shape[0])
        return tf.placeholder(feature.dtype, shape=shape, name=f"Placeholder_{name}")

    spec = create_feature_spec_for_parsing(feature_columns)
    return {name: placeholder(name, feature) for name, feature in spec.items()}
