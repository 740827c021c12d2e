"""The SDCAOptimizer, which trains by a kernel of TensorFlow's in place of gradients."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, call_text

_SDCA = "tf.contrib.linear_optimizer.SDCAOptimizer"
_TAKES = (
    "example_id_column num_loss_partitions num_table_shards symmetric_l1_regularization "
    "symmetric_l2_regularization adaptive partitioner"
)
# By the loss of the head, what the kernel calls it.
_LOSSES = {
    "keras.losses.BinaryCrossentropy(from_logits=True)": "logistic_loss",
    "keras.losses.Hinge()": "hinge_loss",
    "keras.losses.MeanSquaredError()": "squared_loss",
}
_KEPT = (
    "num_loss_partitions",
    "symmetric_l1_regularization",
    "symmetric_l2_regularization",
    "adaptive",
)


def sdca(call: Call, head: Head) -> str:
    """Returns the optimizer for a head; how it was cut into shards and parts makes no difference.

    Raises:
      Obstacle: SDCA does not train the head, or its ids are not known to be a feature.
    """
    if head.loss not in _LOSSES or head.size != "1":
        raise call.obstacle("SDCA trains no such head")
    if not isinstance(call.args.get("example_id_column"), ast.Constant):
        raise call.obstacle("example_id_column is not a literal")
    call.renderer.helpers.add("sdca")
    return call_text(
        "SDCA",
        repr(_LOSSES[head.loss]),
        call.text("example_id_column"),
        **{name: call.text(name) for name in _KEPT if name in call.args},
    )


def sdca_of(node: ast.expr, renderer: Renderer, head: Head) -> str | None:
    """Returns the optimizer for a head that an expression is; None if it is no SDCAOptimizer.

    Raises:
      Obstacle: see :func:`sdca`.
    """
    if renderer.symbol(node) != _SDCA:
        return None
    return sdca(renderer.bound(node, _SDCA, tuple(_TAKES.split())), head)


def is_sdca(optimizer: str) -> bool:
    """Tells whether the text of an optimizer is what `sdca` returns."""
    return optimizer.startswith("SDCA(")


def model_of_sdca(made: str) -> str:
    """Returns the statement that makes a model, as one that SDCA trains."""
    return made.replace("keras.Model(", "SDCAModel(")


def is_sdca_model(build: str) -> bool:
    """Tells whether a function makes a model that SDCA trains, which takes what it needs itself."""
    return "SDCAModel(" in build
