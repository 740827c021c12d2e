"""`Head`, and the pipeline that every single head walks."""

from __future__ import annotations

import abc
import inspect
import operator
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import run_after
from contrib_learn_compat.heads import centered_bias
from contrib_learn_compat.keys import MetricKey
from contrib_learn_compat.layers.dense import linear
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps

# Takes labels, logits and weights; returns the training loss and the weighted average loss.
LossFn = Callable[..., tuple[tf.Tensor, tf.Tensor]]
# Takes the training loss; returns the train op.
TrainOpFn = Callable[[tf.Tensor], Any]


class Head(abc.ABC):
    """The top of a model: it makes predictions, loss, metrics and training out of logits.

    A model_fn ends in a head, which it gives either logits or the layer to build them from:

        def model_fn(features, labels, mode):
            head = learn.multi_class_head(n_classes=3)
            hidden = tf.contrib.layers.fully_connected(features["x"], 10)
            return head.create_model_fn_ops(
                features, mode, labels=labels, logits_input=hidden,
                train_op_fn=lambda loss: tf.contrib.layers.optimize_loss(
                    loss, tf.train.get_global_step(), 0.1, "Adagrad"))

    To train in a way that a function of the loss cannot say, pass :func:`no_op_train_fn` and put
    a train op of your own into the result: ``ops._replace(train_op=..., training_hooks=[...])``.
    """

    @property
    @abc.abstractmethod
    def logits_dimension(self):
        """The size of the last dimension of the logits that the head takes."""

    @abc.abstractmethod
    def create_model_fn_ops(
        self,
        features: Mapping[str, Any],
        mode: str,
        labels: Any = None,
        train_op_fn: TrainOpFn | None = None,
        logits: Any = None,
        logits_input: Any = None,
        scope: Any = None,
    ) -> ModelFnOps:
        """Returns the `ModelFnOps` of a model.

        Args:
          features: a dict of Tensors by name; a head takes example weights from it.
          mode: one of `ModeKeys`.
          labels: a Tensor, or a dict of Tensors by label name. Not needed in INFER.
          train_op_fn: a function of the scalar training loss that returns the train op. Needed in
            TRAIN.
          logits: a Tensor of shape ``[batch, logits_dimension]``. Exactly one of this and
            `logits_input` is given.
          logits_input: a Tensor of shape ``[batch, units]``, from which a linear layer called
            ``logits`` is built.
          scope: the variable scope; by default one that is named after the head.

        Raises:
          ValueError: for an unknown mode, for neither or both of `logits` and `logits_input`, or
            for a missing `train_op_fn`.
          RuntimeError: outside of a graph, or for eager tensors.
        """


def no_op_train_fn(loss):
    """A `train_op_fn` for callers that replace the train op: does nothing with the loss."""
    del loss
    return tf.no_op()


class _SingleHead(Head):
    """A head of one problem: what is common to all but the multi-head.

    The pipeline is :meth:`create_model_fn_ops`; a head supplies what it calls: `_default_scope`,
    `_loss_fn`, `_logits_to_predictions`, `_metrics` and, where the defaults do not do,
    `_convert_labels`, `_wrapped_loss_fn` and `_create_output_alternatives`.
    """

    _default_scope = None
    _enable_centered_bias = False

    def __init__(
        self,
        problem_type: int,
        logits_dimension: int,
        label_name: str | None = None,
        weight_column_name: str | None = None,
        head_name: str | None = None,
    ):
        if problem_type is None:
            raise ValueError(f"Invalid problem_type {problem_type}.")
        self._problem_type = problem_type
        if logits_dimension is None or logits_dimension < 1:
            raise ValueError(f"Invalid logits_dimension {logits_dimension}.")
        self._logits_dimension = logits_dimension
        self._label_name = label_name
        self._weight_column_name = weight_column_name
        self._head_name = head_name

    logits_dimension = property(operator.attrgetter("_logits_dimension"))
    label_name = property(operator.attrgetter("_label_name"))
    weight_column_name = property(operator.attrgetter("_weight_column_name"))
    head_name = property(operator.attrgetter("_head_name"))

    def create_model_fn_ops(
        self,
        features: Mapping[str, Any],
        mode: str,
        labels: Any = None,
        train_op_fn: TrainOpFn | None = None,
        logits: Any = None,
        logits_input: Any = None,
        scope: Any = None,
    ) -> ModelFnOps:
        """See `Head`."""
        inputs = (*_check_features(features).values(), labels, logits, logits_input)
        check_graph(inputs)
        with tf.variable_scope(
            scope, default_name=self.head_name or self._default_scope, values=inputs
        ):
            labels = self._transform_labels(mode=mode, labels=labels)
            logits = self._build_logits(logits_input, logits)
            check_mode(mode)
            bias = None
            if self._enable_centered_bias:
                bias = centered_bias.create(self.logits_dimension, self.head_name)
                logits = tf.nn.bias_add(logits, bias)
            predictions = self._logits_to_predictions(logits)
            loss = train_op = metrics = None
            if mode != ModeKeys.INFER and labels is not None:
                weights = weight_tensor(features, self.weight_column_name)
                loss, average_loss = self._wrapped_loss_fn(labels, logits, weights)
                summarize_loss(average_loss, self._key(MetricKey.LOSS))
                if mode == ModeKeys.TRAIN:
                    train_op = self._train_op(loss, labels, train_op_fn, logits, bias, weights)
                metrics = self._metrics(average_loss, predictions, labels, weights)
            return ModelFnOps(
                mode=mode,
                predictions=predictions,
                loss=loss,
                train_op=train_op,
                eval_metric_ops=metrics,
                output_alternatives=self._create_output_alternatives(predictions),
            )

    def _transform_labels(self, mode, labels):
        """Returns the labels as loss and metrics take them, None where there is no loss to make."""
        if mode == ModeKeys.INFER or labels is None:
            return None
        return self._convert_labels(labels)

    def _convert_labels(self, labels):
        """Returns what the caller gave, which is not None, as loss and metrics take it."""
        return dense_labels(labels, self.label_name)

    def _build_logits(self, logits_input, logits):
        if logits is None:
            if logits_input is None:
                raise ValueError("Neither logits nor logits_input supplied.")
            return linear(logits_input, self.logits_dimension, scope="logits")
        if logits_input is not None:
            raise ValueError("Both logits and logits_input supplied.")
        logits = tf.convert_to_tensor(logits, name="logits")
        if logits.shape.dims is not None:
            size = self.logits_dimension
            # Programs give a number of classes as a float, too.
            size = int(size) if size == int(size) else size
            logits.shape.dims[-1].assert_is_compatible_with(size)
        return logits

    def _wrapped_loss_fn(self, labels, logits, weights=None):
        """Returns training loss and weighted average loss of what `_transform_labels` gave."""
        return self._loss_fn(labels, logits, weights)

    def _logits_to_predictions(self, logits):
        """Returns the dict of predictions, by `PredictionKey`."""
        raise NotImplementedError(f"{type(self).__name__} makes no predictions.")

    def _metrics(self, eval_loss, predictions, labels, weights):
        """Returns the dict of ``(value, update_op)``, by metric name."""
        raise NotImplementedError(f"{type(self).__name__} has no metrics.")

    def _create_output_alternatives(self, predictions):
        """Returns ``{head name: (problem type, {output name: Tensor})}``."""
        return {self._head_name: (self._problem_type, predictions)}

    def _train_op(self, loss, labels, train_op_fn, logits, bias, weights):
        require_train_op_fn(train_op_fn)
        batch_size = tf.shape(logits)[0]
        if bias is not None:
            bias_step, beginning = centered_bias.make_step(
                bias, labels, self._wrapped_loss_fn, weights, batch_size
            )
        with tf.name_scope(None, "train_op", (loss, labels)):
            train_op = train_op_fn(loss)
            if bias is None:
                return train_op
            both = tf.group(train_op, bias_step)
            run_after(beginning, [loss, train_op])
            return both

    def _key(self, key):
        """Suffixes the key of a metric or summary with the head's name."""
        return f"{key}/{self.head_name}" if self.head_name else key


def _check_features(features):
    if not hasattr(features, "values"):
        raise AttributeError(
            f"{type(features).__name__!r} object has no attribute 'values': a head takes features "
            "as a dict of Tensors by name; pass {} where it needs none, {'x': tensor} for one."
        )
    return features


def check_graph(inputs):
    """Raises RuntimeError where no graph is being built, or for an eager tensor among `inputs`."""
    if tf.executing_eagerly():
        raise RuntimeError(
            "A head builds a graph, and eager execution is on. Call it from the model_fn of an "
            "Estimator or inside `with tf.Graph().as_default():`, or begin the program with "
            "`from contrib_learn_compat import tf`, which turns eager execution off."
        )
    for tensor in tf.nest.flatten(inputs, expand_composites=True):
        if isinstance(tensor, tf.Tensor) and not tf.is_symbolic_tensor(tensor):
            raise RuntimeError(
                f"A head builds a graph and cannot take an eager tensor: {tensor!r}. Create it "
                "inside of the graph, or pass its `.numpy()`."
            )


def check_mode(mode):
    """Raises ValueError where `mode` is none of `ModeKeys`."""
    if mode not in (ModeKeys.TRAIN, ModeKeys.INFER, ModeKeys.EVAL):
        raise ValueError(f"mode={mode} unrecognized.")


def require_train_op_fn(train_op_fn):
    """Raises ValueError where training has no train_op_fn."""
    if train_op_fn is None:
        raise ValueError("train_op_fn can not be None in TRAIN mode")


def summarize_loss(loss, tag):
    """Writes the summary of a loss under `tag`, whatever name scope is around."""
    with tf.name_scope(""):
        tf.summary.scalar(tag, tf.identity(loss))


def labels_tensor(labels, label_name):
    """Takes a head's labels out of a dict, and makes them a Tensor or SparseTensor."""
    if isinstance(labels, dict):
        labels = labels[label_name]
    return tf.convert_to_tensor_or_sparse_tensor(labels)


def dense_labels(labels, label_name):
    """Like :func:`labels_tensor`, for heads that take no SparseTensor.

    Raises:
      ValueError: for a SparseTensor.
    """
    labels = labels_tensor(labels, label_name)
    if isinstance(labels, tf.SparseTensor):
        raise ValueError("SparseTensor is not supported.")
    return labels


def weight_tensor(features, weight_column_name):
    """Returns the weights of the examples, float32 of rank 0 or at least 2; None for no column.

    Raises:
      ValueError: if the column is not among the features.
    """
    if not weight_column_name:
        return None
    if weight_column_name not in features:
        raise ValueError(f"Weights {weight_column_name} missing from features.")
    with tf.name_scope(None, "weight_tensor", tuple(features.values())):
        weights = tf.cast(features[weight_column_name], tf.float32)
        if weights.shape.ndims != 1:
            return weights
        tf.logging.warning(
            "Weights %s has shape %s, expanding to make it 2d.", weight_column_name, weights.shape
        )
        reshape = tf.sparse.reshape if isinstance(weights, tf.SparseTensor) else tf.reshape
        return reshape(weights, (-1, 1))


def check_loss_fn(loss_fn):
    """Checks that a caller's loss takes what a head gives it.

    Raises:
      ValueError: if one of ``labels``, ``logits`` and ``weights`` is no argument of it.
      AttributeError: if it is no function.
    """
    while hasattr(loss_fn, "func"):  # functools.partial: what it binds counts as taken.
        loss_fn = loss_fn.func
    if not callable(loss_fn):
        raise AttributeError(
            f"loss_fn must be a function of labels, logits and weights, not {loss_fn!r}"
        )
    positional = [
        name
        for name, parameter in inspect.signature(loss_fn).parameters.items()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    for name in ("labels", "logits", "weights"):
        if name not in positional:
            raise ValueError(f"Argument {name} not found in loss_fn.")


def wrap_loss_fn(loss_fn):
    """Makes a caller's loss, which returns one scalar, a head's loss, which returns two."""

    def wrapped(labels, logits, weights=None):
        # Without weights the argument is left out, so that the caller's default holds.
        loss = loss_fn(labels, logits, *(() if weights is None else (weights,)))
        return loss, loss

    return wrapped
