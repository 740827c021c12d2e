"""``tf.contrib.factorization.KMeansClustering``, an estimator of tf.estimator."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.export_outputs import PredictOutput
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.factorization import clustering_ops
from contrib_learn_compat.framework.graphs import with_dependencies

LOSS_SUMMARY = "loss/raw"


class _LossRelativeChangeHook(tf.train.SessionRunHook):
    """Stops training when the loss changes by less than a part `tolerance` of itself."""

    def __init__(self, loss_tensor: tf.Tensor, tolerance: float):
        self._loss_tensor = loss_tensor
        self._tolerance = tolerance
        self._previous = None

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self._loss_tensor)

    def after_run(self, run_context, run_values):
        loss, previous = run_values.results, self._previous
        if previous is not None and abs(loss - previous) < self._tolerance * (1 + abs(previous)):
            run_context.request_stop()
        self._previous = loss


class _InitializeClustersHook(tf.train.SessionRunHook):
    """Runs the chief's initialization until all centers are chosen; other workers wait for it."""

    def __init__(self, init_op: tf.Operation, is_initialized_var: tf.Variable, is_chief: bool):
        self._init_op = init_op
        self._is_initialized_var = is_initialized_var
        self._is_chief = is_chief

    def after_create_session(self, session, coord):
        while not session.run(self._is_initialized_var):
            if self._is_chief:
                session.run(self._init_op)
            else:
                time.sleep(1)


def training_hooks(
    init_op: tf.Operation,
    is_initialized: tf.Variable,
    is_chief: bool,
    loss: tf.Tensor,
    relative_tolerance: float | None,
) -> list[tf.train.SessionRunHook]:
    """Returns what training needs: centers to begin with and, given a tolerance, an end."""
    hooks = [_InitializeClustersHook(init_op, is_initialized, is_chief)]
    if relative_tolerance is not None:
        hooks.append(_LossRelativeChangeHook(loss, relative_tolerance))
    return hooks


def count_step(training_op: tf.Operation, loss: tf.Tensor) -> tf.Tensor:
    """Returns `loss`, to be had after a step of training that the global step counts."""
    return with_dependencies([training_op, tf.assign_add(tf.train.get_global_step(), 1)], loss)


def _parse_features_if_necessary(
    features: Any, feature_columns: Sequence[Any] | None = None
) -> tf.Tensor:
    """Returns points, [n, dimensions], of a tensor or of a dict of tensors in the keys' order."""
    if not isinstance(features, dict):
        return features
    if feature_columns:
        return tf.feature_column.input_layer(features, feature_columns)
    keys = sorted(features)
    with tf.colocate_with(features[keys[0]]):
        return tf.concat([features[key] for key in keys], axis=1)


class KMeansClustering(Estimator):
    """Finds the centers of clusters of points.

    ``evaluate`` gives ``SCORE``, the sum of the squared (or cosine) distances of a batch's points
    to their centers; ``predict`` gives ``CLUSTER_INDEX`` and ``ALL_DISTANCES`` for each point.
    """

    CLUSTER_CENTERS_VAR_NAME = clustering_ops.CLUSTERS_VAR_NAME

    COSINE_DISTANCE = clustering_ops.COSINE_DISTANCE
    SQUARED_EUCLIDEAN_DISTANCE = clustering_ops.SQUARED_EUCLIDEAN_DISTANCE

    KMEANS_PLUS_PLUS_INIT = clustering_ops.KMEANS_PLUS_PLUS_INIT
    RANDOM_INIT = clustering_ops.RANDOM_INIT

    ALL_DISTANCES = "all_distances"
    CLUSTER_INDEX = "cluster_index"
    SCORE = "score"

    def __init__(
        self,
        num_clusters: int,
        model_dir: str | None = None,
        initial_clusters: Any = RANDOM_INIT,
        distance_metric: str = SQUARED_EUCLIDEAN_DISTANCE,
        random_seed: int = 0,
        use_mini_batch: bool = True,
        mini_batch_steps_per_iteration: int = 1,
        kmeans_plus_plus_num_retries: int = 2,
        relative_tolerance: float | None = None,
        config: Any = None,
        feature_columns: Sequence[Any] | None = None,
    ):
        """Takes the model.

        Args:
          num_clusters: how many centers to find.
          model_dir: the directory of checkpoints and events.
          initial_clusters: the centers to begin with, or how to choose them; see
            :class:`clustering_ops.KMeans`, all of whose ways but KMC2_INIT there are.
          distance_metric: squared Euclidean or cosine.
          random_seed: of the choice of the first centers.
          use_mini_batch: whether input_fn gives samples; otherwise it gives all points each time.
          mini_batch_steps_per_iteration: how many mini-batches there are to an iteration.
          kmeans_plus_plus_num_retries: how many more candidates k-means++ draws for a center.
          relative_tolerance: training stops when a step changes the loss by less than this part.
          config: a RunConfig of tf.estimator.
          feature_columns: of tf.feature_column, dense; all features, concatenated, where None.

        Raises:
          ValueError: an unknown `initial_clusters` or `distance_metric`.
        """
        algorithms = [self.RANDOM_INIT, self.KMEANS_PLUS_PLUS_INIT]
        clustering_ops.check_algorithm(initial_clusters, distance_metric, algorithms)

        def model_fn(features, mode, config):
            distances, indices, scores, is_initialized, init_op, training_op = (
                clustering_ops.KMeans(
                    _parse_features_if_necessary(features, feature_columns),
                    num_clusters,
                    initial_clusters=initial_clusters,
                    distance_metric=distance_metric,
                    use_mini_batch=use_mini_batch,
                    mini_batch_steps_per_iteration=mini_batch_steps_per_iteration,
                    random_seed=random_seed,
                    kmeans_plus_plus_num_retries=kmeans_plus_plus_num_retries,
                ).training_graph()
            )
            loss = tf.reduce_sum(scores)
            tf.summary.scalar(LOSS_SUMMARY, loss)
            predictions = {self.ALL_DISTANCES: distances[0], self.CLUSTER_INDEX: indices[0]}
            outputs = {key: PredictOutput(value) for key, value in predictions.items()}
            default = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
            return EstimatorSpec(
                mode=mode,
                predictions=predictions,
                loss=loss,
                train_op=count_step(training_op, loss),
                eval_metric_ops={self.SCORE: tf.metrics.mean(loss)},
                training_hooks=training_hooks(
                    init_op, is_initialized, config.is_chief, loss, relative_tolerance
                ),
                export_outputs={**outputs, default: outputs[self.CLUSTER_INDEX]},
            )

        super().__init__(model_fn=model_fn, model_dir=model_dir, config=config)

    def _predict_one_key(self, input_fn: Callable, key: str) -> Iterator[Any]:
        for prediction in self.predict(input_fn=input_fn, predict_keys=[key]):
            yield prediction[key]

    def predict_cluster_index(self, input_fn: Callable) -> Iterator[int]:
        """Yields the index of each point's nearest center."""
        return self._predict_one_key(input_fn, self.CLUSTER_INDEX)

    def score(self, input_fn: Callable) -> float:
        """Returns the sum of the distances of the first batch's points to their centers.

        scikit-learn's method of this name returns the negative of it.
        """
        return self.evaluate(input_fn=input_fn, steps=1)[self.SCORE]

    def transform(self, input_fn: Callable) -> Iterator[np.ndarray]:
        """Yields each point's distances to all centers, of shape [num_clusters].

        They are squared, where scikit-learn's are not.
        """
        return self._predict_one_key(input_fn, self.ALL_DISTANCES)

    def cluster_centers(self) -> np.ndarray:
        """Returns the centers, of shape [num_clusters, dimensions]."""
        return self.get_variable_value(self.CLUSTER_CENTERS_VAR_NAME)
