"""What the heads of one class an example share: how classes are written, predicted and served."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    index_table_from_tensor,
    index_to_string_table_from_tensor,
)
from contrib_learn_compat.core.export_outputs import ClassificationOutput


class Classes:
    """The classes of a head: their number, and their words where labels are words."""

    def __init__(self, number: int, vocabulary: Sequence[str] | None):
        self.number = number
        self.vocabulary = vocabulary

    def ids(self, labels: tf.Tensor) -> tf.Tensor:
        """Returns the ids of labels that are words."""
        words = tuple(self.vocabulary)
        return index_table_from_tensor(words, name="class_id_lookup").lookup(labels)

    def names(self, class_ids: tf.Tensor) -> tf.Tensor:
        """Returns ids as words or, without a vocabulary, as decimals."""
        if not self.vocabulary:
            return tf.as_string(class_ids, name="str_classes")
        table = index_to_string_table_from_tensor(self.vocabulary, name="class_string_lookup")
        return table.lookup(class_ids)

    def all_ids(self, logits: tf.Tensor) -> tf.Tensor:
        """Returns all ids for each example, ``[batch, number]``."""
        return _for_each(logits, tf.range(self.number))

    def all_names(self, logits: tf.Tensor) -> tf.Tensor:
        """Returns the names of all classes for each example, ``[batch, number]``."""
        return _for_each(logits, self.vocabulary or tf.as_string(tf.range(self.number)))

    def output(self, probabilities: tf.Tensor) -> ClassificationOutput:
        """Returns the *classify* signature."""
        return ClassificationOutput(scores=probabilities, classes=self.all_names(probabilities))


def _for_each(logits, values):
    batch_size = tf.shape(logits)[0]
    return tf.tile(tf.expand_dims(values, axis=0), [batch_size, 1])
