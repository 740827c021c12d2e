"""The metrics of a head of any number of classes at once."""

import keras

from contrib_learn_migrate.keras.helpers.area_under_pr import AreaUnderPR
from contrib_learn_migrate.keras.helpers.loss_metric import LossMetric
from contrib_learn_migrate.keras.helpers.viewed import Viewed


def multi_label_metrics(class_ids=None, head_name=None):
    """Returns the metrics of multi-hot labels, which take logits, and those of some classes."""
    suffix = f"/{head_name}" if head_name else ""
    metrics = [
        keras.metrics.BinaryAccuracy(name="accuracy" + suffix, threshold=0.0),
        keras.metrics.AUC(name="auc" + suffix, from_logits=True),
        AreaUnderPR(name="auc_precision_recall" + suffix),
    ]
    for i in class_ids or []:
        end = f"/class{i}{suffix}"

        def of_class(metric, i=i):
            return Viewed(metric, lambda labels, x: (labels[:, i : i + 1], x[:, i : i + 1]))

        def mean(name, value, i=i, end=end):
            return keras.metrics.MeanMetricWrapper(value, name=f"labels/{name}{end}", i=i)

        metrics += [
            of_class(keras.metrics.AUC(name="auc" + end, from_logits=True)),
            of_class(AreaUnderPR(name="auc_precision_recall" + end)),
            mean("prediction_mean", lambda labels, x, i: x[:, i] > 0),
            mean("actual_label_mean", lambda labels, x, i: labels[:, i]),
            mean("probability_mean", lambda labels, x, i: keras.ops.sigmoid(x[:, i])),
            mean("logits_mean", lambda labels, x, i: x[:, i]),
        ]
    if head_name:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        metrics.append(LossMetric(loss, name="loss" + suffix))
    return metrics
