"""Clustering: KMeansClustering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.factorization import clustering_ops, kmeans
from contrib_learn_compat.learn.canned import towers
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.model_fn import ModelFnOps

_PARAMS = (
    "num_clusters training_initial_clusters distance_metric random_seed use_mini_batch "
    "mini_batch_steps_per_iteration kmeans_plus_plus_num_retries relative_tolerance"
)


def _kmeans_clustering_model_fn(features, labels, mode, params, config):
    """Builds the clustering; `params` are the constructor's arguments."""
    assert labels is None, labels
    distances, indices, scores, is_initialized, init_op, training_op = clustering_ops.KMeans(
        kmeans._parse_features_if_necessary(features),
        params.get("num_clusters"),
        initial_clusters=params.get("training_initial_clusters"),
        distance_metric=params.get("distance_metric"),
        use_mini_batch=params.get("use_mini_batch"),
        mini_batch_steps_per_iteration=params.get("mini_batch_steps_per_iteration"),
        random_seed=params.get("random_seed"),
        kmeans_plus_plus_num_retries=params.get("kmeans_plus_plus_num_retries"),
    ).training_graph()
    loss = tf.reduce_sum(scores, name=KMeansClustering.LOSS_OP_NAME)
    tf.summary.scalar(kmeans.LOSS_SUMMARY, loss)
    return ModelFnOps(
        mode=mode,
        predictions={
            KMeansClustering.ALL_SCORES: distances[0],
            KMeansClustering.CLUSTER_IDX: indices[0],
        },
        eval_metric_ops={KMeansClustering.SCORES: loss},
        loss=loss,
        train_op=kmeans.count_step(training_op, loss),
        training_hooks=kmeans.training_hooks(
            init_op, is_initialized, config.is_chief, loss, params.get("relative_tolerance")
        ),
    )


class KMeansClustering(Estimator):
    """Finds the centers of clusters of points; features are points of shape [n, dimensions].

    Features that are a dict are concatenated in the order of their keys. There are no labels.
    ``evaluate`` gives ``SCORES``, the sum of the last batch's distances.
    """

    COSINE_DISTANCE = clustering_ops.COSINE_DISTANCE
    SQUARED_EUCLIDEAN_DISTANCE = clustering_ops.SQUARED_EUCLIDEAN_DISTANCE

    KMEANS_PLUS_PLUS_INIT = clustering_ops.KMEANS_PLUS_PLUS_INIT
    RANDOM_INIT = clustering_ops.RANDOM_INIT

    ALL_SCORES = "all_scores"
    CLUSTER_IDX = "cluster_idx"
    CLUSTERS = clustering_ops.CLUSTERS_VAR_NAME
    LOSS_OP_NAME = "kmeans_loss"
    SCORES = "scores"

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
    ):
        """Takes the model.

        Args:
          num_clusters: how many centers to find.
          model_dir: the directory of checkpoints and events.
          initial_clusters: the centers to begin with, or how to choose them; see
            ``clustering_ops.KMeans`` of tf.contrib.factorization.
          distance_metric: squared Euclidean or cosine.
          random_seed: of the choice of the first centers.
          use_mini_batch: whether input_fn gives samples; otherwise it gives all points each time.
          mini_batch_steps_per_iteration: how many mini-batches there are to an iteration.
          kmeans_plus_plus_num_retries: how many more candidates k-means++ draws for a center.
          relative_tolerance: training stops when a step changes the loss by less than this part.
          config: a RunConfig.
        """
        training_initial_clusters = initial_clusters
        super().__init__(
            model_fn=_kmeans_clustering_model_fn,
            params=towers.params_of(locals(), _PARAMS),
            model_dir=model_dir,
            config=config,
        )

    def predict_cluster_idx(self, input_fn: Callable | None = None) -> Iterator[int]:
        """Yields the index of each point's nearest center."""
        for prediction in super().predict(input_fn=input_fn, outputs=[self.CLUSTER_IDX]):
            yield prediction[self.CLUSTER_IDX]

    def score(self, input_fn: Callable | None = None, steps: int | None = None) -> float:
        """Returns the sum of the distances of the points to their centers.

        scikit-learn's method of this name returns the negative of it.
        """
        return np.sum(self.evaluate(input_fn=input_fn, steps=steps)[self.SCORES])

    def transform(self, input_fn: Callable | None = None, as_iterable: bool = False) -> Any:
        """Returns each point's distances to all centers, of shape [n, num_clusters].

        They are squared, where scikit-learn's are not. With `as_iterable`, dicts of them are
        returned one by one, under ``ALL_SCORES``.
        """
        outputs = [self.ALL_SCORES]
        results = super().predict(input_fn=input_fn, outputs=outputs, as_iterable=as_iterable)
        return results if as_iterable else results[self.ALL_SCORES]

    def clusters(self) -> np.ndarray:
        """Returns the centers, of shape [num_clusters, dimensions]."""
        return self.get_variable_value(self.CLUSTERS)
