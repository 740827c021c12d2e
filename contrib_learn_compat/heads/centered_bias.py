"""The centered bias: a bias on the logits that learns the base rate by its own optimizer."""

import tensorflow.compat.v1 as tf

# The rate at which TF 1.15 trains it, whatever the model's own optimizer is.
_LEARNING_RATE = 0.1


def create(logits_dimension, head_name=None):
    """Returns the variable ``centered_bias_weight``, float32 of shape ``[logits_dimension]``.

    Writes one summary a dimension, ``centered_bias/bias_0`` and so on, suffixed by ``/head_name``.
    """
    # Not get_variable: a partitioned variable cannot be indexed for the summaries.
    bias = tf.Variable(
        initial_value=tf.zeros(shape=(logits_dimension,)),
        trainable=True,
        name="centered_bias_weight",
    )
    suffix = f"/{head_name}" if head_name else ""
    for dimension in range(logits_dimension):
        tf.summary.scalar(f"centered_bias/bias_{dimension}{suffix}", bias[dimension])
    return bias


def make_step(bias, labels, loss_fn, weights, batch_size):
    """Returns the op that trains the bias, and the ops by which it begins.

    Adagrad fits the bias to the loss that it would have alone, as the logits of every example. An
    optimizer of the whole model updates the same variable; TF 1.15 leaves the two unordered, here
    the caller makes the beginning wait for the other. No op is made for that, because it would
    shift the seeds of all random ops behind it. The step is made first all the same: who comes
    first decides how the slots of the bias are called in checkpoints.

    Args:
      bias: the variable, from :func:`create`.
      labels: what `loss_fn` takes.
      loss_fn: a head's loss, of labels, logits and weights.
      weights: float Tensor or None.
      batch_size: int32 scalar Tensor.
    """
    graph = tf.get_default_graph()
    made_before = set(graph.get_operations())
    with tf.name_scope(None, "centered_bias_step", (labels,)) as scope:
        dimension = tf.shape(bias)[0]
        logits = tf.reshape(tf.tile(bias, (batch_size,)), (batch_size, dimension))
        with tf.name_scope(None, "centered_bias", (labels, logits)):
            # The mean over the pair of training and reported loss: so it is in TF 1.15.
            bias_loss = tf.reduce_mean(loss_fn(labels, logits, weights), name="training_loss")
    optimizer = tf.train.AdagradOptimizer(_LEARNING_RATE)
    gradients = optimizer.compute_gradients(bias_loss, var_list=(bias,))
    beginning = [
        op
        for op in graph.get_operations()
        if op not in made_before and any(tensor.op in made_before for tensor in op.inputs)
    ]
    beginning += [gradient.op for gradient, _ in gradients]
    return optimizer.apply_gradients(gradients, name=scope), beginning
