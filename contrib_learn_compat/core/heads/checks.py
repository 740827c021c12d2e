"""What heads make sure of before they compute: the shapes of logits, labels and weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import FeatureTransformationCache

_LOGITS_SHAPE = "logits shape must be [D0, D1, ... DN, logits_dimension]"


def float_logits(logits: Any, dimension: int) -> tf.Tensor:
    """Returns logits as floats, of shape ``[d0, ..., dn, dimension]``.

    Raises:
      ValueError: the last dimension is known to be another.
    """
    with tf.name_scope(None, "logits", (logits,)) as scope:
        logits = tf.cast(logits, tf.float32)
        shape = tf.shape(logits)
        has_rank = tf.assert_rank_at_least(logits, 2, data=[shape], message=_LOGITS_SHAPE)
        with tf.control_dependencies([has_rank]):
            if logits.shape.rank is not None and logits.shape.as_list()[-1] is not None:
                if logits.shape.as_list()[-1] != dimension:
                    raise ValueError(f"{_LOGITS_SHAPE}, got {logits.shape}.")
                return logits
            fits = tf.assert_equal(dimension, shape[-1], data=[shape], message=_LOGITS_SHAPE)
            with tf.control_dependencies([fits]):
                return tf.identity(logits, name=scope)


def check_given(labels: Any) -> None:
    """Raises a ValueError where there are no labels."""
    if labels is None:
        raise ValueError(
            "You must provide a labels Tensor. Given: None. "
            "Suggested troubleshooting steps: Check that your data contain your label feature. "
            "Check that your input_fn properly parses and returns labels."
        )


def dense_labels(labels: Any, logits: tf.Tensor, width: int) -> tf.Tensor:
    """Returns labels of shape ``[d0, ..., dn, width]``, where logits are ``[d0, ..., dn, any]``.

    The last dimension of 1 may be missing.

    Raises:
      ValueError: there are no labels, or they are sparse, or known to be of another width.
    """
    check_given(labels)
    with tf.name_scope(None, "labels", (labels, logits)) as scope:
        if isinstance(labels, (tf.SparseTensor, tf.SparseTensorValue)):
            raise ValueError(
                "SparseTensor labels are not supported. "
                f"labels must be a Tensor of shape [D0, D1, ..., DN, {width}], "
                f"e.g. [batch_size, {width}]. "
                "Suggested Fix (1): Check the label feature in your data. "
                f"Each example must contain {width} value(s). If not, your choice of label "
                "was probably incorrect. "
                "Suggested Fix (2): In your input_fn, use "
                "tf.sparse_tensor_to_dense() to turn labels into a Tensor."
            )
        labels = tf.convert_to_tensor(labels)
        if _lacks_last_dimension(labels, logits):
            labels = tf.expand_dims(labels, -1)
        shape, logits_shape = tf.shape(labels), tf.shape(logits)
        message = (
            f"labels shape must be [D0, D1, ... DN, {width}]. "
            "Suggested Fix: check your n_classes argument to the estimator "
            "and/or the shape of your label."
        )
        has_rank = tf.assert_rank_at_least(labels, 2, message=message)
        with tf.control_dependencies([has_rank]):
            found = labels.shape.as_list()[-1] if labels.shape.rank else None
            if found is not None and found != width:
                raise ValueError(
                    "Mismatched label shape. "
                    f"Expected labels dimension={width}.  Received {found}. "
                    "Suggested Fix:If your classifier expects one-hot encoding label,"
                    "check your n_classes argument to the estimator "
                    "and/or the shape of your label. "
                    "Otherwise, check the shape of your label."
                )
            expected = tf.concat([logits_shape[:-1], [width]], axis=0)
            data = ["expected_labels_shape: ", expected, "labels_shape: ", shape]
            fits = tf.assert_equal(expected, shape, message=message, data=data)
            with tf.control_dependencies([fits]):
                return tf.identity(labels, name=scope)


def weights(
    features: Mapping[str, Any], column: Any, logits: tf.Tensor, by_logit: bool
) -> tf.Tensor | float:
    """Returns the examples' weights as floats ``[d0, ..., dn, 1]``, or 1.0 without a column.

    Args:
      features: tensors by name; the weights among them may lack the last dimension of 1.
      column: the weights' name, or a numeric column; or None.
      logits: a Tensor ``[d0, ..., dn, any]``.
      by_logit: whether weights may also be of the logits' own shape.

    Raises:
      TypeError: the column is neither a name nor a numeric column.
      ValueError: the weights are no numbers.
    """
    with tf.name_scope(None, "weights", (*features.values(), logits)) as scope:
        if column is None:
            return 1.0
        if isinstance(column, str):
            column = tf.feature_column.numeric_column(column)
        # The class has no public name.
        if not isinstance(column, type(tf.feature_column.numeric_column("any"))):
            raise TypeError(
                "Weight column must be either a string or _NumericColumn. "
                f"Given type: {type(column)}."
            )
        values = column.get_dense_tensor(FeatureTransformationCache(features), None)
        if not (values.dtype.is_floating or values.dtype.is_integer):
            raise ValueError(
                f"Weight column should be castable to float. Given dtype: {values.dtype}"
            )
        values = tf.cast(values, tf.float32, name="weights")
        shape = tf.shape(values, name="weights_shape")
        logits_shape = tf.shape(logits, name="logits_shape")
        data = ["logits_shape: ", logits_shape, "weights_shape: ", shape]
        message = "weights shape must be [D0, D1, ... DN] or [D0, D1, ... DN, 1]"
        if by_logit:
            message = (
                "weights shape must be [D0, D1, ... DN], [D0, D1, ... DN, 1] or "
                "[D0, D1, ... DN, logits_dimension]"
            )
        if _lacks_last_dimension(values, logits):
            fits = tf.assert_equal(logits_shape[:-1], shape, message=message, data=data)
            with tf.control_dependencies([fits]):
                return tf.expand_dims(values, -1, name=scope)
        by_example = tf.concat([logits_shape[:-1], [1]], axis=0)
        if by_logit:
            shapes = (logits_shape, by_example)
            equal = [tf.reduce_all(tf.equal(allowed, shape)) for allowed in shapes]
            fits = tf.Assert(tf.reduce_any(equal), [message, *data])
        else:
            fits = tf.assert_equal(by_example, shape, message=message, data=data)
        with tf.control_dependencies([fits]):
            return tf.identity(values, name=scope)


def class_ids(labels: tf.Tensor, n_classes: int, message: str | None = None) -> tf.Tensor:
    """Returns labels that fail, with a `message`, where they are not in ``[0, n_classes)``."""
    with tf.name_scope(None, "assert_range", (labels,)):
        last = tf.constant(n_classes - 1, dtype=labels.dtype)
        within = (
            tf.assert_less_equal(labels, last, message=message or "Labels must <= n_classes - 1"),
            tf.assert_non_negative(labels, message=message or "Labels must >= 0"),
        )
        with tf.control_dependencies(within):
            return tf.identity(labels)


def _lacks_last_dimension(tensor: tf.Tensor, logits: tf.Tensor) -> bool:
    ranks = tensor.shape.rank, logits.shape.rank
    return None not in ranks and ranks[0] == ranks[1] - 1
