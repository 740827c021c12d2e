"""The centered bias: a bias on the logits that learns the base rate by its own optimizer."""

import tensorflow as tf

tf1 = tf.compat.v1

# The rate at which TF 1.15 trains it, whatever the model's own optimizer is.
_LEARNING_RATE = 0.1


def create(logits_dimension, head_name=None):
    """Returns the variable ``centered_bias_weight``, float32 of shape ``[logits_dimension]``.

    Writes one summary a dimension, ``centered_bias/bias_0`` and so on, suffixed by ``/head_name``.
    """
    # Not get_variable: a partitioned variable cannot be indexed for the summaries.
    bias = tf1.Variable(
        initial_value=tf.zeros(shape=(logits_dimension,)),
        trainable=True,
        name="centered_bias_weight",
    )
    suffix = f"/{head_name}" if head_name else ""
    for dimension in range(logits_dimension):
        tf1.summary.scalar(f"centered_bias/bias_{dimension}{suffix}", bias[dimension])
    return bias


def make_step(bias, labels, loss_fn, weights, batch_size, loss):
    """Returns the op that trains the bias, and the op that it waits for.

    Adagrad fits the bias to the loss that it would have alone, as the logits of every example. An
    optimizer of the whole model updates the same variable; TF 1.15 leaves the two unordered, here
    the caller makes the gate wait for the other. The step is made first all the same: who comes
    first decides how the slots of the bias are called in checkpoints.

    Args:
      bias: the variable, from :func:`create`.
      labels: what `loss_fn` takes.
      loss_fn: a head's loss, of labels, logits and weights.
      weights: float Tensor or None.
      batch_size: int32 scalar Tensor.
      loss: the training loss of the whole model, which sees the bias as it was.
    """
    with tf1.name_scope(None, "centered_bias_step", (labels,)) as scope:
        with tf.control_dependencies([loss]):
            gate = tf.no_op(name="gate")
        with tf.control_dependencies([gate]):
            dimension = tf.shape(bias)[0]
            logits = tf.reshape(tf.tile(bias, (batch_size,)), (batch_size, dimension))
            with tf1.name_scope(None, "centered_bias", (labels, logits)):
                # The mean over the pair of training and reported loss: so it is in TF 1.15.
                bias_loss = tf1.reduce_mean(loss_fn(labels, logits, weights), name="training_loss")
    with tf.control_dependencies([gate]):
        optimizer = tf1.train.AdagradOptimizer(_LEARNING_RATE)
        return optimizer.minimize(bias_loss, var_list=(bias,), name=scope), gate
