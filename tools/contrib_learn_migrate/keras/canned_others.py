"""Estimators that are no networks, or that Keras cannot train: what takes their place."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import PROGRAM, Call, rule


@rule(
    "tf.contrib.learn.SVM",
    takes="example_id_column feature_columns weight_column_name model_dir l1_regularization "
    "l2_regularization num_loss_partitions kernels config feature_engineering_fn",
    where=[PROGRAM],
)
def svm(call: Call) -> str:
    raise call.obstacle("Keras has no SDCA to train it with; sklearn.svm.LinearSVC is like it")


@rule(
    "tf.contrib.learn.KMeansClustering",
    takes="num_clusters model_dir initial_clusters distance_metric random_seed use_mini_batch "
    "mini_batch_steps_per_iteration kmeans_plus_plus_num_retries relative_tolerance config",
    where=[PROGRAM],
)
def k_means(call: Call) -> str:
    raise call.obstacle("it is no network; sklearn.cluster.KMeans finds the same clusters")
