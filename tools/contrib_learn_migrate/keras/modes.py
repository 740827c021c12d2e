"""What a model_fn makes of its mode without a branch, such as `is_training = mode == TRAIN`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras.rules import Call

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.flow import Flow
    from contrib_learn_migrate.keras.render import Renderer


TRAINING = "training"  # What a parameter is that is told whether the model is trained.


def told(node: ast.AST, flow: Flow) -> str | None:
    """Returns what an expression tells of the mode: all, whether it is training, or nothing."""
    match node:
        case ast.Name(id=name):
            given = flow.arguments(node)
            if given:
                roles = {told(one, flow) for one in given}
                return roles.pop() if len(roles) == 1 else None
            match flow.bindings(node):
                case [ast.Assign(value=value)]:
                    return told(value, flow)
                case [_] if name == "mode" and isinstance(flow.holder(node), ast.FunctionDef):
                    return "mode"  # Nobody in the program calls a model_fn.
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            if _is_train(left):
                left, right = right, left
            if _is_train(right) and told(left, flow) == "mode":
                return TRAINING
    return None


def is_about(node: ast.AST, renderer: Renderer) -> bool:
    """Tells a comparison with the mode, and a choice by one."""
    match node:
        case ast.Compare(left=left, comparators=[right]):
            return "mode" in (renderer.role(left), renderer.role(right))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return is_about(renderer.value_of(operand), renderer)
        case ast.IfExp(test=test):
            return is_about(renderer.value_of(test), renderer)
    return False


def is_training(node: ast.expr, renderer: Renderer) -> bool:
    """Tells an expression that is true in training and false in all other modes."""
    node = renderer.value_of(node)
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            if renderer.role(right) == "mode":
                left, right = right, left
            return renderer.role(left) == "mode" and _is_train(right)
        case ast.Name():
            return renderer.role(node) == TRAINING
        case ast.IfExp(test=test, body=ast.Constant(value=True), orelse=ast.Constant(value=False)):
            return is_training(test, renderer)
    return False


def only_in_training(node: ast.expr, otherwise: object, renderer: Renderer) -> ast.expr | None:
    """Returns what an expression is in training, if it is a certain constant in all other modes."""
    match renderer.value_of(node):
        case ast.IfExp(test=test, body=body, orelse=ast.Constant(value=value)):
            if value == otherwise and is_training(test, renderer):
                return body
    return None


def training(call: Call, parameter: str, default: bool) -> str | None:
    """Returns the argument `training` of a layer; None where the layer follows Keras's own.

    Raises:
      Obstacle: it is not known when it trains.
    """
    node = call.args.get(parameter, ast.Constant(default))
    value = call.renderer.value_of(node)
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        return None if value.value and call.renderer.in_training else repr(value.value)
    if is_training(node, call.renderer):
        return None
    raise call.obstacle(f"{parameter} is not known to be whether the model is trained")


def _is_train(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(attr="TRAIN") | ast.Constant(value="train"):
            return True
    return False
