"""A recurrent model over sequences of any length: DynamicRnnEstimator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat._private import nest
from contrib_learn_compat.learn.canned import rnn_common, towers
from contrib_learn_compat.learn.canned.rnn_common import (  # noqa: F401  (are served from here)
    PredictionType,
    RNNKeys,
    _get_state_name,
    state_tuple_to_dict,
)
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps

_PARAMS = (
    "name target_column cell_type num_units problem_type prediction_type optimizer learning_rate "
    "sequence_feature_columns context_feature_columns predict_probabilities "
    "gradient_clipping_norm dropout_keep_probabilities"
)
_NAMES = {
    PredictionType.SINGLE_VALUE: "SingleValueDynamicRNN",
    PredictionType.MULTIPLE_VALUE: "MultiValueDynamicRNN",
}


def dict_to_state_tuple(input_dict: dict[str, Any], cell: Any) -> Any:
    """Returns the state that a dict has for a cell, the way back from `state_tuple_to_dict`.

    Args:
      input_dict: a dict that may have tensors [batch, size] under ``rnn_cell_state_0`` and so on.
      cell: a cell; the state is nested as its ``state_size`` is.

    Returns:
      The state, or None where the dict has nothing of it.

    Raises:
      ValueError: where it has some but not all of it.
    """
    sizes = nest.flatten(cell.state_size)
    found = []
    with tf.name_scope("dict_to_state_tuple"):
        for i, size in enumerate(sizes):
            name = _get_state_name(i)
            part = input_dict.get(name)
            if part is None:
                continue
            checks = [
                tf.assert_rank(part, 2, name=f"check_state_{i}_rank"),
                tf.assert_equal(tf.shape(part)[1], size, name=f"check_state_{i}_shape"),
            ]
            with tf.control_dependencies(checks):
                found.append(tf.identity(part, name=name))
    if found and len(found) != len(sizes):
        raise ValueError(
            "RNN state was partially specified."
            f"Expected zero or {len(sizes)} state Tensors; got {len(found)}"
        )
    return nest.pack_sequence_as(cell.state_size, found) if found else None


def _concatenate_context_input(sequence_input, context_input):
    """Returns each step of a sequence [batch, time, k] with its context [batch, n] behind it."""
    checks = []
    for name, value, rank in (
        ("sequence_input", sequence_input, 3),
        ("context_input", context_input, 2),
    ):
        rank_message = f"{name} must have rank {rank}"
        type_message = f"{name} must have dtype float32; got {value.dtype}."
        checks += [
            tf.assert_rank(value, rank, message=rank_message, data=[tf.shape(value)]),
            tf.assert_type(value, tf.float32, message=type_message),
        ]
    with tf.control_dependencies([check for check in checks if check is not None]):
        copies = [1, tf.shape(sequence_input)[1], 1]
        context = tf.tile(tf.expand_dims(context_input, 1), copies)
    return tf.concat([sequence_input, context], 2)


def build_sequence_input(
    features: dict[str, Any],
    sequence_feature_columns: Iterable[Any],
    context_feature_columns: Iterable[Any] | None,
    weight_collections: Any = None,
    scope: Any = None,
) -> tf.Tensor:
    """Returns what a recurrent network takes at each step.

    Args:
      features: a dict of tensors by name.
      sequence_feature_columns: columns of what changes from step to step.
      context_feature_columns: columns of what holds for a whole sequence, or None.
      weight_collections: more collections for the variables.
      scope: the name of the variable scope.

    Returns:
      A float32 tensor [batch, time, size].
    """
    options = {"weight_collections": weight_collections, "scope": scope}
    all_columns = [*sequence_feature_columns, *(context_feature_columns or ())]
    features = {**features, **layers.transform_features(features, all_columns)}
    sequence = layers.sequence_input_from_feature_columns(
        features, sequence_feature_columns, **options
    )
    if context_feature_columns is None:
        return sequence
    context = layers.input_from_feature_columns(features, context_feature_columns, **options)
    return _concatenate_context_input(sequence, context)


def construct_rnn(
    initial_state: Any,
    sequence_input: tf.Tensor,
    cell: Any,
    num_label_columns: int,
    dtype: tf.DType = tf.float32,
    parallel_iterations: int | None = 32,
    swap_memory: bool = True,
) -> tuple[tf.Tensor, Any]:
    """Returns a recurrent network's logits, [batch, time, num_label_columns], and final state.

    Args:
      initial_state: a state, or None for zeros.
      sequence_input: a tensor [batch, time, size].
      cell: a cell.
      num_label_columns: how many logits there are.
      dtype: of the cell's state.
      parallel_iterations: how many steps may run at once, where they do not need each other.
      swap_memory: whether to keep on the host what the gradients need from a GPU.
    """
    with tf.name_scope("RNN"):
        outputs, final_state = tf.nn.dynamic_rnn(
            cell,
            sequence_input,
            initial_state=initial_state,
            dtype=dtype,
            parallel_iterations=parallel_iterations,
            swap_memory=swap_memory,
        )
        logits = layers.fully_connected(outputs, num_label_columns, activation_fn=None)
        return logits, final_state


def _get_output_alternatives(prediction_type, problem_type, prediction_dict):
    """Returns what an export answers: predictions without states, and only single ones."""
    if prediction_type == PredictionType.MULTIPLE_VALUE:
        return None
    if prediction_type != PredictionType.SINGLE_VALUE:
        raise ValueError(f"Unrecognized prediction_type: {prediction_type}")
    predictions = {
        key: value for key, value in prediction_dict.items() if RNNKeys.STATE_PREFIX not in key
    }
    return {"dynamic_rnn_output": (problem_type, predictions)}


def _get_dynamic_rnn_model_fn(
    cell_type: Any,
    num_units: int | Sequence[int] | None,
    target_column: Any,
    problem_type: int,
    prediction_type: int,
    optimizer: Any,
    sequence_feature_columns: Iterable[Any],
    context_feature_columns: Iterable[Any] | None = None,
    predict_probabilities: bool = False,
    learning_rate: Any = None,
    gradient_clipping_norm: float | None = None,
    dropout_keep_probabilities: Sequence[float | None] | None = None,
    sequence_length_key: str = RNNKeys.SEQUENCE_LENGTH_KEY,
    dtype: tf.DType = tf.float32,
    parallel_iterations: int | None = None,
    swap_memory: bool = True,
    name: str = "DynamicRNNModel",
) -> Callable:
    """Returns a model_fn; its arguments are those of DynamicRnnEstimator and `construct_rnn`."""
    rnn_common.check_problem_type(problem_type, predict_probabilities)
    if prediction_type not in _NAMES:
        raise ValueError(
            "prediction_type must be PredictionType.MULTIPLE_VALUEs or "
            f"PredictionType.SINGLE_VALUE; got {prediction_type}"
        )
    single = prediction_type == PredictionType.SINGLE_VALUE

    def _dynamic_rnn_model_fn(features, labels, mode):
        with tf.name_scope(name):
            lengths = features.get(sequence_length_key)
            sequence_input = build_sequence_input(
                features, sequence_feature_columns, context_feature_columns
            )
            dropout = dropout_keep_probabilities if mode == ModeKeys.TRAIN else None
            cell = rnn_common.construct_rnn_cell(num_units, cell_type, dropout)
            logits, final_state = construct_rnn(
                dict_to_state_tuple(features, cell),
                sequence_input,
                cell,
                target_column.num_label_columns,
                dtype,
                parallel_iterations,
                swap_memory,
            )
            kind = (target_column, problem_type, predict_probabilities)
            if single:
                predictions = rnn_common.single_value_predictions(logits, lengths, *kind)
            else:
                predictions = rnn_common.multi_value_predictions(logits, *kind)

            loss = eval_metric_ops = None
            if mode != ModeKeys.INFER:
                loss_fn = rnn_common.single_value_loss if single else rnn_common.multi_value_loss
                loss = loss_fn(logits, labels, lengths, target_column, features)
            predictions.update(state_tuple_to_dict(final_state))
            if mode != ModeKeys.INFER:
                eval_metric_ops = rnn_common.get_eval_metric_ops(
                    problem_type, prediction_type, lengths, predictions, labels
                )
            train_op = rnn_common.optimized(
                loss, mode, optimizer, learning_rate, gradient_clipping_norm
            )
        alternatives = _get_output_alternatives(prediction_type, problem_type, predictions)
        return ModelFnOps(mode, predictions, loss, train_op, eval_metric_ops, alternatives)

    return _dynamic_rnn_model_fn


class DynamicRnnEstimator(Estimator):
    """Classifies or regresses sequences, or their steps, with a recurrent network.

    Beside the columns' features, an input function may give ``sequence_length``, an int32 vector
    [batch], for sequences that are padded, and a state to begin with, as ``rnn_cell_state_0`` and
    so on, all of it or nothing. ``predict`` gives ``classes`` or ``scores``, ``probabilities`` if
    wanted, and the final state under the same names.
    """

    def __init__(
        self,
        problem_type: int,
        prediction_type: int,
        sequence_feature_columns: Iterable[Any],
        context_feature_columns: Iterable[Any] | None = None,
        num_classes: int | None = None,
        num_units: int | Sequence[int] | None = None,
        cell_type: Any = "basic_rnn",
        optimizer: Any = "SGD",
        learning_rate: Any = 0.1,
        predict_probabilities: bool = False,
        momentum: float | None = None,
        gradient_clipping_norm: float | None = 5.0,
        dropout_keep_probabilities: Sequence[float | None] | None = None,
        model_dir: str | None = None,
        feature_engineering_fn: Callable | None = None,
        config: Any = None,
    ):
        """Takes the model.

        Args:
          problem_type: CLASSIFICATION or LINEAR_REGRESSION, of ProblemType.
          prediction_type: of PredictionType, SINGLE_VALUE, labels being of shape [batch], or
            MULTIPLE_VALUE, labels being of shape [batch, time].
          sequence_feature_columns: columns of what changes from step to step.
          context_feature_columns: columns of what holds for a whole sequence.
          num_classes: the number of classes of a classification.
          num_units: the width of the cell, or of several, one on top of the other.
          cell_type: "basic_rnn", "lstm", "gru", or a class of cells.
          optimizer: as ``layers.optimize_loss`` takes it.
          learning_rate: the learning rate, unless `optimizer` has its own.
          predict_probabilities: whether a classification predicts probabilities too.
          momentum: of the optimizer "Momentum".
          gradient_clipping_norm: clips the gradients' global norm; None for no clipping.
          dropout_keep_probabilities: the probability with which a number stays in training, before
            each cell and after the last; None for no dropout.
          model_dir: the directory of checkpoints and events.
          feature_engineering_fn: maps features and labels to those that the model gets.
          config: a RunConfig.

        Raises:
          ValueError: another problem or prediction type, a classification without `num_classes`,
            or a regression with `predict_probabilities`.
        """
        if prediction_type not in _NAMES:
            raise ValueError(
                "prediction_type must be one of PredictionType.MULTIPLE_VALUE or "
                f"PredictionType.SINGLE_VALUE; got {prediction_type}"
            )
        name, target_column = rnn_common.name_and_target(
            _NAMES[prediction_type], problem_type, num_classes
        )
        optimizer = rnn_common.made_optimizer(optimizer, learning_rate, momentum)
        model_fn = _get_dynamic_rnn_model_fn(**towers.params_of(locals(), _PARAMS))
        super().__init__(
            model_fn=model_fn,
            model_dir=model_dir,
            config=config,
            feature_engineering_fn=feature_engineering_fn,
        )
