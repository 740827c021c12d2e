"""Optimizers: TF 1.15's, with its defaults said where Keras has others."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text, rule

# What optimize_loss takes by name, and the symbols that they are.
BY_NAME = {
    "Adagrad": "tf.train.AdagradOptimizer",
    "Adam": "tf.train.AdamOptimizer",
    "Ftrl": "tf.train.FtrlOptimizer",
    "Momentum": "tf.train.MomentumOptimizer",
    "RMSProp": "tf.train.RMSPropOptimizer",
    "SGD": "tf.train.GradientDescentOptimizer",
}
_CLIP_BY_GLOBAL_NORM = "global_clipnorm"


@rule("tf.train.GradientDescentOptimizer", takes="learning_rate use_locking name")
def sgd(call: Call, **more: str) -> str:
    return call_text("keras.optimizers.SGD", call.text("learning_rate"), **more)


@rule("tf.train.MomentumOptimizer", takes="learning_rate momentum use_locking name use_nesterov")
def momentum(call: Call, **more: str) -> str:
    nesterov = "True" if call.literal("use_nesterov", False) else None
    return call_text(
        "keras.optimizers.SGD",
        call.text("learning_rate"),
        momentum=call.text("momentum"),
        nesterov=nesterov,
        **more,
    )


@rule(
    "tf.train.AdagradOptimizer",
    takes="learning_rate initial_accumulator_value use_locking name",
)
def adagrad(call: Call, **more: str) -> str:
    given = "initial_accumulator_value"
    more |= {given: call.text(given)} if call.has(given) else {}
    return call_text("keras.optimizers.Adagrad", call.text("learning_rate"), **more)


@rule("tf.train.AdamOptimizer", takes="learning_rate beta1 beta2 epsilon use_locking name")
def adam(call: Call, **more: str) -> str:
    return call_text(
        "keras.optimizers.Adam",
        call.text("learning_rate", "0.001"),
        beta_1=call.text("beta1") if call.has("beta1") else None,
        beta_2=call.text("beta2") if call.has("beta2") else None,
        epsilon=call.text("epsilon", "1e-8"),
        **more,
    )


@rule(
    "tf.train.FtrlOptimizer",
    takes="learning_rate learning_rate_power initial_accumulator_value "
    "l1_regularization_strength l2_regularization_strength use_locking name "
    "accum_name linear_name l2_shrinkage_regularization_strength",
)
def ftrl(call: Call, **more: str) -> str:
    call.refuse("accum_name", "linear_name")
    same = (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
    )
    given = {name: call.text(name) for name in same if call.has(name)}
    return call_text("keras.optimizers.Ftrl", call.text("learning_rate"), **given, **more)


def optimizer(node: ast.expr, renderer: Renderer, rate: ast.expr | None = None, **more: str) -> str:
    """Returns the Keras optimizer that an argument of optimize_loss or of an estimator is.

    Args:
      node: an optimizer, its name, its class, or a function of the learning rate.
      renderer: what renders the place.
      rate: the learning rate, for a name or a class.
      **more: texts of further arguments, such as ``global_clipnorm``.

    Raises:
      Obstacle: it is none that is known.
    """
    if isinstance(node, ast.Constant) and node.value in BY_NAME:
        return _made(BY_NAME[node.value], node, renderer, rate, more)
    if isinstance(node, ast.Call) and renderer.symbol(node) in BY_NAME.values():
        return _made(renderer.symbol(node), node, renderer, None, more)
    if isinstance(node, ast.Attribute | ast.Name) and id(node) in renderer.references:
        symbol = renderer.canonical(renderer.references[id(node)])
        if symbol in BY_NAME.values():
            return _made(symbol, node, renderer, rate, more)
    if isinstance(node, ast.Lambda) and not node.args.args:
        return optimizer(node.body, renderer, None, **more)
    raise Obstacle(node, "optimizer", "it is none whose steps are known to be Keras's")


def _made(symbol, node, renderer, rate, more) -> str:
    from contrib_learn_migrate.keras import rules

    found = rules.rule_for(symbol, renderer.where)
    if isinstance(node, ast.Call):
        call = renderer.bound(node, symbol, found.takes)
    else:
        if rate is None:
            raise Obstacle(node, symbol, "its learning rate is not given")
        call = Call(node, symbol, {"learning_rate": rate}, renderer)
        if symbol == "tf.train.MomentumOptimizer":
            call.args["momentum"] = ast.Constant(0.9)
    return found.function(call, **more)
