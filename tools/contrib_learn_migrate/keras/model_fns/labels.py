"""The labels that a loss or a metric compares with."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from contrib_learn_migrate.keras.model_fns import losses
from contrib_learn_migrate.keras.model_fns.paths import Value, Walk


@dataclass(frozen=True)
class Labels:
    """The labels of a dataset, as a loss takes them.

    Attributes:
      name: the text of their key, if they come as a dict.
      is_one_hot: whether they were ids, and are one-hot rows here.
    """

    name: str | None = None
    is_one_hot: bool = False


def labels_of(value: Value, walk: Walk, renderer) -> Labels | None:
    """Returns the labels that an expression is, but for what Keras sees to itself.

    That is their dtype, and whether they are vectors or columns. None if it is something else.
    """
    value = walk.chased(value)
    if value.node is None:
        return None
    node = losses.plain(value.node, renderer)
    if node is not value.node:
        return labels_of(value.at(node), walk, renderer)
    if renderer.role(node) == "labels":
        return Labels()
    match node:
        case ast.Subscript(value=ast.Name() as labels, slice=ast.Constant(value=str() as key)):
            if renderer.role(labels) == "labels":
                return Labels(name=repr(key))
    ids = losses.one_hot(node, renderer)
    if ids is None:
        return None
    labels = labels_of(value.at(ids), walk, renderer)
    return replace(labels, is_one_hot=True) if labels and not labels.is_one_hot else None
