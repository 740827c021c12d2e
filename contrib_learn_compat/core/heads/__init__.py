"""The heads of tf.estimator's ready-made models: logits in, an EstimatorSpec out.

They are those of ``tf.contrib.estimator``, and the v1 models of ``tf.estimator`` end in them; the
heads of ``tf.contrib.learn`` are another family, in ``contrib_learn_compat.heads``.
"""

from contrib_learn_compat.core.heads.base import Head, LossSpec
from contrib_learn_compat.core.heads.binary_logistic import (
    BinaryLogisticHead,
    binary_classification_head,
)
from contrib_learn_compat.core.heads.multi_class import MultiClassHead, multi_class_head
from contrib_learn_compat.core.heads.multi_label import MultiLabelHead, multi_label_head
from contrib_learn_compat.core.heads.regression import (
    RegressionHead,
    logistic_regression_head,
    poisson_regression_head,
    regression_head,
)

__all__ = [
    "BinaryLogisticHead",
    "Head",
    "LossSpec",
    "MultiClassHead",
    "MultiLabelHead",
    "RegressionHead",
    "binary_classification_head",
    "logistic_regression_head",
    "multi_class_head",
    "multi_label_head",
    "poisson_regression_head",
    "regression_head",
]
