"""What a model_fn returns in one mode."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from contrib_learn_migrate.keras import heads
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.model_fns.paths import Value, Walk
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, is_none

_CREATE = "features mode labels train_op_fn logits logits_input scope"
_OPS = {
    "tf.contrib.learn.ModelFnOps": (
        "mode predictions loss train_op eval_metric_ops output_alternatives training_chief_hooks "
        "training_hooks scaffold"
    ),
    "tf.estimator.EstimatorSpec": (
        "mode predictions loss train_op eval_metric_ops export_outputs training_chief_hooks "
        "training_hooks scaffold evaluation_hooks prediction_hooks"
    ),
}
_HOOKS = ("training_chief_hooks", "training_hooks", "evaluation_hooks", "prediction_hooks")


@dataclass(frozen=True)
class Result:
    """What a model_fn returns in one mode.

    Attributes:
      node: the expression.
      head: the head that made it, if one did.
      created: the head's ``create_model_fn_ops``, and where it stands.
      values: otherwise, predictions, loss, train_op and eval_metric_ops; those that are not None.
        For a head, what takes the place of its own.
    """

    node: ast.expr
    head: heads.Head | None = None
    created: Call | None = None
    values: dict[str, Value] = field(default_factory=dict)


def result_of(walk: Walk, renderer) -> Result:
    """Returns what a walk came to.

    Raises:
      Obstacle: it returns nothing that is known.
    """
    if walk.path.result is None or walk.path.result.node is None:
        raise Obstacle(renderer.model_fn, renderer.model_fn.name, "it does not return a model")
    return _result(walk.path.result, walk, renderer)


def _result(value: Value, walk: Walk, renderer) -> Result:
    value = walk.chased(value)
    node = value.node
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="create_model_fn_ops")):
            head = renderer.head(walk.chased(value.at(inner)).node)
            if head is None:
                raise Obstacle(node, "head", "it is not known which head this is")
            return Result(
                node, head, bind(node, "create_model_fn_ops", tuple(_CREATE.split()), renderer)
            )
        case ast.Call(func=ast.Attribute(value=inner, attr="estimator_spec")):
            return _result(value.at(inner), walk, renderer)
        case ast.Call(func=ast.Attribute(value=inner, attr="_replace"), args=[]):
            result = _result(value.at(inner), walk, renderer)
            call = bind(node, "_replace", ("**",), renderer)
            kept = {n: of for n, of in result.values.items() if n not in call.args}
            return replace(result, values=kept | _of_spec(value, call, walk))
        case ast.Call() if renderer.symbol(node) in _OPS:
            symbol = renderer.symbol(node)
            call = bind(node, symbol, tuple(_OPS[symbol].split()), renderer)
            return Result(node, values=_of_spec(value, call, walk))
        case ast.Tuple(elts=[predictions, loss, train_op]):
            given = {"predictions": predictions, "loss": loss, "train_op": train_op}
            return Result(node, values=_given(value, given, walk))
    raise Obstacle(node or renderer.model_fn, "return", "it is not known what it returns")


def _of_spec(value: Value, call: Call, walk: Walk) -> dict[str, Value]:
    call.refuse("scaffold")
    for name in _HOOKS:
        callbacks.leave_out(call, name)
    return _given(value, call.args, walk)


def _given(value: Value, args: dict[str, ast.expr], walk: Walk) -> dict[str, Value]:
    values = {name: walk.chased(value.at(node)) for name, node in args.items()}
    return {name: of for name, of in values.items() if not is_none(of.node)}
