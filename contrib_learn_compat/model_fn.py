"""What a legacy model_fn gets and returns: ``ModeKeys``, ``ModelFnOps``, and the step to a spec."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, Final

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import export_outputs
from contrib_learn_compat.core import model_fn as core
from contrib_learn_compat.framework.graphs import get_graph_from_inputs
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType

_DEFAULT_SIGNATURE = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class ModeKeys:
    """The modes of a model_fn: ``TRAIN``, ``EVAL`` and ``INFER``."""

    TRAIN: Final = "train"
    EVAL: Final = "eval"
    INFER: Final = "infer"

    @classmethod
    def validate(cls, key):
        """Raises ValueError where `key` is no mode."""
        if key not in (cls.TRAIN, cls.EVAL, cls.INFER):
            raise ValueError(f"Invalid mode {key}.")


_CORE_MODES = {
    ModeKeys.TRAIN: core.ModeKeys.TRAIN,
    ModeKeys.EVAL: core.ModeKeys.EVAL,
    ModeKeys.INFER: core.ModeKeys.PREDICT,
}


_FIELDS = (
    "predictions loss train_op eval_metric_ops output_alternatives "
    "training_chief_hooks training_hooks scaffold mode"
)


class ModelFnOps(namedtuple("ModelFnOps", _FIELDS)):
    """A model_fn's ops, checked when made and immutable after; change one with ``_replace``.

    Args:
      mode: one of `ModeKeys`.
      predictions: a Tensor, or a dict of Tensors by name; needed in EVAL and INFER.
      loss: the training loss, a scalar Tensor or one of a single element, which is reshaped to
        ``[]``; needed in TRAIN and EVAL.
      train_op: an Operation, or a Tensor whose op is taken; needed in TRAIN.
      eval_metric_ops: a dict of ``(value, update_op)`` by metric name.
      output_alternatives: a dict of ``(problem_type, {output name: Tensor})`` by head name, from
        which the signatures of an export are made.
      training_chief_hooks: hooks that only the chief runs in training.
      training_hooks: hooks that every worker runs in training.
      scaffold: a `tf.compat.v1.train.Scaffold`.

    Raises:
      ValueError: for an unknown mode, for what the mode needs and did not get, for a loss that is
        no scalar, for tensors of different graphs, or for metrics that are no dict.
      TypeError: for a hook that is no `SessionRunHook`.

    Behaves as ``tf.contrib.learn.ModelFnOps`` of TF 1.15.
    """

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metric_ops: dict[str, Any] | None = None,
        output_alternatives: dict[str | None, tuple[int, dict]] | None = None,
        training_chief_hooks: Sequence[tf.train.SessionRunHook] | None = None,
        training_hooks: Sequence[tf.train.SessionRunHook] | None = None,
        scaffold: tf.train.Scaffold | None = None,
    ):
        ModeKeys.validate(mode)
        get_graph_from_inputs((predictions, loss, train_op))
        if train_op is None and mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        if train_op is not None and not isinstance(train_op, tf.Operation):
            train_op = tf.convert_to_tensor(train_op).op
        if loss is not None:
            loss = _scalar(loss)
        elif mode != ModeKeys.INFER:
            raise ValueError("Missing loss.")
        if predictions is not None:
            predictions = _tensors(predictions)
        elif mode != ModeKeys.TRAIN:
            raise ValueError("Missing predictions.")
        if eval_metric_ops is not None and not isinstance(eval_metric_ops, dict):
            raise ValueError("eval_metric_ops must be a dict.")
        training_hooks = [] if training_hooks is None else training_hooks
        training_chief_hooks = [] if training_chief_hooks is None else training_chief_hooks
        for hook in [*training_hooks, *training_chief_hooks]:
            if not isinstance(hook, tf.train.SessionRunHook):
                raise TypeError(
                    "All hooks returned from model_fn must be SessionRunHook instances, "
                    f"got instance of {type(hook)}: {hook}"
                )
        return super().__new__(
            cls,
            predictions,
            loss,
            train_op,
            {} if eval_metric_ops is None else eval_metric_ops,
            output_alternatives,
            training_chief_hooks,
            training_hooks,
            scaffold,
            mode,
        )

    def estimator_spec(self, default_serving_output_alternative_key: str | None = None):
        """Returns the `EstimatorSpec` that says the same.

        Args:
          default_serving_output_alternative_key: which of several `output_alternatives` answers a
            request that names no signature; a multi-head's model needs it in prediction.

        Raises:
          KeyError: for several alternatives of which the key names none.
          ValueError: for a problem type that is unknown.
        """
        outputs = self.output_alternatives
        if outputs and len(outputs) > 1 and _DEFAULT_SIGNATURE not in outputs:
            if default_serving_output_alternative_key not in outputs:
                raise KeyError(
                    f"{default_serving_output_alternative_key!r} is none of the model's output "
                    f"alternatives {sorted(map(str, outputs))}: say which one is served by "
                    "default, as in "
                    f"estimator_spec(default_serving_output_alternative_key={next(iter(outputs))!r})"
                )
            default = outputs[default_serving_output_alternative_key]
            outputs = {**outputs, _DEFAULT_SIGNATURE: default}
        return core.EstimatorSpec(
            mode=_CORE_MODES[self.mode],
            predictions=self.predictions,
            loss=self.loss,
            train_op=self.train_op,
            # The engine adds the loss to the metrics itself.
            eval_metric_ops={
                key: ops for key, ops in self.eval_metric_ops.items() if key != MetricKey.LOSS
            },
            export_outputs={key: _export_output(*value) for key, value in outputs.items()}
            if outputs
            else None,
            training_chief_hooks=self.training_chief_hooks,
            training_hooks=self.training_hooks,
            scaffold=self.scaffold,
        )


def _scalar(loss):
    loss = tf.convert_to_tensor(loss)
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError(f"Loss must be scalar: {loss}.")
    return loss if loss.shape.is_compatible_with([]) else tf.reshape(loss, [])


def _tensors(predictions):
    convert = tf.convert_to_tensor_or_sparse_tensor
    if isinstance(predictions, dict):
        return {key: convert(value) for key, value in predictions.items()}
    return convert(predictions)


def _export_output(problem_type, outputs):
    if problem_type == ProblemType.UNSPECIFIED:
        return export_outputs.PredictOutput(outputs)
    scores = outputs.get(PredictionKey.SCORES, outputs.get(PredictionKey.PROBABILITIES))
    if problem_type == ProblemType.LINEAR_REGRESSION:
        return export_outputs.RegressionOutput(scores)
    if problem_type in (ProblemType.CLASSIFICATION, ProblemType.LOGISTIC_REGRESSION):
        return export_outputs.ClassificationOutput(
            scores=scores, classes=_served_classes(outputs.get(PredictionKey.CLASSES))
        )
    raise ValueError(f"Unknown problem_type={problem_type}")


def _served_classes(classes):
    """A classify signature can carry classes only as strings."""
    if classes is not None and classes.dtype == tf.string:
        return classes
    problem = "is None" if classes is None else "is not string"
    tf.logging.warning("classes %s, Servo inference will not have class ids.", problem)
    return None
