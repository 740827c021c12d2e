"""`Head`, and the pipeline that every head of one problem walks."""

from __future__ import annotations

import abc
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.export_outputs import ExportOutput
from contrib_learn_compat.core.functions import argument_names, taken_by
from contrib_learn_compat.core.heads import checks
from contrib_learn_compat.core.model_fn import EstimatorSpec, ModeKeys


class LossSpec(NamedTuple):
    """What a head makes of labels and logits.

    Attributes:
      training_loss: a scalar, weighted and reduced.
      unreduced_loss: the loss of each example, and label where there are several; no weights yet.
      weights: the examples' weights, which broadcast to `unreduced_loss`; 1.0 without a column.
      processed_labels: the labels that the loss has compared, such as ids for words.
    """

    training_loss: Any
    unreduced_loss: Any
    weights: Any
    processed_labels: Any


class Head(abc.ABC):
    """The top of a model: it makes predictions, loss, metrics and training out of logits.

    A model_fn ends in one:

        def model_fn(features, labels, mode):
            head = tf.contrib.estimator.multi_class_head(n_classes=3)
            hidden = tf.layers.dense(features["x"], 10, tf.nn.relu)
            return head.create_estimator_spec(
                features=features, mode=mode, labels=labels,
                logits=tf.layers.dense(hidden, head.logits_dimension),
                optimizer=tf.train.AdagradOptimizer(0.1))
    """

    @property
    @abc.abstractmethod
    def name(self):
        """What the keys of metrics and summaries end in, or None."""

    @property
    @abc.abstractmethod
    def logits_dimension(self):
        """The size of the last dimension of the logits that the head takes."""

    @abc.abstractmethod
    def create_loss(self, features, mode, logits, labels) -> LossSpec:
        """Returns the losses; the arguments are those of :meth:`create_estimator_spec`."""

    @abc.abstractmethod
    def create_estimator_spec(
        self,
        features: Mapping[str, Any],
        mode: str,
        logits: Any,
        labels: Any = None,
        optimizer: tf.train.Optimizer | None = None,
        train_op_fn: Callable | None = None,
        regularization_losses: Sequence[Any] | None = None,
    ) -> EstimatorSpec:
        """Returns the `EstimatorSpec` of a model.

        Args:
          features: tensors by name; the weights are one of them.
          mode: one of `ModeKeys`.
          logits: a float Tensor ``[d0, ..., dn, logits_dimension]``.
          labels: a Tensor ``[d0, ..., dn, 1]`` or ``[d0, ..., dn]``, or as wide as the logits for
            heads of several labels; not needed in PREDICT.
          optimizer: minimizes the loss, in TRAIN.
          train_op_fn: does it instead: a function of the loss that returns the train op.
          regularization_losses: scalars to add to the loss.

        Raises:
          ValueError: labels are missing or of another shape, or there are both `optimizer` and
            `train_op_fn`, or neither, in TRAIN.
        """


class SingleHead(Head):
    """A head of one problem; what is its own are the methods without a body here."""

    _by_logit = False  # whether each logit has a loss, and may have a weight, of its own

    def __init__(self, logits_dimension, weight_column, loss_reduction, loss_fn, name):
        reductions = tf.losses.Reduction
        if loss_reduction not in reductions.all() or loss_reduction == reductions.NONE:
            raise ValueError(f"Invalid loss_reduction: {loss_reduction}")
        if loss_fn:
            _check_loss_fn(loss_fn)
        self._logits_dimension = logits_dimension
        self._weight_column = weight_column
        self._loss_reduction = loss_reduction
        self._loss_fn = loss_fn
        self._name = name

    name = property(operator.attrgetter("_name"))
    logits_dimension = property(operator.attrgetter("_logits_dimension"))

    @abc.abstractmethod
    def _predict(self, logits) -> tuple[tf.Tensor, dict[str, tf.Tensor]]:
        """Returns the logits, which it checks, and the predictions."""

    @abc.abstractmethod
    def _export_outputs(self, predictions: dict[str, tf.Tensor]) -> dict[str, ExportOutput]:
        """Returns the signatures to serve."""

    @abc.abstractmethod
    def _processed(self, labels, logits) -> tf.Tensor:
        """Returns labels, which it checks, in the form that the loss compares with logits."""

    @abc.abstractmethod
    def _loss(self, labels, logits) -> tf.Tensor:
        """Returns the loss of each processed label."""

    @abc.abstractmethod
    def _metrics(self, predictions: dict[str, tf.Tensor], loss: LossSpec) -> dict[str, tuple]:
        """Returns the metrics' values and updates by their names, without the head's name."""

    def create_loss(self, features, mode, logits, labels) -> LossSpec:
        """See `Head`."""
        del mode  # The same in all.
        logits = tf.convert_to_tensor(logits)
        labels = self._processed(labels, logits)
        if self._loss_fn:
            width = self.logits_dimension if self._by_logit else 1
            unreduced = _call_loss_fn(self._loss_fn, labels, logits, features, width)
        else:
            unreduced = self._loss(labels, logits)
        weights = checks.weights(features, self._weight_column, logits, self._by_logit)
        loss = tf.losses.compute_weighted_loss(unreduced, weights, reduction=self._loss_reduction)
        return LossSpec(loss, unreduced, weights, labels)

    def create_estimator_spec(
        self,
        features: Mapping[str, Any],
        mode: str,
        logits: Any,
        labels: Any = None,
        optimizer: tf.train.Optimizer | None = None,
        train_op_fn: Callable | None = None,
        regularization_losses: Sequence[Any] | None = None,
    ) -> EstimatorSpec:
        """See `Head`."""
        with tf.name_scope(self._name, "head"):
            logits, predictions = self._predict(logits)
            if mode == ModeKeys.PREDICT:
                outputs = self._export_outputs(predictions)
                return EstimatorSpec(mode, predictions, export_outputs=outputs)
            loss = self.create_loss(features, mode, logits, labels)
            total, regularization = loss.training_loss, None
            if regularization_losses:
                regularization = tf.add_n(regularization_losses)
                total = tf.add_n([total, regularization])
            if mode != ModeKeys.EVAL:
                train_op = _train_op(total, optimizer, train_op_fn)
                summaries = self._summaries(total, loss, regularization)
        if mode == ModeKeys.EVAL:
            metrics = self._metrics(predictions, loss)
            if regularization is not None:
                name = "regularization_loss"
                metrics[name] = tf.metrics.mean(regularization, name=name)
            metrics = {self._key(name): metric for name, metric in metrics.items()}
            return EstimatorSpec(mode, predictions, total, eval_metric_ops=metrics)
        with tf.name_scope(""):
            for name, value in summaries.items():
                tf.summary.scalar(self._key(name), value)
        return EstimatorSpec(ModeKeys.TRAIN, predictions, total, train_op)

    def _summaries(self, total, loss: LossSpec, regularization) -> dict[str, tf.Tensor]:
        summaries = {"loss": total}
        if self._loss_reduction == tf.losses.Reduction.SUM:
            weight = tf.reduce_sum(loss.weights * tf.ones_like(loss.unreduced_loss))
            summaries["average_loss"] = loss.training_loss / weight
        if regularization is not None:
            summaries["regularization_loss"] = regularization
        return summaries

    def _key(self, name: str) -> str:
        return f"{name}/{self._name}" if self._name else name


def _train_op(loss, optimizer, train_op_fn):
    if optimizer is not None and train_op_fn is not None:
        raise ValueError("train_op_fn and optimizer cannot both be set.")
    if optimizer is not None:
        train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    elif train_op_fn is not None:
        train_op = train_op_fn(loss)
    else:
        raise ValueError("train_op_fn and optimizer cannot both be None.")
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    return tf.group(train_op, *updates) if updates else train_op


def _check_loss_fn(loss_fn: Callable) -> None:
    arguments = argument_names(loss_fn)
    for required in ("labels", "logits"):
        if required not in arguments:
            raise ValueError(
                f"loss_fn must contain argument: {required}. Given arguments: {tuple(arguments)}"
            )
    unexpected = list(set(arguments) - {"labels", "logits", "features"})
    if unexpected:
        raise ValueError(f"loss_fn has unexpected args: {unexpected}")


def _call_loss_fn(loss_fn, labels, logits, features, width):
    """Returns the user's own losses, which have to be of shape ``[d0, ..., dn, width]``."""
    with tf.name_scope(None, "call_loss_fn", [labels, logits, *features.values()]):
        loss = loss_fn(labels=labels, logits=logits, **taken_by(loss_fn, features=features))
        logits_shape = tf.shape(logits, name="logits_shape")
        expected = tf.concat([logits_shape[:-1], [width]], axis=0, name="expected_loss_shape")
        loss_shape = tf.shape(loss, name="loss_shape")
        check = tf.Assert(
            tf.reduce_all(tf.equal(loss_shape, expected)),
            [
                f"loss_fn must return Tensor of shape [D0, D1, ... DN, {width}]. ",
                "logits_shape: ",
                logits_shape,
                "loss_shape: ",
                loss_shape,
            ],
            name="check_loss_shape",
        )
        with tf.control_dependencies([check]):
            return tf.identity(loss)
