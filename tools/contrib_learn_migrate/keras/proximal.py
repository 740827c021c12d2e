"""Optimizers that Keras has not: they regularize weights as a part of the step."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, call_text, rule

_STRENGTHS = ("l1_regularization_strength", "l2_regularization_strength")
_STEP = ("tf.train.get_global_step", "tf.train.get_or_create_global_step")
_STEPS = (*_STEP, *(name.replace("tf.train", "tf.contrib.framework") for name in _STEP))


@rule(
    "tf.train.ProximalAdagradOptimizer",
    takes="learning_rate initial_accumulator_value l1_regularization_strength "
    "l2_regularization_strength use_locking name",
)
def proximal_adagrad(call: Call, **more: str) -> str:
    return _made(call, "proximal_adagrad", "ProximalAdagrad", more)


@rule(
    "tf.train.ProximalGradientDescentOptimizer",
    takes="learning_rate l1_regularization_strength l2_regularization_strength use_locking name",
)
def proximal_gradient_descent(call: Call, **more: str) -> str:
    return _made(call, "proximal_sgd", "ProximalSGD", more)


@rule(
    "tf.train.AdagradDAOptimizer",
    takes="learning_rate global_step initial_gradient_squared_accumulator_value "
    "l1_regularization_strength l2_regularization_strength use_locking name",
)
def adagrad_da(call: Call, **more: str) -> str:
    step = call.renderer.value_of(call.args.get("global_step", ast.Constant(None)))
    if call.renderer.symbol(step) not in _STEPS:
        raise call.obstacle("its global_step is not known to be the model's")
    initial = "initial_gradient_squared_accumulator_value"
    if call.has(initial):
        call.args["initial_accumulator_value"] = call.args[initial]
    return _made(call, "adagrad_da", "AdagradDA", more)


def _made(call: Call, helper: str, function: str, more: dict[str, str]) -> str:
    call.renderer.helpers.add(helper)
    names = ("initial_accumulator_value", *_STRENGTHS)
    given = {name: call.text(name) for name in names if call.has(name)}
    return call_text(function, call.text("learning_rate"), **given, **more)
