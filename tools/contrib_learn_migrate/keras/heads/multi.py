"""Several heads at once."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.heads.base import Head, head_of, head_rule
from contrib_learn_migrate.keras.rules import Call, Obstacle


@head_rule("tf.contrib.learn.multi_head", "heads loss_weights")
def multi(call: Call) -> Head:
    heads = tuple(_head(node, call) for node in _listed(call, "heads"))
    for head in heads:
        if not head.name:
            raise call.obstacle("the name of a head is no literal")
        if head.has_centered_bias:
            raise call.obstacle("a centered bias beside other heads is not moved")
    columns = [bool(head.weight_column) for head in heads if head.loss]
    if any(columns) and not all(columns):
        raise call.obstacle("some heads have weights, and some have none")
    weights = ()
    if call.has("loss_weights"):
        weights = tuple(call.renderer.text(node) for node in _listed(call, "loss_weights"))
    return Head(
        scope="",
        size=" + ".join(head.size for head in heads if head.loss),
        parts=heads,
        loss_weights=weights,
    )


def _listed(call: Call, name: str) -> list[ast.expr]:
    node = call.renderer.value_of(call.args[name])
    if not isinstance(node, ast.List | ast.Tuple):
        raise call.obstacle(f"{name} is no list of its elements")
    return node.elts


def _head(node: ast.expr, call: Call) -> Head:
    head = head_of(call.renderer.value_of(node), call.renderer)
    if head is None:
        raise Obstacle(node, call.name, "it is not known which head this is")
    return head
