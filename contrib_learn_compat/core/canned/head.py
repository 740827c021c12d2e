"""The heads by the names they had in ``tensorflow.python.estimator.canned.head``.

Programs of their own models took them from there; a sum is what reduces their losses by default.
"""

import functools

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned.parts import classification_head
from contrib_learn_compat.core.heads import Head, LossSpec

__all__ = ["LossSpec"]

_Head = Head
_by_sum = functools.partial(functools.partial, loss_reduction=tf.losses.Reduction.SUM)
_binary_logistic_head_with_sigmoid_cross_entropy_loss = _by_sum(heads.binary_classification_head)
_binary_logistic_or_multi_class_head = classification_head
_multi_class_head_with_softmax_cross_entropy_loss = _by_sum(heads.multi_class_head)
_regression_head = _by_sum(heads.regression_head)
