"""The metrics of single classes out of several that exclude one another."""

import keras


def class_metrics(class_ids, head_name=None):
    """Returns the metrics of some classes, which take ids and logits."""
    suffix = f"/{head_name}" if head_name else ""

    def mean(name, value, i):
        return keras.metrics.MeanMetricWrapper(value, name=f"labels/{name}/class{i}{suffix}", i=i)

    metrics = []
    for i in class_ids:
        metrics += [
            mean("prediction_mean", lambda ids, x, i: keras.ops.argmax(x, axis=-1) == i, i),
            mean("actual_label_mean", lambda ids, x, i: ids == i, i),
            mean("probability_mean", lambda ids, x, i: keras.ops.softmax(x)[:, i], i),
            mean("logits_mean", lambda ids, x, i: x[:, i], i),
        ]
    return metrics
