"""What a train_op does, as the optimizer that does it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from contrib_learn_migrate.keras.model_fns.paths import Path, read_names
from contrib_learn_migrate.keras.optimizers import decayed, optimizer
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, is_docstring, is_none

_OPTIMIZE_LOSS = (
    "loss global_step learning_rate optimizer gradient_noise_scale gradient_multipliers "
    "clip_gradients learning_rate_decay_fn update_ops variables name summaries "
    "colocate_gradients_with_ops increment_global_step"
)
_OPTIMIZE = "tf.contrib.layers.optimize_loss"
_MINIMIZE = (
    "loss global_step var_list gate_gradients aggregation_method colocate_gradients_with_ops "
    "name grad_loss"
)
_CREATE_TRAIN_OP = (
    "total_loss optimizer global_step update_ops variables_to_train transform_grads_fn "
    "summarize_gradients gate_gradients aggregation_method colocate_gradients_with_ops "
    "check_numerics"
)
_ADD = ("tf.assign_add", "tf.state_ops.assign_add")


def optimizer_of(node: ast.expr, renderer: Renderer, is_loss: Callable[[ast.expr], bool]) -> str:
    """Returns the optimizer of an expression that makes a train_op of the loss.

    Args:
      node: the expression.
      renderer: what renders it.
      is_loss: tells the loss that is reported, which alone may be minimized.

    Raises:
      Obstacle: it does more than Keras's optimizers do.
    """
    node = renderer.value_of(node)
    if isinstance(node, ast.Call):
        symbol = renderer.symbol(node)
        if symbol == _OPTIMIZE:
            call = renderer.bound(node, symbol, tuple(_OPTIMIZE_LOSS.split()))
            _check_minimized(call.args["loss"], is_loss)
            return _of_optimize_loss(call)
        if symbol == "tf.contrib.training.create_train_op":
            call = renderer.bound(node, symbol, tuple(_CREATE_TRAIN_OP.split()))
            _check_minimized(call.args["total_loss"], is_loss)
            call.refuse("update_ops", "variables_to_train", "transform_grads_fn")
            return optimizer(call.args["optimizer"], renderer)
        if symbol == "tf.group":
            trains = [arg for arg in node.args if not _counts(renderer.value_of(arg), renderer)]
            _check_counted_once(node, [renderer.value_of(arg) for arg in node.args], renderer)
            if len(trains) == 1:
                return optimizer_of(trains[0], renderer, is_loss)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "minimize":
            call = bind(node, "minimize", tuple(_MINIMIZE.split()), renderer)
            call.refuse("var_list", "grad_loss")
            _check_minimized(call.args["loss"], is_loss)
            return optimizer(node.func.value, renderer)
    raise Obstacle(node, "train_op", "it is made in a way that is not known")


def optimizer_of_function(node: ast.expr, renderer: Renderer) -> str:
    """Returns the optimizer of a train_op_fn: a lambda, or a function that returns a train_op."""
    if isinstance(node, ast.Name):
        node = renderer.function(node)
    if isinstance(node, ast.Lambda | ast.FunctionDef) and len(node.args.args) == 1:
        loss = node.args.args[0].arg

        def is_loss(minimized):
            return isinstance(minimized, ast.Name) and minimized.id == loss

        if isinstance(node, ast.Lambda):
            return optimizer_of(node.body, renderer, is_loss)
        *before, last = [s for s in node.body if not is_docstring(s)]
        if isinstance(last, ast.Return) and last.value and all(_is_plain(s) for s in before):
            for assignment in before:
                if assignment.targets[0].id == loss:
                    _check_minimized(assignment.value, is_loss)
            return optimizer_of(last.value, renderer.inside(before), is_loss)
    raise Obstacle(node, "train_op_fn", "it is no function of one train_op")


def optimizers_of_parts(
    node: ast.expr, path: Path, renderer: Renderer
) -> tuple[dict[str, str], int]:
    """Returns the optimizers of a model's parts, by the scopes of their variables.

    The second is what each step adds to the global step.

    Args:
      node: the train_op, which waits for theirs.
      path: what the model_fn does in training.
      renderer: what renders it.

    Raises:
      Obstacle: it is not known what trains which variables.
    """
    parts, names = {}, set()
    for statement in path.statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            call = statement.value
            if renderer.symbol(call) == _OPTIMIZE and isinstance(statement.targets[0], ast.Name):
                given = renderer.bound(call, _OPTIMIZE, tuple(_OPTIMIZE_LOSS.split()))
                scope = _scope(given)
                if scope is None or scope in parts:
                    raise given.obstacle("it is not known which variables it trains")
                del given.args["variables"]
                parts[scope] = _of_optimize_loss(given)
                names.add(statement.targets[0].id)
    waits = set()
    for statement in path.statements:
        if any(part is node for part in ast.walk(statement)):
            for part in (statement, *path.around[id(statement)]):
                waits |= read_names(part)
    if len(parts) < 2 or not names <= waits:
        raise Obstacle(node, "train_op", "it is made in a way that is not known")
    counts = _count([n for s in path.statements for n in ast.walk(s)], renderer)
    if not counts:
        raise Obstacle(node, "global_step", "nothing counts the steps")
    return parts, counts


def _scope(call: Call) -> str | None:
    """The scope of the variables that a train_op is of."""
    node = call.renderer.value_of(call.args.get("variables", ast.Constant(None)))
    match node:
        case ast.Call(args=[ast.Attribute(attr="TRAINABLE_VARIABLES"), ast.Constant(value=scope)]):
            known = call.renderer.symbol(node) == "tf.get_collection"
        case ast.Call(args=[ast.Constant(value=scope)]):
            known = call.renderer.symbol(node) == "tf.trainable_variables"
        case _:
            return None
    return scope if known and isinstance(scope, str) and scope.isidentifier() else None


def _of_optimize_loss(call: Call) -> str:
    call.refuse("gradient_noise_scale", "gradient_multipliers", "variables", "update_ops")
    renderer, more = call.renderer, {}
    if call.has("clip_gradients"):
        more["global_clipnorm"] = _clip(call)
    rate = call.args.get("learning_rate")
    rate = None if is_none(rate) else rate
    if rate is not None and call.has("learning_rate_decay_fn"):
        rate = ast.Name(decayed(call, rate, call.args["learning_rate_decay_fn"]))
    if not call.has("optimizer"):
        raise call.obstacle("optimizer is not given")
    return optimizer(call.args["optimizer"], renderer, rate, **more)


def _clip(call: Call) -> str:
    """The norm that gradients are clipped to; a function that clips has no counterpart."""
    node = call.renderer.value_of(call.args["clip_gradients"])
    if isinstance(node, ast.Constant):
        return repr(float(node.value))
    if isinstance(node, ast.Subscript | ast.Attribute) and id(node) not in call.renderer.references:
        return call.text("clip_gradients")  # A parameter of the model.
    raise call.obstacle("clip_gradients is not known to be a number")


def _check_minimized(node: ast.expr, is_loss: Callable[[ast.expr], bool]) -> None:
    if not is_loss(node):
        raise Obstacle(
            node, "train_op", "it minimizes something else than the loss that is reported"
        )


def _counts(node: ast.expr, renderer: Renderer) -> bool:
    """Tells whether an expression only counts the steps, which Keras does by itself."""
    return isinstance(node, ast.Call) and renderer.symbol(node) in _ADD


def _count(made: list[ast.AST], renderer: Renderer) -> int:
    """What a step of training that makes these adds to the global step."""
    return sum(_counts(one, renderer) or _trains_and_counts(one, renderer) for one in made)


def _check_counted_once(node: ast.expr, made: list[ast.AST], renderer: Renderer) -> None:
    """Raises an Obstacle if a step of training counts as several, so that fewer are made."""
    count = _count(made, renderer)
    if count > 1:
        reason = f"each of its steps counts as {count}: count one, and train as many as there were"
        raise Obstacle(node, "global_step", reason)


def _trains_and_counts(node: ast.AST, renderer: Renderer) -> bool:
    """Tells whether a call that trains also counts the global step."""
    if not isinstance(node, ast.Call):
        return False
    if renderer.symbol(node) == _OPTIMIZE:
        call = renderer.bound(node, _OPTIMIZE, tuple(_OPTIMIZE_LOSS.split()))
        return call.literal("increment_global_step", True)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "minimize":
        return bind(node, "minimize", tuple(_MINIMIZE.split()), renderer).has("global_step")
    return False


def _is_plain(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
