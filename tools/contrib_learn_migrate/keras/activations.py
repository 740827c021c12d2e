"""Activation functions, which layers take by name or as functions."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import MODEL, Call, is_none, name_rule, rule

_BY_NAME = ("relu", "relu6", "elu", "selu", "sigmoid", "tanh", "softplus", "softsign", "softmax")
_ACTIVATIONS = {f"tf.nn.{name}": name for name in _BY_NAME}
_ACTIVATIONS |= {"tf.sigmoid": "sigmoid", "tf.tanh": "tanh", "tf.identity": "linear"}
_ACTIVATIONS |= {"tf.exp": "exponential"}

for _symbol, _name in _ACTIVATIONS.items():
    if _name not in ("linear", "exponential"):
        name_rule(_symbol, f"keras.activations.{_name}", where=[MODEL])


def activation(call: Call, parameter: str = "activation_fn", default: str | None = None):
    """Returns a layer's activation as it takes it: by name where it has one; None for none."""
    if parameter not in call.args:
        return default and f"'{default}'"
    node = call.args[parameter]
    if is_none(node):
        return None
    reference = call.renderer.references.get(id(node))
    if reference and isinstance(node, ast.Attribute | ast.Name):
        name = _ACTIVATIONS.get(call.renderer.canonical(reference))
        if name:
            return f"'{name}'"
    return call.text(parameter)


@rule(*(s for s, name in _ACTIVATIONS.items() if name not in ("linear", "exponential")),
      takes="features name", where=[MODEL])  # fmt: skip
def applied(call: Call) -> str:
    name = _ACTIVATIONS[call.name]
    return f"keras.activations.{name}({call.text('features')})"
