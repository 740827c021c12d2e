"""Layers without weights."""

from __future__ import annotations

from contrib_learn_migrate.keras.layers.common import Chain, activated, check_scope, layer, named
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule


@layer("tf.contrib.layers.flatten", takes="inputs outputs_collections scope")
@layer("tf.layers.flatten", takes="inputs name data_format")
def flatten(call: Call, path: list[str]) -> Chain:
    call.refuse("data_format")
    return ["keras.layers.Flatten()"]


@rule("tf.contrib.layers.softmax", takes="logits scope", where=[MODEL])
def softmax(call: Call) -> str:
    return call_text("keras.ops.softmax", call.text("logits"))


@rule(
    "tf.contrib.layers.one_hot_encoding",
    takes="labels num_classes on_value off_value outputs_collections scope",
    where=[MODEL],
)
def one_hot_encoding(call: Call) -> str:
    check_scope(call)
    if (call.literal("on_value", 1.0), call.literal("off_value", 0.0)) != (1.0, 0.0):
        raise call.obstacle("its values are not 1 and 0")
    return call_text("keras.ops.one_hot", call.text("labels"), call.text("num_classes"))


@rule("tf.contrib.layers.unit_norm", takes="inputs dim epsilon scope", where=[MODEL])
def unit_norm(call: Call) -> str:
    call.renderer.helpers.add("unit_norm")
    epsilon = call.text("epsilon") if call.has("epsilon") else None
    return call_text("unit_norm", call.text("inputs"), call.text("dim"), epsilon=epsilon)


@layer(
    "tf.contrib.layers.bias_add",
    takes="inputs activation_fn initializer regularizer reuse variables_collections "
    "outputs_collections trainable data_format scope",
    kind="BiasAdd",
)
def bias_add(call: Call, path: list[str]) -> Chain:
    call.refuse("initializer", "regularizer", "trainable", "data_format")
    call.renderer.helpers.add("bias")
    return [call_text("Bias", name=named(path)), *activated(call)]
