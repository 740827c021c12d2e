"""What cannot be moved."""
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data
from tensorflow.contrib.tensor_forest.client import random_forest
from tensorflow.contrib.tensor_forest.python import tensor_forest
from tensorflow.contrib.boosted_trees.estimator_batch.estimator import GradientBoostedDecisionTreeClassifier

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
    a = tf.contrib.seq2seq.sequence_loss
    return a, tf.contrib.tpu.TPUEstimator, tf.contrib.layers.flatten, [
        tf.contrib.tensorboard.plugins.projector,
        tf.contrib.tpu.RunConfig,
    ]
