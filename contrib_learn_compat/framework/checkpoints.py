"""Reading checkpoints, and starting variables from them."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def load_checkpoint(filepattern):
    """Returns a reader of the checkpoint in a directory, or of that name.

    Raises:
      ValueError: where the directory has none.
    """
    return tf.train.load_checkpoint(filepattern)


def load_variable(checkpoint_dir, name):
    """Returns a variable's value in a checkpoint, as an array.

    Args:
      checkpoint_dir: a directory, or a checkpoint's name.
      name: the variable's name; a trailing ``:0`` does not count.
    """
    return tf.train.load_variable(checkpoint_dir, name)


def list_variables(checkpoint_dir) -> list[tuple[str, list[int]]]:
    """Returns names and shapes of what is in a checkpoint, sorted by name."""
    return tf.train.list_variables(checkpoint_dir)


def init_from_checkpoint(checkpoint_dir, assignment_map) -> None:
    """Has variables start from what a checkpoint holds, when they are initialized.

    Args:
      checkpoint_dir: a directory, or a checkpoint's name.
      assignment_map: a dict from names in the checkpoint to variables, lists of partitions, or
        names of variables; or from scopes in the checkpoint, each with a trailing slash, to
        scopes.

    Raises:
      ValueError: where a name is in neither the checkpoint nor the graph, or a shape differs.
    """
    tf.train.init_from_checkpoint(checkpoint_dir, assignment_map)
