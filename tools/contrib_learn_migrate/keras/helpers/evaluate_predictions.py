"""Metrics of predictions."""

from contrib_learn_migrate.keras.helpers.evaluate import evaluate


def evaluate_predictions(model, predictor, dataset, metrics):
    """Returns what `evaluate` does, and metrics that have each the key of a prediction."""
    results = evaluate(model, dataset)
    for _, metric in metrics.values():
        metric.reset_state()
    for features, labels, *_ in dataset:
        predictions = predictor(features, training=False)
        for key, metric in metrics.values():
            metric.update_state(labels, predictions if key is None else predictions[key])
    return {**results, **{name: float(metric.result()) for name, (_, metric) in metrics.items()}}
