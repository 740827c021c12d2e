"""More of learn_scenarios.py: where the variables of a cluster's models are."""

import json

from core_scenarios import MASTER_CLUSTER, environment, model_dir
from learn_scenarios import scenario

CLUSTER = dict(MASTER_CLUSTER, ps=["h3:1", "h4:1"])


@scenario
def placements(world):
    """Variables and their slots, on two parameter servers."""
    tf, learn, layers = world.tf, world.learn, world.layers
    words = layers.sparse_column_with_hash_bucket("words", 100)
    numbers = layers.real_valued_column("numbers", 3)
    embedding = layers.embedding_column(words, 8)

    def input_fn():
        features = {
            "words": tf.SparseTensor([[0, 0], [1, 0]], ["a", "b"], [2, 1]),
            "numbers": tf.ones([2, 3]),
        }
        return features, tf.constant([[0], [1]])

    estimators = {
        "linear": lambda config: learn.LinearClassifier([words, numbers], config=config),
        "deep": lambda config: learn.DNNClassifier([4], [embedding, numbers], config=config),
        "deep, embedding in parts": lambda config: learn.DNNClassifier(
            [4, 4], [embedding, numbers], config=config, input_layer_min_slice_size=64
        ),
        "combined": lambda config: learn.DNNLinearCombinedClassifier(
            linear_feature_columns=[words],
            dnn_feature_columns=[embedding],
            dnn_hidden_units=[4],
            input_layer_min_slice_size=64,
            config=config,
        ),
    }
    answers = {}
    for task in ("master", "worker"):
        task_config = {"type": task, "index": 0}
        tf_config = {"cluster": CLUSTER, "environment": "cloud", "task": task_config}
        for name, make in estimators.items():
            with environment(TF_CONFIG=json.dumps(tf_config)), model_dir() as path:
                estimator = make(learn.RunConfig(model_dir=path))
            with tf.Graph().as_default(), tf.device(estimator._device_fn):
                tf.train.create_global_step()
                estimator._get_train_ops(*input_fn())
                answers[task + ": " + name] = {
                    v.op.name: v.device for v in tf.global_variables() + tf.local_variables()
                }
    return answers
