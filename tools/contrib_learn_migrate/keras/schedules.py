"""Learning rates that change with the steps."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, call_text, rule

_STEPS = (
    "tf.train.get_global_step",
    "tf.train.get_or_create_global_step",
    "tf.contrib.framework.get_global_step",
    "tf.contrib.framework.get_or_create_global_step",
    "tf.train.create_global_step",
    "tf.contrib.framework.create_global_step",
)
_RATE = "learning_rate global_step decay_steps"
_DECAYS = {
    "exponential_decay": (f"{_RATE} decay_rate staircase name", "ExponentialDecay"),
    "inverse_time_decay": (f"{_RATE} decay_rate staircase name", "InverseTimeDecay"),
    "polynomial_decay": (f"{_RATE} end_learning_rate power cycle name", "PolynomialDecay"),
    "cosine_decay": (f"{_RATE} alpha name", "CosineDecay"),
}
_PIECEWISE = ("tf.train.piecewise_constant", "tf.train.piecewise_constant_decay")
SYMBOLS = {f"tf.train.{name}" for name in _DECAYS} | set(_PIECEWISE)

for _name, (_takes, _keras) in _DECAYS.items():

    @rule(f"tf.train.{_name}", takes=_takes)
    def decay(call: Call, keras=_keras, takes=_takes) -> str:
        _check_step(call, "global_step")
        given = [name for name in takes.split()[3:-1] if call.has(name)]
        return call_text(
            f"keras.optimizers.schedules.{keras}",
            call.text("learning_rate"),
            call.text("decay_steps"),
            **{name: call.text(name) for name in given},
        )


@rule(*_PIECEWISE, takes="x boundaries values name")
def piecewise(call: Call) -> str:
    _check_step(call, "x")
    keras = "keras.optimizers.schedules.PiecewiseConstantDecay"
    return call_text(keras, call.text("boundaries"), call.text("values"))


def is_step(node: ast.expr, renderer) -> bool:
    """Tells whether an expression is the global step, which Keras's optimizers count."""
    return isinstance(node, ast.Call) and renderer.symbol(node) in _STEPS


def _check_step(call: Call, parameter: str) -> None:
    """Raises an Obstacle unless a decay is of the steps that Keras counts."""
    node = call.renderer.value_of(call.args[parameter])
    if is_step(node, call.renderer) or getattr(node, "id", None) == STEP:
        return
    raise call.obstacle(f"{parameter} is not known to be the global step")


STEP = "<global_step>"  # How a function's parameter is called that is the global step.
