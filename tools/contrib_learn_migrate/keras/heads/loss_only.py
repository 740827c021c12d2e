"""A loss beside those of other heads."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.heads.base import Head, head_rule, name_of
from contrib_learn_migrate.keras.rules import Call


@head_rule(
    "tf.contrib.learn.python.learn.estimators.head.loss_only_head", takes="loss_fn head_name"
)
def loss_only(call: Call) -> Head:
    return Head(
        scope=name_of(call) or "loss_only_head",
        name=name_of(call) or "loss_only_head",
        size="0",
        added_loss=_loss(call),
    )


def _loss(call: Call) -> str:
    node = call.args["loss_fn"]
    if isinstance(node, ast.Lambda):
        result, text = node.body, call.renderer.text(node.body)
    elif isinstance(node, ast.Name):
        function = call.renderer.function(node)
        result, text = function.body[-1], f"{node.id}()"
        result = result.value if isinstance(result, ast.Return) else result
    else:
        raise call.obstacle("loss_fn is no function of this model_fn")
    if isinstance(result, ast.List | ast.ListComp):
        raise call.obstacle("loss_fn returns a list")
    return text
