"""The graph's collections of losses."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope


@add_arg_scope
def add_loss(loss, loss_collection=tf.GraphKeys.LOSSES):
    """Adds a loss to a collection, or nowhere if `loss_collection` is None."""
    if loss_collection:
        tf.add_to_collection(loss_collection, loss)


def get_losses(scope=None, loss_collection=tf.GraphKeys.LOSSES):
    """Returns the list of a collection's losses, of those under a name scope if one is given."""
    return tf.get_collection(loss_collection, scope)


def get_regularization_losses(scope=None):
    """Returns the list of regularization losses, of those under a name scope if one is given."""
    return tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES, scope)


def get_total_loss(add_regularization_losses=True, name="total_loss"):
    """Returns the sum of the losses collected so far, with the regularization losses or without.

    Raises:
      ValueError: where there are none.
    """
    regularization = get_regularization_losses() if add_regularization_losses else []
    return tf.add_n(get_losses() + regularization, name=name)
