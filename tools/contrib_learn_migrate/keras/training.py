"""What a train_op does, as the optimizer that does it."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.optimizers import optimizer
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, is_none

_OPTIMIZE_LOSS = (
    "loss global_step learning_rate optimizer gradient_noise_scale gradient_multipliers "
    "clip_gradients learning_rate_decay_fn update_ops variables name summaries "
    "colocate_gradients_with_ops increment_global_step"
)
_MINIMIZE = (
    "loss global_step var_list gate_gradients aggregation_method colocate_gradients_with_ops "
    "name grad_loss"
)


def optimizer_of(node: ast.expr, renderer: Renderer) -> str:
    """Returns the optimizer of an expression that makes a train_op of the loss.

    Raises:
      Obstacle: it does more than Keras's optimizers do.
    """
    if isinstance(node, ast.Call):
        if renderer.symbol(node) == "tf.contrib.layers.optimize_loss":
            takes = tuple(_OPTIMIZE_LOSS.split())
            return _of_optimize_loss(renderer.bound(node, "optimize_loss", takes))
        if isinstance(node.func, ast.Attribute) and node.func.attr == "minimize":
            call = bind(node, "minimize", tuple(_MINIMIZE.split()), renderer)
            call.refuse("var_list", "grad_loss")
            return optimizer(renderer.value_of(node.func.value), renderer)
    raise Obstacle(node, "train_op", "it is made in a way that is not known")


def optimizer_of_function(node: ast.expr, renderer: Renderer) -> str:
    """Returns the optimizer of a train_op_fn: a lambda, or a function that returns a train_op."""
    if isinstance(node, ast.Name):
        node = renderer.function(node)
    if isinstance(node, ast.Lambda):
        return optimizer_of(node.body, renderer)
    if isinstance(node, ast.FunctionDef):
        *before, last = [s for s in node.body if not _is_docstring(s)]
        if isinstance(last, ast.Return) and last.value and all(_is_plain(s) for s in before):
            return optimizer_of(last.value, renderer.inside(before))
    raise Obstacle(node, "train_op_fn", "it is no function of one train_op")


def _of_optimize_loss(call: Call) -> str:
    call.refuse("gradient_noise_scale", "gradient_multipliers", "variables", "update_ops")
    more = {}
    if call.has("clip_gradients"):
        more["global_clipnorm"] = repr(float(call.literal("clip_gradients")))
    if call.has("learning_rate_decay_fn"):
        raise call.obstacle("learning_rate_decay_fn is not moved yet")
    if not call.has("optimizer"):
        raise call.obstacle("optimizer is not given")
    rate = call.args.get("learning_rate")
    renderer = call.renderer
    node = renderer.value_of(call.args["optimizer"])
    return optimizer(node, renderer, None if is_none(rate) else rate, **more)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_plain(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
