"""A recurrent model over segments of long sequences: StateSavingRnnEstimator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers, rnn, training
from contrib_learn_compat._private import nest
from contrib_learn_compat.layers import feature_column_ops
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
    "name target_column cell_type num_units problem_type optimizer learning_rate num_unroll "
    "batch_size num_threads queue_capacity seed sequence_feature_columns context_feature_columns "
    "predict_probabilities gradient_clipping_norm dropout_keep_probabilities"
)


def construct_state_saving_rnn(
    cell: Any,
    inputs: Sequence[tf.Tensor],
    num_label_columns: int,
    state_saver: Any,
    state_name: Any,
    scope: str = "rnn",
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the logits and the final state of a recurrent network that saves its states.

    Args:
      cell: a cell.
      inputs: what the network takes, a tensor [batch, size] for each step.
      num_label_columns: how many logits there are.
      state_saver: has ``state(name)`` and ``save_state(name, value)``.
      state_name: the state's name, or names nested as the cell's ``state_size``.
      scope: the name of the variable scope.

    Returns:
      A tensor [batch, time, num_label_columns], and the final state in one tensor; the parts of a
      state of several lie in its first dimension.
    """
    with tf.name_scope(scope):
        outputs, final_state = tf.nn.static_state_saving_rnn(
            cell, inputs, state_saver, state_name, scope=scope
        )
        logits = layers.fully_connected(
            tf.stack(outputs, axis=1), num_label_columns, activation_fn=None
        )
        return logits, tf.identity(final_state, name=RNNKeys.FINAL_STATE_KEY)


def _prepare_features_for_sqss(
    features, labels, mode, sequence_feature_columns, context_feature_columns
):
    """Returns dicts of the features of one sequence, the labels among them, and of its context.

    Raises:
      ValueError: where a column has no feature, or is of a kind that has no sequences.
    """
    feature_column_ops._check_sequence_columns(sequence_feature_columns)
    bases = [
        base
        for column in sequence_feature_columns
        for base in feature_column_ops._parents(column) or [column]
    ]

    def of(columns, kind):
        found = {column.name: features.get(column.name) for column in columns}
        for name, feature in found.items():
            if feature is None:
                raise ValueError(f"No key in features for {kind} feature: {name}")
        return found

    sequences = of(bases, "sequence")
    context = of(context_feature_columns or (), "context")
    if mode != ModeKeys.INFER:
        sequences[RNNKeys.LABELS_KEY] = labels
    return sequences, context


def _get_state_names(cell):
    """Returns the names of a cell's states: one, or a list of names or of pairs of them."""
    size = cell.state_size
    if isinstance(size, tf.TensorShape):
        raise TypeError("cell.state_size of type TensorShape is not supported.")

    def names(i, part):
        name = _get_state_name(i)
        is_pair = isinstance(part, rnn.LSTMStateTuple)
        return [f"{name}_c", f"{name}_h"] if is_pair else name

    if isinstance(size, (int, rnn.LSTMStateTuple)):
        return names(0, size)
    return [names(i, part) for i, part in enumerate(size)]


def _get_initial_states(cell):
    """Returns a cell's zero state, without the batch, as a dict by name."""
    zeros = nest.flatten(cell.zero_state(1, dtype=tf.float32))
    names = nest.flatten(_get_state_names(cell))
    return {name: tf.squeeze(zero, axis=0) for name, zero in zip(names, zeros, strict=True)}


def _prepare_inputs_for_rnn(
    sequence_features, context_features, sequence_feature_columns, num_unroll
):
    """Returns what the network takes at each step: `num_unroll` float32 tensors [batch, size].

    Args:
      sequence_features: a dict of Tensors and SparseTensors [batch, num_unroll, …] by name.
      context_features: a dict of float32 tensors [batch, 1] by name, or None.
      sequence_feature_columns: columns of `sequence_features`.
      num_unroll: the number of steps in a segment.
    """
    ranked = {name: _with_rank(feature) for name, feature in sequence_features.items()}
    inputs = layers.sequence_input_from_feature_columns(ranked, sequence_feature_columns)
    inputs.set_shape([None, num_unroll, None])
    if context_features:
        context = tf.concat([context_features[name] for name in sorted(context_features)], 1)
        copies = tf.tile(tf.expand_dims(context, 1), [1, num_unroll, 1])
        inputs = tf.concat([inputs, copies], 2)
    return tf.unstack(inputs, axis=1)


def _with_rank(feature):
    """Returns a segment; a sparse one has lost its rank, which is 3, in the queues."""
    if not isinstance(feature, tf.SparseTensor):
        return feature
    shape = tf.ensure_shape(feature.dense_shape, [3])
    return tf.SparseTensor(feature.indices, feature.values, shape)


def _get_rnn_model_fn(
    cell_type: Any,
    target_column: Any,
    problem_type: int,
    optimizer: Any,
    num_unroll: int,
    num_units: int | Sequence[int] | None,
    num_threads: int,
    queue_capacity: int,
    batch_size: int,
    sequence_feature_columns: Iterable[Any],
    context_feature_columns: Iterable[Any] | None = None,
    predict_probabilities: bool = False,
    learning_rate: Any = None,
    gradient_clipping_norm: float | None = None,
    dropout_keep_probabilities: Sequence[float | None] | None = None,
    name: str = "StateSavingRNNModel",
    seed: int | None = None,
) -> Callable:
    """Returns a model_fn; its arguments are those of StateSavingRnnEstimator."""
    rnn_common.check_problem_type(problem_type, predict_probabilities)
    if num_unroll <= 0:
        raise ValueError(f"num_unroll must be positive; got {num_unroll}.")

    def _rnn_model_fn(features, labels, mode):
        with tf.name_scope(name):
            dropout = dropout_keep_probabilities if mode == ModeKeys.TRAIN else None
            cell = rnn_common.construct_rnn_cell(num_units, cell_type, dropout)
            sequences, context = _prepare_features_for_sqss(
                features, labels, mode, sequence_feature_columns, context_feature_columns
            )
            batch = training.batch_sequences_with_states(
                "key",
                sequences,
                context,
                None,  # the lengths are those of the sequences
                _get_initial_states(cell),
                num_unroll,
                batch_size,
                num_threads,
                queue_capacity,
                make_keys_unique=True,
                make_keys_unique_seed=seed,
            )
            if mode != ModeKeys.INFER:
                labels = batch.sequences.pop(RNNKeys.LABELS_KEY)
            inputs = _prepare_inputs_for_rnn(
                batch.sequences, batch.context, sequence_feature_columns, num_unroll
            )
            logits, final_state = construct_state_saving_rnn(
                cell, inputs, target_column.num_label_columns, batch, _get_state_names(cell)
            )
            predictions = rnn_common.multi_value_predictions(
                logits, target_column, problem_type, predict_probabilities
            )
            loss = eval_metric_ops = None
            if mode != ModeKeys.INFER:
                loss = rnn_common.multi_value_loss(
                    logits, labels, batch.length, target_column, features
                )
                eval_metric_ops = rnn_common.get_eval_metric_ops(
                    problem_type, PredictionType.MULTIPLE_VALUE, batch.length, predictions, labels
                )
            predictions.update(state_tuple_to_dict(final_state))
            train_op = rnn_common.optimized(
                loss, mode, optimizer, learning_rate, gradient_clipping_norm
            )
        return ModelFnOps(mode, predictions, loss, train_op, eval_metric_ops)

    return _rnn_model_fn


class StateSavingRnnEstimator(Estimator):
    """Classifies or regresses the steps of long sequences with truncated back-propagation.

    An input function gives one sequence at a time, its features and labels being of shape
    [time, …] and its context's of shape [size]. It is cut into segments; queues make batches of
    segments, each of which begins in the state that the one before it left.
    """

    def __init__(
        self,
        problem_type: int,
        num_unroll: int,
        batch_size: int,
        sequence_feature_columns: Iterable[Any],
        context_feature_columns: Iterable[Any] | None = None,
        num_classes: int | None = None,
        num_units: int | Sequence[int] | None = None,
        cell_type: Any = "basic_rnn",
        optimizer_type: Any = "SGD",
        learning_rate: Any = 0.1,
        predict_probabilities: bool = False,
        momentum: float | None = None,
        gradient_clipping_norm: float | None = 5.0,
        dropout_keep_probabilities: Sequence[float | None] | None = None,
        model_dir: str | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        num_threads: int = 3,
        queue_capacity: int = 1000,
        seed: int | None = None,
    ):
        """Takes the model; what is not told here is as for ``DynamicRnnEstimator``.

        Args:
          problem_type: ProblemType.CLASSIFICATION or ProblemType.LINEAR_REGRESSION.
          num_unroll: the number of steps in a segment.
          batch_size: the number of segments in a batch.
          sequence_feature_columns: columns of what changes from step to step.
          context_feature_columns: columns of what holds for a whole sequence.
          num_classes: the number of classes of a classification.
          num_units: the width of the cell, or of several, one on top of the other.
          cell_type: "basic_rnn", "lstm", "gru", or a class of cells.
          optimizer_type: as ``layers.optimize_loss`` takes an optimizer.
          learning_rate: the learning rate, unless the optimizer has its own.
          predict_probabilities: whether a classification predicts probabilities too.
          momentum: of the optimizer "Momentum".
          gradient_clipping_norm: clips the gradients' global norm; None for no clipping.
          dropout_keep_probabilities: as for ``DynamicRnnEstimator``.
          model_dir: the directory of checkpoints and events.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.
          num_threads: the number of threads that take in sequences.
          queue_capacity: how many sequences are being worked on at a time, at least `batch_size`.
          seed: of the random keys that tell sequences apart.

        Raises:
          ValueError: another problem type, a classification without `num_classes`, a regression
            with `predict_probabilities`, or a `num_unroll` that is not positive.
        """
        name, target_column = rnn_common.name_and_target(
            "MultiValueStateSavingRNN", problem_type, num_classes
        )
        optimizer = rnn_common.made_optimizer(optimizer_type, learning_rate, momentum)
        model_fn = _get_rnn_model_fn(**towers.params_of(locals(), _PARAMS))
        super().__init__(
            model_fn=model_fn,
            model_dir=model_dir,
            config=config,
            feature_engineering_fn=feature_engineering_fn,
        )
