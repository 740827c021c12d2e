"""What the recurrent models share: cells, and what becomes of their outputs over time.

Shapes are [batch, time, …] throughout. Where sequences differ in length they are padded, and a
vector of lengths tells what counts; without one, all of it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers, metrics, rnn
from contrib_learn_compat._private import nest
from contrib_learn_compat.keys import PredictionKey, ProblemType
from contrib_learn_compat.model_fn import ModeKeys

_CELL_TYPES = {"basic_rnn": "BasicRNNCell", "lstm": "LSTMCell", "gru": "GRUCell"}


class RNNKeys:
    """Keys of features and predictions that recurrent models know."""

    FINAL_STATE_KEY = "final_state"
    LABELS_KEY = "__labels__"
    SEQUENCE_LENGTH_KEY = "sequence_length"
    STATE_PREFIX = "rnn_cell_state"


class PredictionType:
    """Whether a model predicts once a sequence, at its end, or at each of its steps."""

    SINGLE_VALUE = 1
    MULTIPLE_VALUE = 2


def _get_single_cell(cell_type, num_units):
    cell_class = cell_type
    if isinstance(cell_type, str):
        cell_class = getattr(rnn, _CELL_TYPES.get(cell_type, ""), None)
    if not cell_class or not issubclass(cell_class, rnn.RNNCell):
        raise ValueError(f"The supported cell types are {list(_CELL_TYPES)}; got {cell_type}")
    return cell_class(num_units=num_units)


def construct_rnn_cell(
    num_units: int | Sequence[int],
    cell_type: Any = "basic_rnn",
    dropout_keep_probabilities: Sequence[float | None] | None = None,
) -> tf.nn.rnn_cell.RNNCell:
    """Returns the cell that a recurrent model makes of the same arguments.

    Args:
      num_units: the cell's width, or the widths of cells one on top of the other.
      cell_type: "basic_rnn", "lstm", "gru", or a class of cells.
      dropout_keep_probabilities: as for :func:`apply_dropout`; None for no dropout.

    Raises:
      ValueError: an unknown type of cells, or a wrong number of probabilities.
      TypeError: `cell_type` is neither a string nor a class.
    """
    widths = num_units if isinstance(num_units, (list, tuple)) else [num_units]
    cells = [_get_single_cell(cell_type, width) for width in widths]
    if dropout_keep_probabilities:
        cells = apply_dropout(cells, dropout_keep_probabilities)
    return cells[0] if len(cells) == 1 else rnn.MultiRNNCell(cells)


def apply_dropout(
    cells: Sequence[Any],
    dropout_keep_probabilities: Sequence[float | None],
    random_seed: int | None = None,
) -> list[Any]:
    """Returns cells with dropout before each of them, and after the last.

    Args:
      cells: cells, the lowest first.
      dropout_keep_probabilities: the probability with which a number stays, before each cell and
        after the last; 1.0 for no dropout.
      random_seed: the seed of the dropout before each cell but the last.

    Raises:
      ValueError: there is not one probability more than there are cells.
    """
    *before, after = dropout_keep_probabilities
    if len(before) != len(cells):
        raise ValueError(
            "The number of dropout probabilities must be one greater than the number of cells. "
            f"Got {len(cells)} cells and {len(dropout_keep_probabilities)} dropout probabilities."
        )
    *lower, last = zip(cells, before, strict=True)
    return [
        *(rnn.DropoutWrapper(cell, keep, 1.0, seed=random_seed) for cell, keep in lower),
        rnn.DropoutWrapper(*last, after),
    ]


def state_tuple_to_dict(state: Any) -> dict[str, tf.Tensor | None]:
    """Returns the tensors of a nested state by name: ``rnn_cell_state_0``, ``…_1`` and so on."""
    with tf.name_scope("state_tuple_to_dict"):
        parts = {_get_state_name(i): part for i, part in enumerate(nest.flatten(state))}
        return {
            name: None if part is None else tf.identity(part, name=name)
            for name, part in parts.items()
        }


def _get_state_name(i):
    return f"{RNNKeys.STATE_PREFIX}_{i}"


def select_last_activations(
    activations: tf.Tensor, sequence_lengths: tf.Tensor | None
) -> tf.Tensor:
    """Returns what sequences end with.

    Args:
      activations: a tensor [batch, time, k].
      sequence_lengths: an int32 vector [batch], or None.

    Returns:
      A tensor [batch, k].
    """
    with tf.name_scope("select_last_activations", values=[activations, sequence_lengths]):
        batch, time, width = tf.unstack(tf.shape(activations))
        ends = time if sequence_lengths is None else sequence_lengths
        steps = tf.reshape(activations, [-1, width])
        last = tf.gather(steps, tf.range(batch) * time + ends - 1)
        last.set_shape([activations.shape[0], activations.shape[2]])
        return last


def mask_activations_and_labels(
    activations: tf.Tensor, labels: tf.Tensor, sequence_lengths: tf.Tensor | None
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the steps of all sequences in one row, without the padding.

    Args:
      activations: a tensor [batch, time, k], or [batch, time].
      labels: a tensor [batch, time].
      sequence_lengths: an int vector [batch], or None.

    Returns:
      The activations, [steps, k], and the labels, [steps].
    """
    values = [activations, labels, sequence_lengths]
    with tf.name_scope("mask_activations_and_labels", values=values):
        if sequence_lengths is None:
            steps = tf.size(labels)
            return tf.reshape(activations, [steps, -1]), tf.reshape(labels, [steps])
        counts = tf.sequence_mask(sequence_lengths, tf.shape(labels)[1])
        return tf.boolean_mask(activations, counts), tf.boolean_mask(labels, counts)


def multi_value_predictions(
    activations: tf.Tensor, target_column: Any, problem_type: int, predict_probabilities: bool
) -> dict[str, tf.Tensor]:
    """Returns predictions for each step, those of the padding too, which mean nothing.

    Args:
      activations: logits [batch, time, k].
      target_column: turns logits into predictions.
      problem_type: a constant of ProblemType.
      predict_probabilities: whether to give the probabilities of classes.

    Returns:
      A dict of ``classes`` or ``scores``, [batch, time], and, where they are wanted,
      ``probabilities``, [batch, time, n_classes].
    """
    with tf.name_scope("MultiValuePrediction"):
        shape = tf.shape(activations)
        logits = tf.reshape(activations, [-1, shape[2]])
        by_step = _predictions(logits, target_column, problem_type, predict_probabilities)
        shapes = {name: shape[:2] for name in by_step}
        if predict_probabilities:
            # Two classes have one logit, but two probabilities.
            n_classes = [2] if target_column.num_label_columns == 1 else shape[2:]
            shapes[PredictionKey.PROBABILITIES] = tf.concat([shape[:2], n_classes], 0)
        return {name: tf.reshape(value, shapes[name], name=name) for name, value in by_step.items()}


def single_value_predictions(
    activations: tf.Tensor,
    sequence_length: tf.Tensor | None,
    target_column: Any,
    problem_type: int,
    predict_probabilities: bool,
) -> dict[str, tf.Tensor]:
    """As :func:`multi_value_predictions` for the last step: ``classes`` or ``scores`` [batch]."""
    with tf.name_scope("SingleValuePrediction"):
        logits = select_last_activations(activations, sequence_length)
        return _predictions(logits, target_column, problem_type, predict_probabilities)


def _predictions(logits, target_column, problem_type, predict_probabilities):
    classifies = problem_type == ProblemType.CLASSIFICATION
    key = PredictionKey.CLASSES if classifies else PredictionKey.SCORES
    if not predict_probabilities:
        return {key: target_column.logits_to_predictions(logits, proba=False)}
    probabilities = target_column.logits_to_predictions(logits, proba=True)
    return {PredictionKey.PROBABILITIES: probabilities, key: tf.argmax(probabilities, 1)}


def multi_value_loss(
    activations: tf.Tensor,
    labels: tf.Tensor,
    sequence_length: tf.Tensor | None,
    target_column: Any,
    features: dict[str, Any],
) -> tf.Tensor:
    """Returns the loss, a scalar, of logits [batch, time, k] for labels [batch, time]."""
    with tf.name_scope("MultiValueLoss"):
        logits, labels = mask_activations_and_labels(activations, labels, sequence_length)
        return target_column.loss(logits, labels, features)


def single_value_loss(
    activations: tf.Tensor,
    labels: tf.Tensor,
    sequence_length: tf.Tensor | None,
    target_column: Any,
    features: dict[str, Any],
) -> tf.Tensor:
    """Returns the loss, a scalar, of the last of logits [batch, time, k] for labels [batch]."""
    with tf.name_scope("SingleValueLoss"):
        logits = select_last_activations(activations, sequence_length)
        return target_column.loss(logits, labels, features)


def get_eval_metric_ops(
    problem_type: int,
    prediction_type: int,
    sequence_length: tf.Tensor | None,
    prediction_dict: dict[str, tf.Tensor],
    labels: tf.Tensor,
) -> dict[str, tuple[tf.Tensor, tf.Tensor]]:
    """Returns a classification's accuracy, as a value and an update; for a regression, nothing.

    Args:
      problem_type: a constant of ProblemType.
      prediction_type: a constant of :class:`PredictionType`.
      sequence_length: an int vector [batch], or None.
      prediction_dict: has ``classes``.
      labels: class ids, [batch] or, for a prediction at each step, [batch, time].
    """
    if problem_type != ProblemType.CLASSIFICATION:
        return {}
    classes = prediction_dict[PredictionKey.CLASSES]
    if prediction_type == PredictionType.MULTIPLE_VALUE:
        classes, labels = mask_activations_and_labels(classes, labels, sequence_length)
    return {"accuracy": metrics.streaming_accuracy(predictions=classes, labels=labels)}


def name_and_target(name: str, problem_type: int, num_classes: int | None) -> tuple[str, Any]:
    """Returns a model's name, that ends in Classifier or Regressor, and its target column.

    Raises:
      ValueError: another problem, or a classification without `num_classes`.
    """
    if problem_type == ProblemType.LINEAR_REGRESSION:
        return f"{name}Regressor", layers.regression_target()
    if problem_type != ProblemType.CLASSIFICATION:
        raise ValueError(
            "problem_type must be either ProblemType.LINEAR_REGRESSION or "
            f"ProblemType.CLASSIFICATION; got {problem_type}"
        )
    if not num_classes:
        raise ValueError("For CLASSIFICATION problem_type, num_classes must be specified.")
    return f"{name}Classifier", layers.multi_class_target(n_classes=num_classes)


def check_problem_type(problem_type: int, predict_probabilities: bool) -> None:
    """Raises ValueError where a problem is none of ours, or has no probabilities."""
    if problem_type not in (ProblemType.CLASSIFICATION, ProblemType.LINEAR_REGRESSION):
        raise ValueError(
            "problem_type must be ProblemType.LINEAR_REGRESSION or ProblemType.CLASSIFICATION; "
            f"got {problem_type}"
        )
    if problem_type != ProblemType.CLASSIFICATION and predict_probabilities:
        raise ValueError(
            "predict_probabilities can only be set to True for problem_type "
            f"ProblemType.CLASSIFICATION; got {problem_type}."
        )


def made_optimizer(optimizer: Any, learning_rate: Any, momentum: float | None) -> Any:
    """Returns an optimizer as ``layers.optimize_loss`` takes it: "Momentum" needs a momentum."""
    if isinstance(optimizer, str) and optimizer == "Momentum":
        return tf.train.MomentumOptimizer(learning_rate, momentum)
    return optimizer


def optimized(
    loss: tf.Tensor, mode: str, optimizer: Any, learning_rate: Any, clip_gradients: Any
) -> tf.Tensor | None:
    """Returns the op that trains a step; None but for training."""
    if mode != ModeKeys.TRAIN:
        return None
    return layers.optimize_loss(
        loss=loss,
        global_step=None,  # the graph's own
        learning_rate=learning_rate,
        optimizer=optimizer,
        clip_gradients=clip_gradients,
        summaries=layers.OPTIMIZER_SUMMARIES,
    )
