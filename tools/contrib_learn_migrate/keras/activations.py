"""Activation functions: layers take them by name or as functions, and programs call them."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, is_none, name_rule, rule

# Keras has these by the same names, as activations and as operations.
_OF_X = ("log_sigmoid", "sigmoid", "tanh")
_OF_FEATURES = ("elu", "relu", "relu6", "selu", "softplus", "softsign", "silu")
_NAMES = (*_OF_X, *_OF_FEATURES, "leaky_relu", "log_softmax", "softmax")
_SYMBOLS = {f"{space}.{name}": name for name in _NAMES for space in ("tf", "tf.math", "tf.nn")}
_SYMBOLS["tf.nn.swish"] = "silu"

for _symbol, _name in _SYMBOLS.items():
    name_rule(_symbol, f"keras.activations.{_name}", where=[MODEL])


def activation(
    call: Call, parameter: str = "activation_fn", default: str | None = None
) -> str | None:
    """Returns a layer's activation as it takes it: by name where it has one; None for none."""
    if parameter not in call.args:
        return default and f"'{default}'"
    node = call.args[parameter]
    if is_none(node):
        return None
    reference = call.renderer.references.get(id(node))
    if reference and isinstance(node, ast.Attribute | ast.Name):
        symbol = call.renderer.canonical(reference)
        if symbol in _SYMBOLS:
            return f"'{_SYMBOLS[symbol]}'"
        if symbol == "tf.identity":
            return None
    return call.text(parameter)


@rule(*(s for s, name in _SYMBOLS.items() if name in _OF_X), takes="x name", where=[MODEL])
@rule(
    *(s for s, name in _SYMBOLS.items() if name in _OF_FEATURES),
    takes="features name",
    where=[MODEL],
)
def applied(call: Call) -> str:
    (tensor,) = call.args.keys() & {"x", "features"}
    return call_text(f"keras.ops.{_SYMBOLS[call.name]}", call.text(tensor))


@rule("tf.nn.softmax", "tf.nn.log_softmax", takes="logits axis name dim", where=[MODEL])
def softmax(call: Call) -> str:
    axis = next((call.text(name) for name in ("axis", "dim") if call.has(name)), None)
    return call_text(f"keras.ops.{_SYMBOLS[call.name]}", call.text("logits"), axis=axis)


@rule("tf.nn.leaky_relu", takes="features alpha name", where=[MODEL])
def leaky_relu(call: Call) -> str:
    alpha = call.text("alpha") if call.has("alpha") else None
    return call_text("keras.ops.leaky_relu", call.text("features"), alpha)
