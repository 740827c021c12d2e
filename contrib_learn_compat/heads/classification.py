"""What the classification heads share: thresholds, class ids, and classes for serving."""

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads.base import _SingleHead
from contrib_learn_compat.keys import PredictionKey

DEFAULT_THRESHOLDS = (0.5,)


class ClassificationHead(_SingleHead):
    """A single head that predicts probabilities and serves them beside the names of the classes."""

    _label_keys = None

    def _create_output_alternatives(self, predictions):
        """Returns probabilities and, of the same shape, the class that each of them is of.

        A classify signature has its classes as strings: the `label_keys`, or else the ids.

        Raises:
          ValueError: where the predictions have no probabilities.
        """
        probabilities = predictions.get(PredictionKey.PROBABILITIES)
        if probabilities is None:
            raise ValueError(f"{PredictionKey.PROBABILITIES} missing in predictions")
        with tf.name_scope(None, "_classification_output_alternatives", (probabilities,)):
            batch_size = tf.shape(probabilities)[0]
            if self._label_keys:
                row = tf.expand_dims(self._label_keys, axis=0)
                classes = tf.tile(row, [batch_size, 1], name="classes_tensor")
            else:
                row = tf.expand_dims(tf.range(tf.shape(probabilities)[1]), axis=0)
                ids = tf.tile(row, [batch_size, 1])
                classes = tf.as_string(ids, name="classes_tensor")
        outputs = {PredictionKey.PROBABILITIES: probabilities, PredictionKey.CLASSES: classes}
        return {self._head_name: (self._problem_type, outputs)}


def check_class_ids(class_ids, n_classes):
    """Returns the ids as a tuple.

    Raises:
      ValueError: for an id outside of ``[0, n_classes)``.
    """
    class_ids = () if class_ids is None else tuple(class_ids)
    for class_id in class_ids:
        if class_id < 0 or class_id >= n_classes:
            raise ValueError(f"Class ID {class_id} not in [0, {n_classes}).")
    return class_ids


def two_class_logits(logits):
    """Puts a zero logit for the negative class before logits of shape ``[batch, 1]``."""
    return tf.concat((tf.zeros_like(logits), logits), 1)
