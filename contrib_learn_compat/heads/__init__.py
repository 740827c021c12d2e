"""The heads of ``tf.contrib.learn``, with the underscore names that old programs take from it."""

from contrib_learn_compat.heads.base import Head, _SingleHead, no_op_train_fn
from contrib_learn_compat.heads.binary_logistic import _BinaryLogisticHead
from contrib_learn_compat.heads.binary_svm import _BinarySvmHead, binary_svm_head
from contrib_learn_compat.heads.loss_only import _LossOnlyHead, loss_only_head
from contrib_learn_compat.heads.multi import _MultiHead, multi_head
from contrib_learn_compat.heads.multi_class import _MultiClassHead, multi_class_head
from contrib_learn_compat.heads.multi_label import _MultiLabelHead, multi_label_head
from contrib_learn_compat.heads.regression import (
    _RegressionHead,
    poisson_regression_head,
    regression_head,
)

# The factories' names before they were public.
_Head = Head
_binary_svm_head = binary_svm_head
_multi_class_head = multi_class_head
_multi_head = multi_head
_multi_label_head = multi_label_head
_poisson_regression_head = poisson_regression_head
_regression_head = regression_head

__all__ = [
    "Head",
    "_BinaryLogisticHead",
    "_BinarySvmHead",
    "_LossOnlyHead",
    "_MultiClassHead",
    "_MultiHead",
    "_MultiLabelHead",
    "_RegressionHead",
    "_SingleHead",
    "binary_svm_head",
    "loss_only_head",
    "multi_class_head",
    "multi_head",
    "multi_label_head",
    "no_op_train_fn",
    "poisson_regression_head",
    "regression_head",
]
