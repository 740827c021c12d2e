"""The metrics of a head of two classes."""

import keras

from contrib_learn_migrate.keras.helpers.area_under_pr import AreaUnderPR
from contrib_learn_migrate.keras.helpers.loss_metric import LossMetric
from contrib_learn_migrate.keras.helpers.of_logits import of_logits


def binary_metrics(thresholds=None, head_name=None):
    """Returns the metrics of two classes, which take labels and the logit of the second."""
    suffix = f"/{head_name}" if head_name else ""
    sigmoid = keras.ops.sigmoid

    def mean(name, value):
        return keras.metrics.MeanMetricWrapper(value, name=name + suffix)

    metrics = [
        keras.metrics.BinaryAccuracy(name="accuracy" + suffix, threshold=0.0),
        keras.metrics.AUC(name="auc" + suffix, from_logits=True),
        AreaUnderPR(name="auc_precision_recall" + suffix),
        mean("labels/prediction_mean", lambda labels, logits: sigmoid(logits)),
        mean("labels/actual_label_mean", lambda labels, logits: labels),
        mean("accuracy/baseline_label_mean", lambda labels, logits: labels),
    ]
    for threshold in thresholds or [0.5]:

        def is_right(labels, logits, threshold=threshold):
            positive = keras.ops.cast(sigmoid(logits) >= threshold, "float32")
            return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), "float32")

        at = f"positive_threshold_{threshold:f}_mean{suffix}"
        metrics += [
            mean(f"accuracy/threshold_{threshold:f}_mean", is_right),
            of_logits(keras.metrics.Precision)(threshold, name=f"precision/{at}"),
            of_logits(keras.metrics.Recall)(threshold, name=f"recall/{at}"),
        ]
    if head_name:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        metrics.append(LossMetric(loss, name="loss" + suffix))
    return metrics
