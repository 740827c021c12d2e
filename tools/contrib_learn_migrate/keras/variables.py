"""Variables by their TF 1.15 names, as weights of layers."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Obstacle
from contrib_learn_migrate.keras.survey import Use

_WEIGHTS = {
    "weights": "kernel", "kernel": "kernel", "weight": "kernel", "biases": "bias", "bias": "bias",
    "bias_weight": "bias", "embeddings": "embeddings",
}  # fmt: skip
_TABLES = {"EmbeddingBag", "keras.layers.Embedding"}


def value(program, use: Use) -> str:
    """Returns what `get_variable_value` becomes."""
    call = use.call
    name = call.literal("name")
    own = name.replace("/", "_")
    if {_kind(made.model.built.build, own) for made in use.made} == {"Weight"}:
        layer, attribute = own, "weight"  # Of a variable that no layer made.
    else:
        scope, _, weight = name.rpartition("/")
        layer = scope.replace("/", "_")
        kinds = {_kind(made.model.built.build, layer) for made in use.made}
        if len(kinds) != 1 or None in kinds or weight not in _WEIGHTS:
            raise Obstacle(call.node, f"variable {name}", "it is not known whose weight it is")
        attribute = "embeddings" if kinds <= _TABLES else _WEIGHTS[weight]
    return f"{program.model(use)}.get_layer({layer!r}).{attribute}.numpy()"


def names(program, use: Use) -> str:
    """Raises an Obstacle: programs look for names that Keras does not have."""
    raise use.call.obstacle("Keras has other names for its weights")


def _kind(build: str, name: str) -> str | None:
    """The class of the one layer of a name in the function that builds a model."""
    found = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(build.strip()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "name"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value == name
    ]
    return found[0] if len(found) == 1 else None
