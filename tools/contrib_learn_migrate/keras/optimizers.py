"""Optimizers: TF 1.15's, with its defaults said where Keras has others."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras import rules, schedules
from contrib_learn_migrate.keras.model_fns.paths import read_names
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text, is_docstring, rule

# What optimize_loss takes by name, and the symbols that they are.
BY_NAME = {
    "Adagrad": "tf.train.AdagradOptimizer",
    "Adam": "tf.train.AdamOptimizer",
    "Ftrl": "tf.train.FtrlOptimizer",
    "Momentum": "tf.train.MomentumOptimizer",
    "RMSProp": "tf.train.RMSPropOptimizer",
    "SGD": "tf.train.GradientDescentOptimizer",
}
_SYMBOLS = {
    *BY_NAME.values(),
    "tf.train.AdadeltaOptimizer",
    "tf.train.AdagradDAOptimizer",
    "tf.train.ProximalAdagradOptimizer",
    "tf.train.ProximalGradientDescentOptimizer",
}


@rule("tf.train.GradientDescentOptimizer", takes="learning_rate use_locking name")
def sgd(call: Call, **more: str) -> str:
    return call_text("keras.optimizers.SGD", call.text("learning_rate"), **more)


@rule("tf.train.MomentumOptimizer", takes="learning_rate momentum use_locking name use_nesterov")
def momentum(call: Call, **more: str) -> str:
    """Where the rate changes, TF 1.15 multiplies the sum of gradients by today's."""
    nesterov = "True" if call.literal("use_nesterov", False) else None
    function = "keras.optimizers.SGD"
    if _changes(call):
        call.renderer.helpers.add("momentum")
        function = "Momentum"
    return call_text(
        function,
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
    return call_text(
        "keras.optimizers.Adagrad",
        call.text("learning_rate"),
        **_given(call, "initial_accumulator_value"),
        **more,
    )


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


@rule("tf.train.AdadeltaOptimizer", takes="learning_rate rho epsilon use_locking name")
def adadelta(call: Call, **more: str) -> str:
    return call_text(
        "keras.optimizers.Adadelta",
        call.text("learning_rate", "0.001"),
        **_given(call, "rho"),
        epsilon=call.text("epsilon", "1e-8"),
        **more,
    )


@rule(
    "tf.train.RMSPropOptimizer",
    takes="learning_rate decay momentum epsilon use_locking centered name",
)
def rmsprop(call: Call, **more: str) -> str:
    """TF 1.15's mean of squares begins at one, Keras's at zero."""
    call.renderer.helpers.add("rmsprop")
    return call_text(
        "RMSProp",
        call.text("learning_rate"),
        rho=call.text("decay") if call.has("decay") else None,
        **_given(call, "momentum"),
        epsilon=call.text("epsilon", "1e-10"),
        **_given(call, "centered"),
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
    given = _given(
        call,
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
    )
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
    node = renderer.value_of(node)
    if isinstance(node, ast.Constant) and node.value in BY_NAME:
        return _made(BY_NAME[node.value], node, renderer, rate, more)
    if isinstance(node, ast.Call) and renderer.symbol(node) in _SYMBOLS:
        return _made(renderer.symbol(node), node, renderer, None, more)
    if isinstance(node, ast.Attribute | ast.Name) and id(node) in renderer.references:
        symbol = renderer.canonical(renderer.references[id(node)])
        if symbol in _SYMBOLS:
            return _made(symbol, node, renderer, rate, more)
    if isinstance(node, ast.Lambda):
        names = [arg.arg for arg in node.args.args]
        if not names:
            return optimizer(node.body, renderer, None, **more)
        if len(names) == 1 and rate is not None and isinstance(node.body, ast.Call):
            symbol = renderer.symbol(node.body)
            if symbol in _SYMBOLS:
                return _made(symbol, node.body, renderer, None, more, {names[0]: rate})
    if isinstance(node, ast.Name) and id(node) not in renderer.references:
        match renderer.function(node):
            case ast.FunctionDef(body=[*steps, ast.Return(value=ast.Call() as made)]) as function:
                symbol = renderer.symbol(made)
                if symbol in _SYMBOLS and not ast.unparse(function.args):
                    return _made(symbol, made, renderer, None, more, _assigned(steps, renderer))
    raise Obstacle(node, "optimizer", "it is none whose steps are known to be Keras's")


def decayed(call: Call, rate: ast.expr, function: ast.expr) -> str:
    """Returns the text of what a ``learning_rate_decay_fn`` makes of a learning rate.

    Raises:
      Obstacle: it is none of TensorFlow's decays.
    """
    renderer = call.renderer
    function = renderer.value_of(function)
    if isinstance(function, ast.Name) and id(function) not in renderer.references:
        function = renderer.function(function)
    match function:
        case ast.FunctionDef(body=[*_, ast.Return(value=ast.Call() as body)]):
            pass
        case ast.Lambda(body=ast.Call() as body):
            pass
        case _:
            raise call.obstacle("learning_rate_decay_fn is not known to be a decay of TensorFlow's")
    names = [arg.arg for arg in function.args.args]
    symbol = renderer.symbol(body)
    if len(names) != 2 or symbol not in schedules.SYMBOLS:
        raise call.obstacle("learning_rate_decay_fn is not known to be a decay of TensorFlow's")
    given = {names[0]: rate, names[1]: ast.Name(schedules.STEP)}
    decay = rules.rule_for(symbol, renderer.where).function
    return decay(_bound(body, symbol, renderer, given))


def _made(symbol, node, renderer, rate, more, given=None) -> str:
    if isinstance(node, ast.Call):
        call = _bound(node, symbol, renderer, given or {})
    else:
        if rate is None:
            raise Obstacle(node, symbol, "its learning rate is not given")
        call = Call(node, symbol, {"learning_rate": rate}, renderer)
        if symbol == "tf.train.MomentumOptimizer":
            call.args["momentum"] = ast.Constant(0.9)
    return rules.rule_for(symbol, renderer.where).function(call, **more)


def _bound(node: ast.Call, symbol: str, renderer: Renderer, given: dict[str, ast.expr]) -> Call:
    """Returns a call in a function, with what is given for its parameters."""
    call = renderer.bound(node, symbol, rules.rule_for(symbol, renderer.where).takes)
    call.args = {
        name: given.get(arg.id, arg) if isinstance(arg, ast.Name) else arg
        for name, arg in call.args.items()
    }
    return call


def _assigned(steps: list[ast.stmt], renderer: Renderer) -> dict[str, ast.expr]:
    """Returns what statements assign to variables, none of which is made of another.

    Raises:
      Obstacle: there are other statements.
    """
    found: dict[str, ast.expr] = {}
    for step in steps:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if read_names(value) & {
                    n for n in found if not schedules.is_step(found[n], renderer)
                }:
                    raise Obstacle(step, "optimizer", "it is made in several steps")
                found[name] = value
            case _ if not is_docstring(step):
                raise Obstacle(step, "optimizer", "it is made in several steps")
    return found


def _given(call: Call, *names: str) -> dict[str, str]:
    return {name: call.text(name) for name in names if call.has(name)}


def _changes(call: Call) -> bool:
    """Tells whether the learning rate is a schedule."""
    if call.text("learning_rate").startswith("keras.optimizers.schedules."):
        return True
    node = call.renderer.value_of(call.args["learning_rate"])
    return isinstance(node, ast.Call) and call.renderer.symbol(node) in schedules.SYMBOLS
