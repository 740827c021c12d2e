"""Operations element by element."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, name_rule, rule

# By the names of their parameters; Keras's own name stands behind a colon where it differs.
_SAME = {
    "x": "abs ceil cos erf exp expm1 floor log log1p logical_not negative round rsqrt sign sin "
    "sqrt square tan is_nan:isnan is_inf:isinf is_finite:isfinite",
    "x y": "add equal greater greater_equal less less_equal logical_and logical_or maximum "
    "minimum multiply not_equal pow:power subtract floormod:mod mod floordiv:floor_divide",
}
_KERAS = {
    f"{space}.{name.partition(':')[0]}": (parameters, name.partition(":")[2] or name)
    for parameters, names in _SAME.items()
    for name in names.split()
    for space in ("tf", "tf.math")
}

for _symbol, (_parameters, _keras) in _KERAS.items():
    name_rule(_symbol, f"keras.ops.{_keras}", where=[MODEL])

    @rule(_symbol, takes=f"{_parameters} name", where=[MODEL])
    def same(call: Call) -> str:
        parameters, keras = _KERAS[call.name]
        return call_text(f"keras.ops.{keras}", *map(call.text, parameters.split()))


@rule("tf.divide", "tf.truediv", "tf.math.divide", "tf.math.truediv", "tf.realdiv",
      takes="x y name", where=[MODEL])  # fmt: skip
def divide(call: Call) -> str:
    return call_text("keras.ops.divide", call.text("x"), call.text("y"))


@rule("tf.squared_difference", "tf.math.squared_difference", takes="x y name", where=[MODEL])
def squared_difference(call: Call) -> str:
    return f"keras.ops.square({operand(call, 'x')} - {operand(call, 'y')})"


@rule("tf.clip_by_value", takes="t clip_value_min clip_value_max name", where=[MODEL])
def clip_by_value(call: Call) -> str:
    return call_text("keras.ops.clip", *map(call.text, ("t", "clip_value_min", "clip_value_max")))


@rule("tf.identity", "tf.convert_to_tensor", takes="input name", where=[MODEL])
def identity(call: Call) -> str:
    return operand(call, "input")


@rule("tf.stop_gradient", takes="input name", where=[MODEL])
def stop_gradient(call: Call) -> str:
    return call_text("keras.ops.stop_gradient", call.text("input"))


@rule("tf.add_n", "tf.math.add_n", takes="inputs name", where=[MODEL])
def add_n(call: Call) -> str:
    return call_text("sum", call.text("inputs"))


@rule("tf.where", takes="condition x y name", where=[MODEL])
def where(call: Call) -> str:
    """TF 1.15 took whole rows where the condition was a vector."""
    if not (call.has("x") and call.has("y")):
        raise call.obstacle("it asks where a condition holds")
    asked = {n.id for n in ast.walk(call.args["condition"]) if isinstance(n, ast.Name)}
    given = {n.id for name in ("x", "y") for n in ast.walk(call.args[name])
             if isinstance(n, ast.Name)}  # fmt: skip
    if not asked & given:
        raise call.obstacle("its condition is not known to have the shape of what it chooses from")
    return call_text("keras.ops.where", *map(call.text, ("condition", "x", "y")))


def operand(call: Call, name: str) -> str:
    """Returns an argument as it has to stand beside an operator."""
    node = call.args[name]
    text = call.text(name)
    binds_less = ast.BinOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Lambda | ast.UnaryOp
    return f"({text})" if isinstance(node, binds_less) else text
