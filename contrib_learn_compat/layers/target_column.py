"""Target columns: what heads were called before there were heads.

A target column turns logits into a loss, predictions and evaluation metrics.
"""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import deprecated
from contrib_learn_compat.keys import MetricKey, ProblemType  # noqa: F401 (is served from here)
from contrib_learn_compat.losses.classification import hinge_loss

_deprecated = deprecated("2016-11-12", "Use a head of tf.contrib.learn instead.")


@_deprecated
def regression_target(label_name=None, weight_column_name=None, label_dimension=1):
    """Returns the target column of a regression, whose loss is the squared difference.

    Args:
      label_name: the key of the labels where they come in a dict.
      weight_column_name: the key of the examples' weights among the features, if they have any.
      label_dimension: how many numbers an example's label has.
    """
    return _RegressionTargetColumn(
        _squared_difference, label_dimension, label_name, weight_column_name
    )


@_deprecated
def multi_class_target(n_classes, label_name=None, weight_column_name=None):
    """Returns the target column of a classification, by logistic or softmax cross entropy.

    Args:
      n_classes: how many classes there are; for 2 there is one logit.
      label_name, weight_column_name: as in :func:`regression_target`.

    Raises:
      ValueError: where there are less than 2 classes.
    """
    if n_classes < 2:
        raise ValueError("n_classes must be > 1 for classification.")
    loss_fn = _logistic_cross_entropy if n_classes == 2 else _softmax_cross_entropy
    return _MultiClassTargetColumn(loss_fn, n_classes, label_name, weight_column_name)


@_deprecated
def binary_svm_target(label_name=None, weight_column_name=None):
    """Returns the target column of a classification in two classes by hinge loss.

    Args:
      label_name, weight_column_name: as in :func:`regression_target`.
    """
    return _BinarySvmTargetColumn(_hinge, 2, label_name, weight_column_name)


class _TargetColumn:
    """What all target columns share.

    Args:
      loss_fn: a function of logits and labels that returns the losses of the examples.
      num_label_columns: how many logits an example has.
      label_name: the key of the labels where they come in a dict.
      weight_column_name: the key of the weights among the features, or None.
      problem_type: a constant of :class:`.ProblemType`.
    """

    def __init__(self, loss_fn, num_label_columns, label_name, weight_column_name, problem_type):
        if not loss_fn:
            raise ValueError("loss_fn must be provided")
        if num_label_columns is None:
            raise ValueError("num_label_columns must be provided")
        self.problem_type = problem_type
        self.num_label_columns = num_label_columns
        self.label_name = label_name
        self.weight_column_name = weight_column_name
        self._loss_fn = loss_fn

    def logits_to_predictions(self, logits, proba=False):
        """Returns the predictions; with `proba`, the probabilities of the classes."""
        raise NotImplementedError

    def get_eval_ops(self, features, logits, labels, metrics=None):
        """Returns a dict of metrics, each of them a pair of a value and an update."""
        raise NotImplementedError

    def get_weight_tensor(self, features):
        """Returns the examples' weights, a float vector, or None where there are none."""
        if not self.weight_column_name:
            return None
        weights = tf.cast(features[self.weight_column_name], tf.float32)
        return tf.reshape(weights, shape=(-1,))

    def training_loss(self, logits, target, features, name="training_loss"):
        """Returns the mean of the weighted losses, the scalar to minimize."""
        return tf.reduce_mean(self._weighted(logits, target, features)[0], name=name)

    def loss(self, logits, target, features):
        """Returns the weighted losses' sum over that of the weights, the scalar to report."""
        losses, weights = self._weighted(logits, target, features)
        if weights is None:
            return tf.reduce_mean(losses, name="loss")
        return tf.realdiv(
            tf.reduce_sum(losses), tf.cast(tf.reduce_sum(weights), tf.float32), name="loss"
        )

    def _weighted(self, logits, target, features):
        """Returns the losses, weighted if there are weights, and the weights."""
        target = target[self.label_name] if isinstance(target, dict) else target
        losses = self._loss_fn(logits, target)
        weights = self.get_weight_tensor(features)
        if weights is not None:
            losses = tf.multiply(tf.reshape(losses, shape=(-1,)), tf.reshape(weights, shape=(-1,)))
        return losses, weights

    def _compute(self, metrics, predictions, labels, features):
        """Returns what `metrics` make of the predictions, and of the weights if there are any."""
        weights = self.get_weight_tensor(features)
        labels = tf.cast(labels, predictions.dtype)
        kwargs = {} if weights is None else {"weights": weights}
        return {name: metric(predictions, labels, **kwargs) for name, metric in metrics.items()}


class _RegressionTargetColumn(_TargetColumn):
    def __init__(self, loss_fn, label_dimension, label_name, weight_column_name):
        super().__init__(
            loss_fn, label_dimension, label_name, weight_column_name, ProblemType.LINEAR_REGRESSION
        )

    def logits_to_predictions(self, logits, proba=False):
        return tf.squeeze(logits, axis=[1]) if self.num_label_columns == 1 else logits

    def get_eval_ops(self, features, logits, labels, metrics=None):
        result = {"loss": tf.metrics.mean(self.loss(logits, labels, features))}
        if metrics:
            predictions = self.logits_to_predictions(logits)
            result.update(self._compute(metrics, predictions, labels, features))
        return result


class _MultiClassTargetColumn(_TargetColumn):
    def __init__(self, loss_fn, n_classes, label_name, weight_column_name):
        columns = 1 if n_classes == 2 else n_classes
        super().__init__(
            loss_fn, columns, label_name, weight_column_name, ProblemType.CLASSIFICATION
        )

    def logits_to_predictions(self, logits, proba=False):
        logits = self._logits_of_classes(logits)
        return tf.nn.softmax(logits) if proba else tf.argmax(logits, 1)

    def get_eval_ops(self, features, logits, labels, metrics=None):
        """Returns the metrics.

        Args:
          metrics: a dict of functions of predictions, labels and, if there are any, weights. A key
            is a pair of a name and ``"classes"`` or ``"probabilities"``, which says what the
            function takes, or the name alone for classes. None is the accuracy.

        Raises:
          ValueError: where a key is something else.
        """
        result = {"loss": tf.metrics.mean(self.loss(logits, labels, features))}
        if metrics is None:
            metrics = {("accuracy", "classes"): _accuracy}
        predictions = tf.sigmoid(logits)
        labels_float = tf.cast(labels, tf.float32)
        if self.num_label_columns == 1:
            for name, metric in get_default_binary_metrics_for_eval([0.5]).items():
                result[name] = metric(predictions, labels_float)
        sorted_out = {"classes": {}, "probabilities": {}}
        for key, metric in metrics.items():
            name, kind = _metric_key(key)
            sorted_out[kind][name] = metric
        for kind, chosen in sorted_out.items():
            if chosen:
                predictions = self.logits_to_predictions(logits, proba=kind == "probabilities")
                result.update(self._compute(chosen, predictions, labels, features))
        return result

    def _logits_of_classes(self, logits):
        if self.num_label_columns > 1:
            return logits
        return tf.concat([tf.zeros_like(logits), logits], 1)


class _BinarySvmTargetColumn(_MultiClassTargetColumn):
    def logits_to_predictions(self, logits, proba=False):
        if proba:
            raise ValueError("logits to probabilities is not supported for _BinarySvmTargetColumn")
        return tf.argmax(self._logits_of_classes(logits), 1)


def _metric_key(key) -> tuple[str, str]:
    """Returns a metric's name and what it is a metric of."""
    if isinstance(key, str):
        return key, "classes"
    if not isinstance(key, tuple):
        raise ValueError(f"Ignoring metric {key}. Its name is not in the correct form.")
    if len(key) != 2:
        raise ValueError(
            f"Ignoring metric {key}. It returned a tuple with len {len(key)}, expected 2."
        )
    if key[1] not in ("classes", "probabilities"):
        raise ValueError(
            f"Ignoring metric {key}. The 2nd element of its name should be either 'classes' or "
            "'probabilities'."
        )
    return key


def _column(target):
    return tf.expand_dims(target, axis=1) if target.shape.rank == 1 else target


def _squared_difference(logits, target):
    target = _column(target)
    logits.shape.assert_is_compatible_with(target.shape)
    return tf.squared_difference(logits, tf.cast(target, tf.float32))


def _logistic_cross_entropy(logits, target):
    target = tf.cast(_column(target), tf.float32)
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=logits)


def _softmax_cross_entropy(logits, target):
    if not target.dtype.is_integer:
        raise ValueError(f"Target's dtype should be integer Instead got {target.dtype}.")
    if target.shape.rank == 2:
        target = tf.squeeze(target, axis=[1])
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits)


def _hinge(logits, target):
    shape_fits = tf.Assert(
        tf.less_equal(tf.rank(target), 2),
        ["target's shape should be either [batch_size, 1] or [batch_size]"],
    )
    with tf.control_dependencies([shape_fits]):
        target = tf.reshape(target, shape=[tf.shape(target)[0], 1])
    return hinge_loss(logits, target)


@_deprecated
def get_default_binary_metrics_for_eval(thresholds) -> dict[str, Callable]:
    """Returns what to tell of a classification in two classes.

    Args:
      thresholds: floats; accuracy, precision and recall are told at each of them.

    Returns:
      A dict of functions of predictions, labels and weights, by name.
    """
    metrics = {
        MetricKey.PREDICTION_MEAN: _predictions_mean,
        "labels/actual_target_mean": _labels_mean,
        "accuracy/baseline_target_mean": _labels_mean,
        MetricKey.AUC: _auc,
    }
    for threshold in thresholds:
        metrics[MetricKey.ACCURACY_MEAN % threshold] = _accuracy_at(threshold)
        for key, metric in (
            (MetricKey.PRECISION_MEAN, tf.metrics.precision_at_thresholds),
            (MetricKey.RECALL_MEAN, tf.metrics.recall_at_thresholds),
        ):
            metrics[key % threshold] = _at(metric, threshold)
    return metrics


def _accuracy(predictions, labels, weights=None):
    return tf.metrics.accuracy(labels, predictions, weights)


def _predictions_mean(predictions, labels, weights=None):
    return tf.metrics.mean(predictions, weights)


def _labels_mean(predictions, labels, weights=None):
    return tf.metrics.mean(labels, weights)


def _auc(predictions, labels, weights=None):
    return tf.metrics.auc(labels, predictions, _floats(weights))


def _accuracy_at(threshold):
    def accuracy(predictions, labels, weights=None):
        positive = tf.cast(tf.greater_equal(predictions, threshold), tf.float32)
        return tf.metrics.accuracy(labels, positive, weights)

    return accuracy


def _at(metric, threshold):
    def at_threshold(predictions, labels, weights=None):
        value, update = metric(labels, predictions, [threshold], _floats(weights))
        return tf.squeeze(value), update

    return at_threshold


def _floats(weights):
    return None if weights is None else tf.cast(weights, tf.float32)
