"""The metrics of a logistic regression."""

from contrib_learn_migrate.keras.helpers.binary_metrics import binary_metrics


def logistic_metrics(thresholds=None):
    """Returns the metrics of a LogisticRegressor, which take labels and logits."""
    others = "accuracy", "auc_precision_recall"
    return [metric for metric in binary_metrics(thresholds) if metric.name not in others]
