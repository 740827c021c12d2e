"""The SDCA solver: trains linear models by stochastic dual coordinate ascent.

Shalev-Shwartz and Zhang, Stochastic Dual Coordinate Ascent Methods for Regularized Loss
Minimization, JMLR 2013.
"""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.utils import partitions_of
from contrib_learn_compat.linear_optimizer.sharded_mutable_dense_hashtable import (
    ShardedMutableDenseHashTable,
)

_LOSSES = ("logistic_loss", "squared_loss", "hinge_loss", "smooth_hinge_loss", "poisson_loss")
_FEATURES = ("sparse_features", "dense_features")
_WEIGHTS = ("sparse_features_weights", "dense_features_weights")


class SdcaModel:
    """Solves a linear model with L1 and L2 regularization, one dual variable an example.

    A step moves copies of the weights, "unshrinked", and keeps each example's dual variable in a
    hash table by its id; :meth:`update_weights` makes the model's weights of the copies.

    The kernel takes the examples of a batch in random order, whatever the seed and the number of
    threads: batches of more than one example do not give the same weights twice. With
    regularization of at least 1 the loss over all examples is never further from the optimum than
    :meth:`approximate_duality_gap` tells.
    """

    def __init__(self, examples: dict, variables: dict, options: dict):
        """Takes the model.

        Args:
          examples: a batch: ``sparse_features``, a list of SparseFeatureColumns;
            ``dense_features``, a list of floats of shape [batch, dimension]; ``example_labels``
            and ``example_weights``, floats of shape [batch]; ``example_ids``, strings of shape
            [batch].
          variables: ``sparse_features_weights`` and ``dense_features_weights``, lists of
            variables, a variable for each of the features; each whole or in partitions along its
            first axis.
          options: ``loss_type``, one of logistic_loss, squared_loss, hinge_loss,
            smooth_hinge_loss and poisson_loss; ``symmetric_l1_regularization`` and
            ``symmetric_l2_regularization``, of which the second counts as 1 in training where it
            is less; and perhaps ``num_loss_partitions``, how many solvers there are at work, 1 by
            default, ``num_table_shards``, 1 by default, and ``adaptive``, whether the examples
            that promise most come first, by default True.

        Raises:
          ValueError: something is missing or is no list, an unknown loss, or a regularization
            that is negative.
        """
        if not examples or not variables or not options:
            raise ValueError("examples, variables and options must all be specified.")
        if options["loss_type"] not in _LOSSES:
            raise ValueError(
                f"Unsupported loss_type: {options['loss_type']}. It is one of {', '.join(_LOSSES)}."
            )
        _check(examples, ("example_labels", "example_weights", "example_ids"), _FEATURES)
        _check(variables, (), _WEIGHTS)
        for name in ("symmetric_l1_regularization", "symmetric_l2_regularization"):
            if options[name] < 0.0:
                raise ValueError(f"{name} should be non-negative. Found ({options[name]:f})")
        self._examples = examples
        self._loss_type = options["loss_type"]
        self._adaptive = options.get("adaptive", True)
        self._num_loss_partitions = options.get("num_loss_partitions", 1)
        self._l1 = options["symmetric_l1_regularization"]
        self._l2 = options["symmetric_l2_regularization"]
        self._solver_l2 = max(self._l2, 1.0)  # Below 1 the algorithm need not converge.
        self._sparse_weights, self._dense_weights = (
            [_parts(variable) for variable in variables[kind]] for kind in _WEIGHTS
        )
        self._sparse_slots, self._dense_slots = (
            [[_unshrinked(part) for part in parts] for parts in weights]
            for weights in (self._sparse_weights, self._dense_weights)
        )
        self._hashtable = ShardedMutableDenseHashTable(
            key_dtype=tf.int64,
            value_dtype=tf.float32,
            num_shards=options.get("num_table_shards") or 1,
            default_value=[0.0] * 4,
            # No example's fingerprint has a 0 or a 1 in its lower half.
            empty_key=[0, 0],
            deleted_key=[1, 1],
        )
        tf.summary.scalar("approximate_duality_gap", self.approximate_duality_gap())
        tf.summary.scalar("examples_seen", self._hashtable.size())

    def minimize(
        self, global_step: tf.Variable | None = None, name: str | None = None
    ) -> tf.Operation:
        """Returns the op of a step, over the batch, that also counts in `global_step`."""
        features = self._examples["sparse_features"]
        with tf.name_scope(name, "sdca/minimize"):
            keys = tf.raw_ops.SdcaFprint(input=self._examples["example_ids"])
            ids = [tf.unique(feature.feature_indices)[0] for feature in features]
            values = [feature.feature_values for feature in features]
            states, sparse_updates, dense_updates = tf.raw_ops.SdcaOptimizerV2(
                sparse_example_indices=[feature.example_indices for feature in features],
                sparse_feature_indices=[feature.feature_indices for feature in features],
                sparse_feature_values=[value for value in values if value is not None],
                dense_features=self._examples["dense_features"],
                example_weights=self._examples["example_weights"],
                example_labels=self._examples["example_labels"],
                sparse_indices=ids,
                sparse_weights=[
                    tf.nn.embedding_lookup(parts, some, partition_strategy="div")
                    for parts, some in zip(self._sparse_slots, ids, strict=True)
                ],
                dense_weights=[_whole(parts) for parts in self._dense_slots],
                example_state_data=self._hashtable.lookup(keys),
                loss_type=self._loss_type,
                l1=self._l1,
                l2=self._solver_l2,
                num_loss_partitions=self._num_loss_partitions,
                num_inner_iterations=1,
                adaptive=self._adaptive,
            )
            with tf.control_dependencies([states]):
                updates = [self._hashtable.insert(keys, states)]
                for parts, some, update in zip(
                    self._sparse_slots, ids, sparse_updates, strict=True
                ):
                    updates += _scatter_add(parts, some, update)
                for parts, update in zip(self._dense_slots, dense_updates, strict=True):
                    sizes = [part.shape.as_list()[0] for part in parts]
                    pieces = tf.split(update, sizes)
                    updates += [tf.assign_add(*pair) for pair in zip(parts, pieces, strict=True)]
            if global_step is None:
                return tf.group(*updates)
            with tf.control_dependencies(updates):
                return tf.group(tf.assign_add(global_step, 1, name=name))

    def update_weights(self, train_op: tf.Operation) -> tf.Operation:
        """Returns the op that, after `train_op`, makes the model's weights of the solver's.

        It has to be run by one worker at least; the others are faster without.
        """
        shrinkage = self._l1 / self._solver_l2
        updates = []
        with tf.control_dependencies([train_op]):
            for weight, slot in zip(
                _flat(self._sparse_weights + self._dense_weights),
                _flat(self._sparse_slots + self._dense_slots),
                strict=True,
            ):
                with tf.device(weight.device):
                    value = slot.read_value()  # What train_op wrote; the variable may be cached.
                    shrunk = tf.sign(value) * tf.maximum(tf.abs(value) - shrinkage, 0.0)
                    updates.append(tf.assign(weight, shrunk))
        return tf.group(*updates)

    def approximate_duality_gap(self) -> tf.Tensor:
        """Returns how far from the optimum the loss is at most: a scalar, NaN before training."""
        with tf.name_scope("sdca/approximate_duality_gap"):
            sums: list[tf.Tensor] = []
            for states in self._hashtable.export_sharded()[1]:
                # One table after the other: each needs a copy of itself for this.
                with tf.device(states.device), tf.control_dependencies(sums):
                    sums.append(tf.reduce_sum(tf.cast(states, tf.float64), 0))
            total = tf.add_n(sums)
            primal_loss, dual_loss, example_weights = total[1], total[2], total[3]
            regularization = self._l1_loss() + 2.0 * self._l2_loss(self._solver_l2)
            return (primal_loss + dual_loss + regularization) / example_weights

    def predictions(self, examples: dict) -> tf.Tensor:
        """Returns the predictions for examples, of shape [batch].

        They are probabilities with the logistic loss, expected counts with the Poisson loss, and
        the weighted sums themselves otherwise.

        Raises:
          ValueError: the examples' features or weights are missing.
        """
        _check(examples, ("example_weights",), _FEATURES)
        result = self._linear_predictions(examples)
        if self._loss_type == "logistic_loss":
            return tf.sigmoid(result)
        if self._loss_type == "poisson_loss":
            return tf.exp(result)
        return result

    def unregularized_loss(self, examples: dict) -> tf.Tensor:
        """Returns the examples' weighted mean loss, a float64 scalar.

        Raises:
          ValueError: the examples' features, labels or weights are missing.
        """
        _check(examples, ("example_labels", "example_weights"), _FEATURES)
        with tf.name_scope("sdca/unregularized_loss"):
            predictions = tf.cast(self._linear_predictions(examples), tf.float64)
            labels = tf.cast(examples["example_labels"], tf.float64)
            weights = tf.cast(examples["example_weights"], tf.float64)
            if self._loss_type == "logistic_loss":
                losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=predictions)
            elif self._loss_type == "poisson_loss":
                losses = tf.nn.log_poisson_loss(targets=labels, log_input=predictions)
            elif self._loss_type == "squared_loss":
                losses = tf.square(labels - predictions) / 2.0
            else:
                losses = tf.nn.relu(1.0 - (2.0 * labels - 1.0) * predictions)
            return tf.reduce_sum(losses * weights) / tf.reduce_sum(weights)

    def regularized_loss(self, examples: dict) -> tf.Tensor:
        """Returns the examples' weighted mean loss with the regularization's part of it.

        Raises:
          ValueError: the examples' features, labels or weights are missing.
        """
        _check(examples, ("example_labels", "example_weights"), _FEATURES)
        with tf.name_scope("sdca/regularized_loss"):
            weights = tf.cast(examples["example_weights"], tf.float64)
            regularization = self._l1_loss() + self._l2_loss(self._l2)
            return regularization / tf.reduce_sum(weights) + self.unregularized_loss(examples)

    def _linear_predictions(self, examples: dict) -> tf.Tensor:
        batch_size = tf.size(examples["example_weights"])
        with tf.name_scope("sdca/prediction"):
            result = tf.zeros([batch_size])
            for feature, parts in zip(
                examples["sparse_features"], self._sparse_weights, strict=True
            ):
                weights = tf.nn.embedding_lookup(
                    parts, feature.feature_indices, partition_strategy="div"
                )
                weights = tf.reshape(weights, [-1])
                if feature.feature_values is not None:
                    weights *= feature.feature_values
                result += tf.unsorted_segment_sum(weights, feature.example_indices, batch_size)
            for feature, parts in zip(examples["dense_features"], self._dense_weights, strict=True):
                column = tf.reshape(_whole(parts), [-1, 1])
                result += tf.reshape(tf.matmul(feature, column), [-1])
            return result

    def _l1_loss(self) -> tf.Tensor:
        with tf.name_scope("sdca/l1_loss"):
            return self._l1 * self._sum_of_weights(tf.abs)

    def _l2_loss(self, l2: float) -> tf.Tensor:
        with tf.name_scope("sdca/l2_loss"):
            return l2 * self._sum_of_weights(tf.square) / 2.0

    def _sum_of_weights(self, function: Any) -> tf.Tensor:
        sums = []
        for part in _flat(self._sparse_weights + self._dense_weights):
            with tf.device(part.device):
                sums.append(tf.reduce_sum(function(tf.cast(part, tf.float64))))
        return tf.add_n(sums)


def _check(given: dict, tensors: tuple[str, ...], lists: tuple[str, ...]) -> None:
    for name in (*tensors, *lists):
        if given[name] is None:
            raise ValueError(f"{name} must be specified.")
    for name in lists:
        if not isinstance(given[name], list):
            raise ValueError(f"{name} must be a list.")


def _parts(variable: Any) -> list[tf.Variable]:
    """Returns what a variable consists of, which may be in a list of one, partitioned in turn."""
    return [part for whole in partitions_of(variable) for part in partitions_of(whole)]


def _unshrinked(part: tf.Variable) -> tf.Variable:
    """Makes the slot of a weight: what it would be without the L1 regularization."""
    with tf.device(part.device):
        return tf.Variable(
            tf.zeros(part.shape, tf.float32), name=f"{part.op.name}_unshrinked/SDCAOptimizer"
        )


def _flat(weights: list[list[tf.Variable]]) -> list[tf.Variable]:
    return [part for parts in weights for part in parts]


def _whole(parts: list[tf.Variable]) -> tf.Tensor:
    return tf.convert_to_tensor(parts[0]) if len(parts) == 1 else tf.concat(parts, axis=0)


def _scatter_add(parts: list[tf.Variable], ids: tf.Tensor, updates: tf.Tensor) -> list[Any]:
    """Adds `updates` to the rows `ids` of a variable in partitions."""
    if len(parts) == 1:
        return [tf.scatter_add(parts[0], ids, updates)]
    ops, start = [], 0
    for part in parts:
        end = start + part.shape.as_list()[0]
        is_here = (ids >= start) & (ids < end)
        here = [tf.boolean_mask(tensor, is_here) for tensor in (ids - start, updates)]
        with tf.device(part.device):
            ops.append(tf.scatter_add(part, *here))
        start = end
    return ops
