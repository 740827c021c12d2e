"""Whose turn it is: names of files that the workers of a cluster hand out to each other."""

from __future__ import annotations

import random

import tensorflow.compat.v1 as tf


def next_turn(
    file_names: list[str], shuffle: bool, seed: int | None, num_epochs: int | None
) -> tf.Tensor:
    """Returns a scalar string tensor that is another file's name, in turn, at every run.

    The variables ``obtain_next/…``, which live on a parameter server where there is one, hold the
    names and the turn.

    Args:
      file_names: the names, whose own order is lost where they are shuffled.
      shuffle: give each epoch an order of its own.
      seed: seeds Python's global generator, which shuffles; not where None or 0.
      num_epochs: the tensor raises OutOfRangeError after so many; never where None.
    """
    names = _in_order(file_names, shuffle, seed, num_epochs or 1)

    def variable(name, value):
        return tf.get_variable(name, initializer=value, trainable=False)

    with tf.variable_scope("obtain_next"):
        turn = variable("obtain_next_counter", tf.constant(-1, tf.int64))
        with tf.get_default_graph().colocate_with(turn.op):
            listed = variable("obtain_next_expanded_list", tf.constant(names))
        if not num_epochs:
            return _obtain(listed, turn)
        used = variable("obtain_next_filename_counter", tf.constant(0, tf.int64))
        with tf.control_dependencies([tf.count_up_to(used, len(names))]):
            return _obtain(listed, turn)


def _in_order(names: list[str], shuffle: bool, seed: int | None, num_epochs: int) -> list[str]:
    if shuffle and seed:
        random.seed(seed)
    ordered = []
    for _ in range(num_epochs):
        if shuffle:
            random.shuffle(names)
        ordered += names
    return ordered


def _obtain(listed: tf.Variable, turn: tf.Variable) -> tf.Tensor:
    # Workers come at the same time: CountUpTo alone gives each a number of its own.
    last = tf.count_up_to(turn, tf.int64.max)
    with tf.control_dependencies([last]):
        return tf.gather(listed, (last + 1) % tf.size(listed, out_type=tf.int64))
