"""Regularizers: functions of a weight tensor that return a scalar penalty."""

from __future__ import annotations

import numbers

import tensorflow.compat.v1 as tf


def l1_regularizer(scale, scope=None):
    """Returns a function that gives ``scale · sum(|weights|)``.

    Args:
      scale: a float that is not negative, or a scalar tensor; 0.0 gives no penalty.
      scope: the name of the penalty.

    Raises:
      ValueError: where `scale` is an integer or negative.
    """
    _check_scale(scale, full_stop="")
    return _scaled(scale, lambda w: tf.reduce_sum(tf.abs(w)), scope, "l1_regularizer")


def l2_regularizer(scale, scope=None):
    """Returns a function that gives ``scale · sum(weights²) / 2``.

    Args:
      scale: a float that is not negative, or a scalar tensor; 0.0 gives no penalty.
      scope: the name of the penalty.

    Raises:
      ValueError: where `scale` is an integer or negative.
    """
    _check_scale(scale, full_stop=".")
    return _scaled(scale, tf.nn.l2_loss, scope, "l2_regularizer")


def _check_scale(scale, full_stop):
    if isinstance(scale, numbers.Integral):
        raise ValueError(f"scale cannot be an integer: {scale}")
    if isinstance(scale, numbers.Real) and scale < 0.0:
        raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}{full_stop}")


def _scaled(scale, penalty, scope, default_name):
    if isinstance(scale, numbers.Real) and scale == 0.0:
        tf.logging.info("Scale of 0 disables regularizer.")
        return lambda _: None

    def regularizer(weights):
        with tf.name_scope(scope, default_name, [weights]) as name:
            factor = tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return tf.multiply(factor, penalty(weights), name=name)

    return regularizer


def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    """Returns the sum of an L1 and an L2 regularizer; a scale of 0.0 leaves one out.

    Raises:
      ValueError: where a scale is an integer or negative.
    """
    for name, scale in (("scale_l1", scale_l1), ("scale_l2", scale_l2)):
        if isinstance(scale, numbers.Integral):
            raise ValueError(f"{name} cannot be an integer: {scale}")
    scope = scope or "l1_l2_regularizer"
    if scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope=scope)


def sum_regularizer(regularizer_list, scope=None):
    """Returns a function that adds up the penalties of several regularizers.

    Args:
      regularizer_list: regularizers; each may be None, and so may what it returns.
      scope: the name of the sum.

    Returns:
      The function, which gives None where no regularizer has a penalty; or None for an empty list.
    """
    regularizers = [regularizer for regularizer in regularizer_list if regularizer is not None]
    if not regularizers:
        return None

    def sum_reg(weights):
        with tf.name_scope(scope, "sum_regularizer", [weights]) as name:
            penalties = [regularizer(weights) for regularizer in regularizers]
            penalties = [penalty for penalty in penalties if penalty is not None]
            return tf.add_n(penalties, name=name) if penalties else None

    return sum_reg


def apply_regularization(regularizer, weights_list=None):
    """Returns the sum of a regularizer's penalties and adds it to the regularization losses.

    Args:
      regularizer: a function of one tensor that returns a scalar or None.
      weights_list: tensors or variables; by default the collection ``weights``.

    Raises:
      ValueError: where there are no weights, or a penalty is not a scalar.
    """
    weights_list = weights_list or tf.get_collection(tf.GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with tf.name_scope("get_regularization_penalty", values=weights_list) as scope:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [tf.constant(0.0) if penalty is None else penalty for penalty in penalties]
        for penalty in penalties:
            if penalty.shape.rank != 0:
                raise ValueError(
                    "regularizer must return a scalar Tensor instead of a Tensor with rank "
                    f"{penalty.shape.rank}."
                )
        total = tf.add_n(penalties, name=scope)
        tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, total)
        return total
