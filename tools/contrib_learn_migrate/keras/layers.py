"""tf.contrib.layers' layers, which are functions of tensors, as layers applied to them."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.activations import activation
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

_DENSE = (
    "inputs num_outputs activation_fn normalizer_fn normalizer_params weights_initializer "
    "weights_regularizer biases_initializer biases_regularizer reuse variables_collections "
    "outputs_collections trainable scope"
)


def name_of(call: Call, parameter: str = "scope") -> str | None:
    """Returns the text of a layer's name: that of its scope, and of those around it.

    Raises:
      Obstacle: the scope is no literal, so that it may have a '/'.
    """
    if not call.has(parameter):
        return None
    scopes = [*call.renderer.scopes, call.literal(parameter)]
    return repr("_".join(scopes).replace("/", "_"))


def weights(call: Call, keras: str = "kernel") -> dict[str, str | None]:
    """Returns Keras's arguments for what tf.contrib.layers says of weights and biases."""
    given = {
        f"{keras}_initializer": "weights_initializer",
        f"{keras}_regularizer": "weights_regularizer",
        "bias_initializer": "biases_initializer",
        "bias_regularizer": "biases_regularizer",
    }
    texts = {new: call.text(old) for new, old in given.items() if call.has(old)}
    defaults = {f"{keras}_initializer": "'glorot_uniform'", "bias_initializer": "'zeros'"}
    return {new: text for new, text in texts.items() if defaults.get(new) != text}


@rule("tf.contrib.layers.fully_connected", takes=_DENSE, where=[MODEL])
def fully_connected(call: Call) -> str:
    return dense(call, "relu")


@rule("tf.contrib.layers.relu", takes=_DENSE, where=[MODEL])
def relu(call: Call) -> str:
    return dense(call, "relu")


@rule("tf.contrib.layers.linear", takes=_DENSE, where=[MODEL])
def linear(call: Call) -> str:
    return dense(call, None)


def dense(call: Call, default_activation: str | None) -> str:
    """Returns a Dense layer applied to the inputs."""
    return f"{dense_layer(call, default_activation, name_of(call))}({call.text('inputs')})"


def dense_layer(call: Call, default_activation: str | None, name: str | None) -> str:
    """Returns a Dense layer."""
    call.refuse("normalizer_fn", "reuse", "variables_collections", "outputs_collections")
    has_bias = "biases_initializer" not in call.args or call.has("biases_initializer")
    return call_text(
        "keras.layers.Dense",
        call.text("num_outputs"),
        activation=activation(call, default=default_activation),
        use_bias=None if has_bias else "False",
        **weights(call),
        name=name,
    )


@rule("tf.contrib.layers.stack", takes=f"inputs layer stack_args {_DENSE}", where=[MODEL])
def stack(call: Call) -> str:
    """Layers one after the other, of which each has its scope in that of the stack."""
    layer = call.args["layer"]
    reference = call.renderer.references.get(id(layer))
    symbol = call.renderer.canonical(reference) if reference else ""
    if symbol != "tf.contrib.layers.fully_connected":
        raise call.obstacle("it is a stack of something other than fully_connected")
    scope = call.literal("scope", "stack")
    one = dict(call.args, num_outputs=ast.Name("units"), inputs=ast.Name("x"))
    del one["layer"], one["stack_args"]
    one.pop("scope", None)
    text = dense_layer(
        Call(call.node, symbol, one, call.renderer), "relu", name=f"f'{scope}_{scope}_{{i}}'"
    )
    numbered = f"for i, units in enumerate({call.text('stack_args')}, 1)"
    return f"keras.Sequential([{text} {numbered}])({call.text('inputs')})"
