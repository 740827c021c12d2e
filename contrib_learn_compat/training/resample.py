"""Drawing rows of a batch again, each as often as its weight wants."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import assign_moving_average


def _repeat_range(counts, name=None):
    """Returns ``counts[0]`` zeros, ``counts[1]`` ones, and so on, as an int32 vector."""
    with tf.name_scope(name, "repeat_range", [counts]) as scope:
        counts = tf.convert_to_tensor(counts, name="counts")
        return tf.repeat(tf.range(tf.size(counts)), counts, name=scope)


def resample_at_rate(inputs, rates, scope=None, seed=None, back_prop=False) -> list:
    """Repeats each row a random number of times, drawn from a Poisson distribution.

    Args:
      inputs: a list of tensors [batch, …].
      rates: a tensor [batch] of floats, the expected numbers.
      scope: the name scope, ``resample_at_rate`` if None.
      seed: an int, or None for the graph's choice.
      back_prop: whether gradients flow through the choice; they have nowhere to go.

    Returns:
      A list of tensors [rows drawn, …], the same rows of each input.
    """
    with tf.name_scope(scope, "resample_at_rate", [*inputs, rates]):
        rates = tf.convert_to_tensor(rates, name="rates")
        draws = tf.random_poisson(rates, [], dtype=rates.dtype, seed=seed)
        rows = _repeat_range(tf.cast(draws, tf.int32))
        if not back_prop:
            rows = tf.stop_gradient(rows)
        return [tf.gather(tensor, rows) for tensor in inputs]


def weighted_resample(inputs, weights, overall_rate, scope=None, mean_decay=0.999, seed=None):
    """Repeats rows in proportion to their weights.

    The mean weight is a moving average over the batches seen so far, in the local variable
    ``estimated_mean``.

    Args:
      inputs: a list of tensors [batch, …].
      weights: a tensor [batch] of floats.
      overall_rate: the number of rows to draw for each row that comes in, on average.
      scope: the name scope, ``weighted_resample`` if None.
      mean_decay: the decay of the moving average.
      seed: an int, or None for the graph's choice.

    Returns:
      A list of tensors [rows drawn, …], and a tensor [rows drawn], the rates at which these were
      drawn: weigh them by its inverse to undo the bias.
    """
    with tf.name_scope(scope, "weighted_resample", inputs) as name:
        with tf.variable_scope(scope, "estimate_mean", inputs):
            estimated_mean = tf.get_local_variable(
                "estimated_mean", initializer=tf.cast(0, weights.dtype), dtype=weights.dtype
            )
            mean = assign_moving_average(estimated_mean, tf.reduce_mean(weights), mean_decay)
        rates = weights * overall_rate / mean
        drawn = resample_at_rate([rates, *inputs], rates, scope=name, seed=seed)
        return drawn[1:], drawn[0]
