"""A sparse feature as the SDCA kernel takes it."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf


class SparseFeatureColumn:
    """One feature of a batch: a row for each of the ids that examples have."""

    def __init__(self, example_indices: Any, feature_indices: Any, feature_values: Any):
        """Takes the rows.

        Args:
          example_indices: the examples' places in the batch, of shape [n], int64.
          feature_indices: the ids, of shape [n], int64.
          feature_values: the ids' values, of shape [n], float32; None where all are 1.
        """
        with tf.name_scope("SparseFeatureColumn"):
            self._example_indices = tf.convert_to_tensor(
                example_indices, tf.int64, name="example_indices"
            )
            self._feature_indices = tf.convert_to_tensor(
                feature_indices, tf.int64, name="feature_indices"
            )
            self._feature_values = None
            if feature_values is not None:
                self._feature_values = tf.convert_to_tensor(
                    feature_values, tf.float32, name="feature_values"
                )

    @property
    def example_indices(self) -> tf.Tensor:
        return self._example_indices

    @property
    def feature_indices(self) -> tf.Tensor:
        return self._feature_indices

    @property
    def feature_values(self) -> tf.Tensor | None:
        return self._feature_values
