"""What the rules of all layers of tf.contrib.layers share."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from contrib_learn_migrate.keras import modes
from contrib_learn_migrate.keras.activations import activation
from contrib_learn_migrate.keras.layer_names import path_of, quoted
from contrib_learn_migrate.keras.rules import MODEL, Call, Layers, call_text, rule

# The texts of layers, each applied to what the one before it returns.
Chain = list[str]

OF_WEIGHTS = (
    "activation_fn normalizer_fn normalizer_params weights_initializer weights_regularizer "
    "biases_initializer biases_regularizer reuse variables_collections outputs_collections "
    "trainable scope"
)


class LayerRule(NamedTuple):
    """What a layer function becomes.

    Attributes:
      chain: returns the Keras layers, by the call and the names of its scopes.
      takes: the function's parameters.
      kind: the name of its scope where none is given.
    """

    chain: Callable[[Call, list[str]], Chain]
    takes: tuple[str, ...]
    kind: str | None


LAYERS: dict[str, LayerRule] = {}


def layer(*symbols: str, takes: str, kind: str | None = None, scope: str = "scope") -> Callable:
    """Registers what layer functions become, both where they are called and where they are given.

    Args:
      *symbols: the functions.
      takes: their parameters, of which the first is the inputs.
      kind: the name of their scope where none is given, ``{}`` if it is their own; None if they
        have no variables, and the Keras layer needs no name.
      scope: the parameter that is the name.
    """

    def register(chain: Callable[[Call, list[str]], Chain]) -> Callable[[Call, list[str]], Chain]:
        inputs = takes.split()[0]

        @rule(*symbols, takes=takes, where=[MODEL])
        def applied(call: Call) -> str:
            check_scope(call)
            its_kind = LAYERS[call.name].kind
            path = path_of(call, scope, its_kind) if its_kind else []
            return chained(call.text(inputs), chain(call, path))

        for symbol in symbols:
            own = kind and kind.format(symbol.rpartition(".")[2])
            LAYERS[symbol] = LayerRule(chain, tuple(takes.split()), own)
        return chain

    return register


def chained(inputs: str, layers: Chain) -> str:
    """Returns layers applied to inputs."""
    return f"{layers[0]}({inputs})" if len(layers) == 1 else Layers(inputs, *layers)


def in_mode(layer: str, call: Call, parameter: str, default: bool) -> str:
    """Returns a layer that is in training when the argument of its call says.

    A model overrides what its layers were told when they were applied.

    Raises:
      Obstacle: it is not known when that is.
    """
    training = modes.training(call, parameter, default)
    if training is None:
        return layer
    call.renderer.helpers.add("fixed_mode")
    return call_text("FixedMode", layer, training=training)


def named(path: list[str]) -> str | None:
    """Returns the text of the name of a layer in these scopes; None in none."""
    return quoted("_".join(path), path) if path else None


def check_scope(call: Call) -> None:
    """Refuses what ties a layer to more than its own variables.

    Raises:
      Obstacle: it shares variables, or puts things where TensorFlow 1 looks for them.
    """
    if call.literal("reuse", None):
        raise call.obstacle("it shares the variables of another layer")
    for name in ("variables_collections", "outputs_collections"):
        # What the program itself takes from its own collections is an obstacle there.
        if "GraphKeys" in ast.dump(call.args.get(name, ast.Constant(None))):
            raise call.obstacle(f"{name} has no counterpart")


def weights(call: Call, kernels: tuple[str, ...] = ("kernel",)) -> dict[str, str | None]:
    """Returns Keras's arguments for what tf.contrib.layers says of weights and biases."""
    given = {f"{kernel}_initializer": "weights_initializer" for kernel in kernels}
    given |= {f"{kernel}_regularizer": "weights_regularizer" for kernel in kernels}
    given |= {"bias_initializer": "biases_initializer", "bias_regularizer": "biases_regularizer"}
    texts = {new: call.text(old) for new, old in given.items() if call.has(old)}
    if call.has("pointwise_initializer"):
        texts["pointwise_initializer"] = call.text("pointwise_initializer")
    if call.has("normalizer_fn") or not has_bias(call):
        texts = {new: text for new, text in texts.items() if not new.startswith("bias")}
    is_default = {"bias_initializer": "'zeros'"}
    is_default |= {f"{kernel}_initializer": "'glorot_uniform'" for kernel in kernels}
    return {new: text for new, text in texts.items() if is_default.get(new) != text}


def has_bias(call: Call) -> bool:
    """Tells whether a layer without a normalizer has a bias."""
    return "biases_initializer" not in call.args or call.has("biases_initializer")


def trainable(call: Call) -> str | None:
    """Returns the argument `trainable`, if it is not the default."""
    text = call.text("trainable", "True")
    return None if text == "True" else text


def weighted(
    call: Call,
    path: list[str],
    keras: str,
    *args: str,
    default: str | None = "relu",
    kernels: tuple[str, ...] = ("kernel",),
    **more: str | None,
) -> Chain:
    """Returns a layer of weights with its bias, its normalizer and its activation.

    Args:
      call: the call of the layer function.
      path: the names of its scopes.
      keras: the Keras layer, such as ``keras.layers.Dense``.
      *args: texts of the layer's first arguments.
      default: the activation where none is given.
      kernels: what Keras calls the weights.
      **more: texts of further arguments.
    """
    is_normalized = call.has("normalizer_fn")
    by_itself = None if is_normalized else activation(call, default=default)
    own = call_text(
        keras,
        *args,
        **more,
        activation=by_itself,
        use_bias="False" if is_normalized or not has_bias(call) else None,
        **weights(call, kernels),
        trainable=trainable(call),
        name=named(path),
    )
    if not is_normalized:
        return [own]
    return [own, *_normalizer(call, path), *activated(call, default=default)]


def activated(call: Call, parameter: str = "activation_fn", default: str | None = None) -> Chain:
    """Returns the layer of an activation; none for none."""
    text = activation(call, parameter, default)
    return [] if text is None else [f"keras.layers.Activation({text})"]


def _normalizer(call: Call, path: list[str]) -> Chain:
    function = call.args["normalizer_fn"]
    symbol = symbol_of(function, call)
    found = LAYERS.get(symbol)
    if found is None:
        raise call.obstacle(f"its normalizer_fn {ast.unparse(function)} is none that is known")
    params = dict_of(call, "normalizer_params")
    inner = call.renderer.completed(Call(call.node, symbol, params, call.renderer))
    if inner.args.keys() - set(found.takes):
        raise call.obstacle("normalizer_params has more than the normalizer takes")
    kind = inner.literal("scope", found.kind)
    return found.chain(inner, [*path, kind] if path and found.kind else [])


def symbol_of(node: ast.expr, call: Call) -> str:
    """Returns the symbol that an argument is; empty if it is none."""
    node = call.renderer.value_of(node)
    reference = call.renderer.references.get(id(node))
    is_name = reference and isinstance(node, ast.Attribute | ast.Name)
    return call.renderer.canonical(reference) if is_name else ""


def dict_of(call: Call, name: str) -> dict[str, ast.expr]:
    """Returns the entries of an argument that is a dict.

    Raises:
      Obstacle: it is not known what is in it.
    """
    if not call.has(name):
        return {}
    match call.renderer.value_of(call.args[name]):
        case ast.Dict(keys=keys, values=values) if all(
            isinstance(key, ast.Constant) for key in keys
        ):
            return dict(zip((key.value for key in keys), values, strict=True))
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords) if all(
            keyword.arg for keyword in keywords
        ):
            return {keyword.arg: keyword.value for keyword in keywords}
    raise call.obstacle(f"it is not known what is in {name}")
