"""The graph of k-means clustering, as TensorFlow still has it, with the seeds of contrib."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat._private import (  # noqa: F401
    kmc2_chain_initialization,
    kmeans_plus_plus_initialization,
    nearest_neighbors,
)

CLUSTERS_VAR_NAME = "clusters"

COSINE_DISTANCE = "cosine"
SQUARED_EUCLIDEAN_DISTANCE = "squared_euclidean"

KMC2_INIT = "kmc2"
KMEANS_PLUS_PLUS_INIT = "kmeans_plus_plus"
RANDOM_INIT = "random"


def check_algorithm(initial_clusters: Any, distance_metric: str, algorithms: list[str]) -> None:
    """Raises ValueError for a way to begin, or a distance, that there is not."""
    if isinstance(initial_clusters, str) and initial_clusters not in algorithms:
        raise ValueError(f"Unsupported initialization algorithm '{initial_clusters}'")
    if distance_metric not in (SQUARED_EUCLIDEAN_DISTANCE, COSINE_DISTANCE):
        raise ValueError(f"Unsupported distance metric '{distance_metric}'")


class KMeans(_private.KMeansGraph):
    """Builds the graph of Lloyd's algorithm, over all of the input or over mini-batches.

    ``training_graph()`` returns, for each of the inputs, its distances to all centers of shape
    [n, num_clusters], the nearest center's index and the distance to it, both of shape [n]; then
    a variable that says whether there are all centers, the op to run until there are, and the
    training op.
    """

    def __init__(
        self,
        inputs: tf.Tensor | list[tf.Tensor],
        num_clusters: int | tf.Tensor,
        initial_clusters: Any = RANDOM_INIT,
        distance_metric: str = SQUARED_EUCLIDEAN_DISTANCE,
        use_mini_batch: bool = False,
        mini_batch_steps_per_iteration: int = 1,
        random_seed: int = 0,
        kmeans_plus_plus_num_retries: int = 2,
        kmc2_chain_length: int = 200,
    ):
        """Takes the data and the algorithm.

        Args:
          inputs: points of shape [n, dimensions], or a list of such shards, in random order.
          num_clusters: how many centers to find.
          initial_clusters: where to begin: centers of shape [num_clusters, dimensions], a function
            of the inputs and a number that returns at most so many centers, or the name of a way
            to choose them, ``RANDOM_INIT``, ``KMEANS_PLUS_PLUS_INIT`` or ``KMC2_INIT``.
          distance_metric: ``SQUARED_EUCLIDEAN_DISTANCE`` or ``COSINE_DISTANCE``.
          use_mini_batch: whether a step sees a sample of the points, and not all of them.
          mini_batch_steps_per_iteration: after how many steps of mini-batches the centers that
            points are assigned to become those that the steps have moved.
          random_seed: of the choice of the first centers.
          kmeans_plus_plus_num_retries: how many more candidates KMEANS_PLUS_PLUS_INIT draws for
            each center; a negative number takes some that grow as the logarithm of the centers.
          kmc2_chain_length: how many points KMC2_INIT looks at for each center. Give it batches
            of less than twice as many: TensorFlow does not wait for the first center of a batch
            before it looks for the next.

        Raises:
          ValueError: an unknown `initial_clusters` or `distance_metric`.
        """
        algorithms = [RANDOM_INIT, KMEANS_PLUS_PLUS_INIT, KMC2_INIT]
        check_algorithm(initial_clusters, distance_metric, algorithms)
        super().__init__(
            inputs,
            num_clusters,
            initial_clusters,
            distance_metric,
            use_mini_batch,
            mini_batch_steps_per_iteration,
            random_seed,
            kmeans_plus_plus_num_retries,
            kmc2_chain_length,
        )
        # The core mixes it with the graph's; contrib's choice of centers did not.
        self._seed = random_seed
