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
from contrib_learn_compat.core.heads.regression import RegressionHead, regression_head

__all__ = [
    "BinaryLogisticHead",
    "Head",
    "LossSpec",
    "MultiClassHead",
    "RegressionHead",
    "binary_classification_head",
    "multi_class_head",
    "regression_head",
]
