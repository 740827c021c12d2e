"""Sampling from a stream of examples: by a probability of each, or by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.graphs import with_dependencies


def rejection_sample(
    tensors: Sequence[tf.Tensor],
    accept_prob_fn: Callable[[list[tf.Tensor]], tf.Tensor],
    batch_size: int,
    queue_threads: int = 1,
    enqueue_many: bool = False,
    prebatch_capacity: int = 16,
    prebatch_threads: int = 1,
    runtime_checks: bool = False,
    name: str | None = None,
) -> list:
    """Returns batches of the examples that a coin with a probability of their own lets in.

    Args:
      tensors: a list of tensors, one example; with `enqueue_many` a batch of them.
      accept_prob_fn: a function of the list of one example's tensors that returns its scalar
        probability.
      batch_size: an int.
      queue_threads: the number of threads that fill batches.
      enqueue_many: whether the tensors have a first dimension for examples.
      prebatch_capacity, prebatch_threads: with `enqueue_many`, of the queue that takes the
        batches apart.
      runtime_checks: fail where a probability is not in [0, 1].
      name: the name of the variable scope, ``rejection_sample`` if None.

    Returns:
      A list of tensors [batch_size, …].

    Raises:
      ValueError: with `enqueue_many`, where a tensor is a scalar or the first dimensions differ.
    """
    with tf.variable_scope(name, "rejection_sample", tensors):
        tensors = _converted(tensors)
        if enqueue_many:
            _check_first_dimensions(tensors, tensors[0])
            tensors = _one_by_one(tensors, prebatch_capacity, prebatch_threads)
        probability = accept_prob_fn(tensors)
        if runtime_checks:
            checks = [
                tf.assert_less_equal(0.0, probability),
                tf.assert_less_equal(probability, 1.0),
            ]
            probability = tf.identity(
                with_dependencies(checks, probability), name="prob_with_checks"
            )
        batch = _sample(tensors, probability, batch_size, queue_threads)
        return [batch] if tf.is_tensor(batch) else batch


def stratified_sample(
    tensors: Sequence[tf.Tensor],
    labels: tf.Tensor,
    target_probs: tf.Tensor | Sequence[float],
    batch_size: int,
    init_probs: tf.Tensor | Sequence[float] | None = None,
    enqueue_many: bool = False,
    queue_capacity: int = 16,
    threads_per_queue: int = 1,
    name: str | None = None,
) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Returns batches in which the classes come with given probabilities, whatever comes in.

    Args:
      tensors: a list of tensors, one example; with `enqueue_many` a batch of them.
      labels: an integer tensor, the example's class; with `enqueue_many` a vector.
      target_probs: a tensor or list of floats [classes], the wanted probabilities.
      batch_size: an int.
      init_probs: those with which the classes come in; by default counted on the way.
      enqueue_many: whether the tensors have a first dimension for examples.
      queue_capacity: of the queue that takes examples one by one.
      threads_per_queue: the number of threads that fill each queue.
      name: the name scope, ``stratified_sample`` if None.

    Returns:
      A list of tensors [batch_size, …], and the labels [batch_size].

    Raises:
      ValueError: where shapes are not known or do not fit together.
    """
    with tf.name_scope(name, "stratified_sample", [*tensors, labels]):
        tensors, labels = _converted(tensors), tf.convert_to_tensor(labels)
        target_probs = tf.convert_to_tensor(target_probs, dtype=tf.float32)
        if not enqueue_many:
            tensors = [tf.expand_dims(tensor, 0) for tensor in tensors]
            labels = tf.expand_dims(labels, 0)
        if init_probs is None:
            target_probs.shape.assert_is_fully_defined()
            init_probs = _estimate_data_distribution(labels, target_probs.shape.num_elements())
        else:
            init_probs = tf.convert_to_tensor(init_probs, dtype=tf.float32)
        tensors, labels, [init_probs, target_probs] = _verify_input(
            tensors, labels, [init_probs, target_probs]
        )
        reachable = tf.Assert(
            tf.reduce_all((init_probs > 0) | tf.equal(target_probs, 0)),
            [
                "All classes with zero initial probability must also have zero target "
                "probability: ",
                init_probs,
                target_probs,
            ],
        )
        init_probs = with_dependencies([reachable], init_probs)
        accept_probs = _warn_of_waste(
            _calculate_acceptance_probabilities(init_probs, target_probs), init_probs
        )
        *tensors, label = _one_by_one([*tensors, labels], queue_capacity, threads_per_queue)
        batch = _sample(
            [*tensors, label], tf.gather(accept_probs, label), batch_size, threads_per_queue
        )
        return batch[:-1], batch[-1]


def _converted(tensors) -> list:
    return [
        tensor if isinstance(tensor, tf.IndexedSlices) else tf.convert_to_tensor(tensor)
        for tensor in tensors
    ]


def _one_by_one(tensors, capacity, threads) -> list:
    """Returns the examples of batches singly, by way of a queue."""
    singles = tf.train.batch(
        tensors, batch_size=1, num_threads=threads, capacity=capacity, enqueue_many=True
    )
    singles = [singles] if tf.is_tensor(singles) else singles
    return [tf.squeeze(single, [0]) for single in singles]


def _sample(tensors, probability, batch_size, threads):
    """Returns batches of the examples that a throw of a coin lets in."""
    return tf.train.maybe_batch(
        tensors,
        keep_input=tf.random_uniform([]) < probability,
        batch_size=batch_size,
        num_threads=threads,
    )


def _estimate_data_distribution(labels, num_classes, smoothing_constant=10):
    """Returns the share of each class in what has come in so far, counted in a variable.

    Args:
      labels: an integer tensor [batch].
      num_classes: an int.
      smoothing_constant: the count that each class begins with.

    Raises:
      ValueError: where that is not positive.
    """
    if smoothing_constant <= 0:
        raise ValueError("smoothing_constant must be nonzero.")
    counts = tf.Variable(
        [smoothing_constant] * num_classes, trainable=False, name="class_count", dtype=tf.int64
    )
    seen = tf.reduce_sum(tf.one_hot(labels, num_classes, dtype=tf.int64), 0)
    # The sum is a copy, lest a variable that others update be read twice.
    counts = tf.assign_add(counts, seen) + 0
    return tf.cast(tf.truediv(counts, tf.reduce_sum(counts)), tf.float32)


def _check_first_dimensions(tensors, like) -> None:
    for tensor in tensors:
        first = tf.TensorShape(tensor.shape.with_rank_at_least(1)[:1])
        first.assert_is_compatible_with(like.shape[:1])


def _verify_input(tensor_list, labels, probs_list):
    """Returns tensors, labels and probabilities that check themselves when they are run.

    Args:
      tensor_list: a list of tensors [batch, …].
      labels: an integer tensor [batch].
      probs_list: a list of float tensors [classes].

    Raises:
      ValueError: where shapes are not known or do not fit together.
    """
    checked_probs = [_sums_to_one(probs) for probs in probs_list]
    num_classes = checked_probs[0].shape.num_elements()
    if any(probs.shape.num_elements() != num_classes for probs in checked_probs):
        raise ValueError("Probability parameters must have the same length.")
    labels.shape.assert_has_rank(1)
    _check_first_dimensions(tensor_list, labels)

    batch_size = tf.shape(labels)[0]
    not_empty = tf.assert_positive(batch_size)
    labels = with_dependencies([not_empty], labels)
    tensor_list = [
        with_dependencies([not_empty, tf.assert_equal(tf.shape(tensor)[0], batch_size)], tensor)
        for tensor in tensor_list
    ]
    are_classes = [
        tf.assert_integer(labels),
        tf.assert_non_negative(labels),
        tf.assert_less(labels, tf.cast(num_classes, labels.dtype)),
    ]
    return tensor_list, with_dependencies(are_classes, labels), checked_probs


def _sums_to_one(probs):
    probs.shape.assert_is_fully_defined()
    probs.shape.assert_has_rank(1)
    total, tolerance = tf.reduce_sum(probs), 1e-6
    checks = [
        tf.assert_non_negative(probs),
        tf.assert_less(total, 1.0 + tolerance),
        tf.assert_less(1.0 - tolerance, total),
    ]
    return with_dependencies(checks, probs)


def _calculate_acceptance_probabilities(init_probs, target_probs):
    """Returns the greatest probabilities of letting in that turn one distribution into another.

    With acceptance ``a`` the stream has class ``i`` in proportion ``a[i] * init[i]``, which is to
    be that of ``target[i]``; so ``a`` is ``target / init`` up to a factor, and one of its
    elements is 1.

    Args:
      init_probs, target_probs: float tensors [classes]; where the first is 0, so is the second.
    """
    ratios = target_probs / init_probs
    ratios = tf.where(tf.is_nan(ratios), tf.zeros_like(ratios), ratios)  # 0 / 0
    return ratios / tf.reduce_max(ratios)


def _warn_of_waste(accept_probs, init_probs):
    """Returns the first, printed where half of what comes in or more is thrown away."""
    rejected = tf.reduce_sum((1 - accept_probs) * init_probs)
    return tf.cond(
        rejected < 0.5,
        lambda: accept_probs,
        lambda: tf.Print(
            accept_probs,
            [accept_probs],
            message="Proportion of examples rejected by sampler is high.",
            first_n=10,
        ),
    )
