"""The seeds of random ops as TensorFlow 1.15 gave them, so that seeded programs start the same."""

import functools

import tensorflow.compat.v1 as tf
from tensorflow.python.framework import random_seed


def seed_ops_by_position() -> None:
    """Has an op that names no seed take its position in the graph for one.

    That was TF 1.15's way to derive it under ``tf.set_random_seed``; TF 2 counts the random ops
    instead. Every random op asks one function for its seed, which no public setting reaches; this
    replaces it for the whole process. Calling it again changes nothing.
    """
    if hasattr(random_seed.get_seed, "__wrapped__"):
        return
    get_seed = random_seed.get_seed

    @functools.wraps(get_seed)
    def get_seed_by_position(op_seed):
        if op_seed is None and not tf.executing_eagerly():
            graph = tf.get_default_graph()
            if graph.seed is not None:
                op_seed = graph.version
        return get_seed(op_seed)

    random_seed.get_seed = get_seed_by_position
