"""Variables that a program makes itself: weights of layers that have nothing else."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.layer_names import name_of
from contrib_learn_migrate.keras.layers.common import trainable
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

_RANDOM = {
    "tf.random_normal": ("shape mean stddev dtype seed name", "RandomNormal"),
    "tf.random.normal": ("shape mean stddev dtype seed name", "RandomNormal"),
    "tf.truncated_normal": ("shape mean stddev dtype seed name", "TruncatedNormal"),
    "tf.random.truncated_normal": ("shape mean stddev dtype seed name", "TruncatedNormal"),
    "tf.random_uniform": ("shape minval maxval dtype seed name", "RandomUniform"),
    "tf.random.uniform": ("shape minval maxval dtype seed name", "RandomUniform"),
}
_DEFAULTS = {"minval": "0", "maxval": "1.0", "stddev": "1.0"}


@rule(
    "tf.get_variable",
    takes="name shape dtype initializer regularizer trainable collections caching_device "
    "partitioner validate_shape use_resource custom_getter constraint synchronization aggregation",
    where=[MODEL],
)
def get_variable(call: Call) -> str:
    call.refuse("collections", "custom_getter", "constraint")
    initializer = call.text("initializer") if call.has("initializer") else "'glorot_uniform'"
    return _weight(call, call.text("shape"), initializer)


@rule(
    "tf.Variable",
    takes="initial_value trainable collections validate_shape caching_device name variable_def "
    "dtype expected_shape import_scope constraint use_resource synchronization aggregation shape",
    where=[MODEL],
)
def variable(call: Call) -> str:
    call.refuse("collections", "constraint", "variable_def")
    shape, initializer = _initial_value(call.args["initial_value"], call)
    return _weight(call, shape, initializer)


def _weight(call: Call, shape: str, initializer: str) -> str:
    if call.text("dtype", "'float32'") not in ("'float32'", "None"):
        raise call.obstacle("it is not of float32")
    call.renderer.helpers.add("weight")
    layer = call_text(
        "Weight",
        shape,
        initializer,
        regularizer=call.text("regularizer") if call.has("regularizer") else None,
        trainable=trainable(call),
        name=name_of(call, "name"),
    )
    return call_text(layer, _features(call))


def _initial_value(node: ast.expr, call: Call) -> tuple[str, str]:
    """Returns the shape and the initializer of the first value of a variable."""
    symbol = call.renderer.symbol(node)
    if symbol in ("tf.zeros", "tf.ones"):
        made = call.renderer.bound(node, symbol, ("shape", "dtype", "name"))
        return made.text("shape"), f"'{symbol.removeprefix('tf.')}'"
    if symbol == "tf.constant":
        made = call.renderer.bound(node, symbol, ("value", "dtype", "shape", "name"))
        if made.has("shape"):
            return made.text("shape"), f"keras.initializers.Constant({made.text('value')})"
    if symbol in _RANDOM:
        takes, keras = _RANDOM[symbol]
        made = call.renderer.bound(node, symbol, tuple(takes.split()))
        names = [name for name in takes.split()[1:3] if made.has(name) or name in _DEFAULTS]
        given = {name: made.text(name, _DEFAULTS.get(name)) for name in names}
        seed = made.text("seed") if made.has("seed") else None
        return made.text("shape"), call_text(f"keras.initializers.{keras}", **given, seed=seed)
    raise call.obstacle("its first value is not known to be an initializer's")


def _features(call: Call) -> str:
    """Returns the features' name: even a layer without inputs has to come after the model's."""
    for function in ast.walk(call.renderer.file.tree):
        if isinstance(function, ast.FunctionDef) and call.node in ast.walk(function):
            for parameter in function.args.args:
                if call.renderer.role(ast.Name(parameter.arg)) == "features":
                    return parameter.arg
    raise call.obstacle("it stands in no model_fn")
