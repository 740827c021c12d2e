"""The metrics of a logistic regression."""

import keras

from contrib_learn_migrate.keras.helpers.viewed import Viewed


def logistic_metrics(thresholds=None):
    """Returns the metrics of a LogisticRegressor, which take labels and logits."""
    sigmoid = keras.ops.sigmoid

    def mean(name, value):
        return keras.metrics.MeanMetricWrapper(value, name=name)

    metrics = [
        mean("labels/prediction_mean", lambda labels, logits: sigmoid(logits)),
        mean("labels/actual_label_mean", lambda labels, logits: labels),
        mean("accuracy/baseline_label_mean", lambda labels, logits: labels),
        keras.metrics.AUC(name="auc", from_logits=True),
    ]
    for threshold in thresholds or [0.5]:

        def view(labels, logits, threshold=threshold):
            return labels, keras.ops.cast(sigmoid(logits) >= threshold, "float32")

        at = f"positive_threshold_{threshold:f}_mean"
        metrics += [
            Viewed(keras.metrics.BinaryAccuracy(f"accuracy/threshold_{threshold:f}_mean"), view),
            Viewed(keras.metrics.Precision(name=f"precision/{at}"), view),
            Viewed(keras.metrics.Recall(name=f"recall/{at}"), view),
        ]
    return metrics
