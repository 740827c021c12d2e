"""What cannot be moved."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.examples.tutorials.mnist import input_data
# MIGRATE: tf.contrib.tensor_forest is gone. Use the tensorflow-decision-forests package. See migration_guide/contrib.md.
from contrib_learn_compat.tf.contrib.tensor_forest.client import random_forest
# MIGRATE: tf.contrib.tensor_forest is gone. Use the tensorflow-decision-forests package. See migration_guide/contrib.md.
from contrib_learn_compat.tf.contrib.tensor_forest.python import tensor_forest
# MIGRATE: tf.contrib.boosted_trees is gone. Use the tensorflow-decision-forests package. See migration_guide/contrib.md.
from contrib_learn_compat.tf.contrib.boosted_trees.estimator_batch.estimator import GradientBoostedDecisionTreeClassifier

mnist = input_data.read_data_sets("/tmp/data/", one_hot=True)


def build():
    params = tensor_forest.ForestHParams(
        num_classes=10,
        num_features=784,
        num_trees=100).fill()
    if params:
        est = random_forest.TensorForestEstimator(params, model_dir="/tmp/forest")
    return est, GradientBoostedDecisionTreeClassifier


def more():
    # MIGRATE: tf.contrib.seq2seq is gone. Use tf.keras.layers.RNN with tf.keras.layers.Attention, or the keras-hub package. See migration_guide/contrib.md.
    a = tf.contrib.seq2seq.sequence_loss
    # MIGRATE: tf.contrib.tpu is gone. Use tf.distribute.TPUStrategy. See migration_guide/contrib.md.
    # MIGRATE: tf.contrib.tensorboard is gone. Use the tensorboard package (from tensorboard.plugins import projector). See migration_guide/contrib.md.
    return a, tf.contrib.tpu.TPUEstimator, tf.contrib.layers.flatten, [
        tf.contrib.tensorboard.plugins.projector,
        tf.contrib.tpu.RunConfig,
    ]
