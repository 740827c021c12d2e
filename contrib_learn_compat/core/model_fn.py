"""The contract between a model_fn and the engine: :class:`ModeKeys` and :class:`EstimatorSpec`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf
from tensorflow import Variable

from contrib_learn_compat.core import export_outputs as export_outputs_lib


class ModeKeys:
    """What a model_fn is called for."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


class _Fields(NamedTuple):
    mode: str
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Any
    export_outputs: Any
    training_chief_hooks: Any
    training_hooks: Any
    scaffold: Any
    evaluation_hooks: Any
    prediction_hooks: Any


class EstimatorSpec(_Fields):
    """Everything an Estimator needs to know of the graph that a model_fn has built.

    Each mode asks for its own part: training for `loss` and `train_op`, evaluation for `loss`,
    prediction for `predictions`. What a mode does not ask for is kept and not used.
    """

    __slots__ = ()

    def __new__(
        cls,
        mode: str,
        predictions: tf.Tensor | dict[str, tf.Tensor] | None = None,
        loss: tf.Tensor | None = None,
        train_op: tf.Operation | tf.Tensor | None = None,
        eval_metric_ops: dict[str, Any] | None = None,
        export_outputs: dict[str, export_outputs_lib.ExportOutput] | None = None,
        training_chief_hooks: Iterable[tf.train.SessionRunHook] | None = None,
        training_hooks: Iterable[tf.train.SessionRunHook] | None = None,
        scaffold: tf.train.Scaffold | None = None,
        evaluation_hooks: Iterable[tf.train.SessionRunHook] | None = None,
        prediction_hooks: Iterable[tf.train.SessionRunHook] | None = None,
    ):
        """Checks and completes the fields.

        Args:
          mode: a :class:`ModeKeys` value.
          predictions: a tensor or a dict of tensors.
          loss: a tensor of one element; shape [1] is reshaped to a scalar.
          train_op: the op, or tensor, that runs one training step.
          eval_metric_ops: a dict of (value, update_op) pairs or of Keras metrics, which are turned
            into such pairs and whose variables are registered as local and as metric variables.
          export_outputs: a dict of export outputs, one a signature. In prediction one of them
            becomes the default signature; without any, all predictions are exported.
          training_chief_hooks: SessionRunHooks of the chief's training session.
          training_hooks: SessionRunHooks of every worker's training session.
          scaffold: a tf.train.Scaffold; a plain one by default.
          evaluation_hooks: SessionRunHooks of evaluation.
          prediction_hooks: SessionRunHooks of prediction.

        Raises:
          ValueError: something the mode needs is missing, or a tensor is of another graph.
          TypeError: a field is not of its type.
        """
        if train_op is None:
            _require(mode, "train_op", ModeKeys.TRAIN)
        else:
            train_op = _checked_train_op(train_op)
        if loss is None:
            _require(mode, "loss", ModeKeys.TRAIN, ModeKeys.EVAL)
        else:
            loss = _checked_loss(loss)
        if predictions is None:
            _require(mode, "predictions", ModeKeys.PREDICT)
            predictions = {}
        else:
            predictions = _checked_predictions(predictions)
        if mode == ModeKeys.PREDICT:
            export_outputs = export_outputs_lib.with_serving_default(export_outputs, predictions)
        hooks = {
            "training_hooks": _checked_hooks(training_hooks),
            "evaluation_hooks": _checked_hooks(evaluation_hooks),
            "prediction_hooks": _checked_hooks(prediction_hooks),
            "training_chief_hooks": _checked_hooks(training_chief_hooks),
        }
        metrics = _checked_metrics(eval_metric_ops)
        scaffold = scaffold or tf.train.Scaffold()
        if not isinstance(scaffold, tf.train.Scaffold):
            raise TypeError(f"scaffold must be tf.train.Scaffold. Given: {scaffold}")
        ops = {"predictions": predictions, "loss": loss, "train_op": train_op}
        outputs = {"eval_metric_ops": metrics, "export_outputs": export_outputs}
        return super().__new__(cls, mode=mode, **ops, **outputs, **hooks, scaffold=scaffold)

    def _replace(self, **changes):
        """Returns a copy with some fields changed, checked anew; the mode cannot change."""
        if changes.get("mode", self.mode) != self.mode:
            raise ValueError("mode of EstimatorSpec cannot be changed.")
        return EstimatorSpec(**{**self._asdict(), **changes})


def _require(mode: str, field: str, *modes: str) -> None:
    if mode in modes:
        raise ValueError(f"Missing {field}.")


def _is_tensor(value: Any) -> bool:
    # An assignment's result is no tf.compat.v1.Variable, but it is a Variable.
    return isinstance(value, (tf.Tensor, Variable))


def _checked_tensor(value: Any, name: str) -> Any:
    if not _is_tensor(value):
        raise TypeError(f"{name} must be Tensor, given: {value}")
    return value


def _check_graph(value: Any, field: str, name: str) -> None:
    if tf.executing_eagerly() or value.graph is tf.get_default_graph():
        return
    raise ValueError(
        f'{field} with "{name}" must be from the default graph. '
        "Possible causes of this error include: \n\n"
        f"1) {field} was created outside the context of the default graph.\n\n"
        "2) The object passed through to EstimatorSpec was not created "
        'in the most recent call to "model_fn".'
    )


def _checked_train_op(train_op: Any) -> Any:
    if not (isinstance(train_op, tf.Operation) or _is_tensor(train_op)):
        raise TypeError(f"train_op must be Operation or Tensor, given: {train_op}")
    if isinstance(train_op, Variable):
        train_op = train_op.op
    _check_graph(train_op, "train_op", train_op.name)
    return train_op


def _checked_loss(loss: Any) -> Any:
    loss = _checked_tensor(loss, "loss")
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError(f"Loss must be scalar, given: {loss}")
    if not loss.shape.is_compatible_with([]):
        loss = tf.reshape(loss, [])
    _check_graph(loss, "loss", loss.name)
    return loss


def _checked_predictions(predictions: Any) -> Any:
    if not isinstance(predictions, dict):
        _checked_tensor(predictions, "predictions")
        _check_graph(predictions, "prediction values", predictions.name)
        return predictions
    for key, value in predictions.items():
        _checked_tensor(value, f"predictions[{key}]")
    for key, value in predictions.items():
        _check_graph(value, "prediction values", f"{key}: {value.name}")
    return dict(predictions)


def _checked_hooks(hooks: Any) -> tuple:
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"All hooks must be SessionRunHook instances, given: {hook}")
    return hooks


def _is_keras_metric(value: Any) -> bool:
    """Tells a Keras metric by its parts, so that Keras is imported by those alone who use it."""
    return all(hasattr(value, part) for part in ("update_state", "result", "updates"))


def _checked_metrics(eval_metric_ops: Any) -> dict[str, tuple]:
    """Returns (value, update_op) pairs; the caller's dict itself is brought into that form."""
    if eval_metric_ops is None:
        return {}
    if not isinstance(eval_metric_ops, dict):
        raise TypeError(f"eval_metric_ops must be a dict, given: {eval_metric_ops}")
    keras_variables = []
    for key, value in eval_metric_ops.items():
        if _is_keras_metric(value):
            if not value.updates:
                raise ValueError(f'Please call update_state(...) on the "{value.name}" metric')
            keras_variables += value.variables
        elif not isinstance(value, tuple) or len(value) != 2:
            raise TypeError(
                "Values of eval_metric_ops must be (metric_value, update_op) tuples, "
                f"given: {value} for key: {key}"
            )
    for key, value in eval_metric_ops.items():
        if _is_keras_metric(value):
            value = eval_metric_ops[key] = (value.result(), value.updates[0])
        for part in tf.nest.flatten(value):
            _check_graph(part, "eval_metric_ops", f"{key}: {part.name}")
    for collection in (tf.GraphKeys.LOCAL_VARIABLES, tf.GraphKeys.METRIC_VARIABLES):
        known = {id(variable) for variable in tf.get_collection(collection)}
        for variable in keras_variables:
            if id(variable) not in known:
                tf.add_to_collection(collection, variable)
    return eval_metric_ops
