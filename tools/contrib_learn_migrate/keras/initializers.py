"""Initializers and regularizers: Keras has them all, with other defaults."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import Call, call_text, name_rule, rule

for _name, _keras in (
    ("tf.zeros_initializer", "zeros"),
    ("tf.ones_initializer", "ones"),
    ("tf.initializers.zeros", "zeros"),
    ("tf.initializers.ones", "ones"),
):
    name_rule(_name, f"'{_keras}'")
    rule(_name, takes="dtype")(lambda call, keras=_keras: f"'{keras}'")


@rule("tf.constant_initializer", "tf.initializers.constant", takes="value dtype verify_shape")
def constant(call: Call) -> str:
    return call_text("keras.initializers.Constant", call.text("value", "0"))


@rule("tf.contrib.layers.xavier_initializer", takes="uniform seed dtype")
@rule("tf.glorot_uniform_initializer", takes="seed dtype")
def xavier(call: Call) -> str:
    kind = "GlorotUniform" if call.literal("uniform", True) else "GlorotNormal"
    if not call.has("seed") and kind == "GlorotUniform":
        return "'glorot_uniform'"
    return call_text(
        f"keras.initializers.{kind}", seed=call.has("seed") and call.text("seed") or None
    )


@rule("tf.contrib.layers.l1_regularizer", takes="scale scope")
def l1(call: Call) -> str:
    return call_text("keras.regularizers.L1", call.text("scale"))


@rule("tf.contrib.layers.l2_regularizer", takes="scale scope")
def l2(call: Call) -> str:
    """TF 1.15 took half of the sum of squares."""
    return call_text("keras.regularizers.L2", _half(call))


@rule("tf.contrib.layers.l1_l2_regularizer", takes="scale_l1 scale_l2 scope")
def l1_l2(call: Call) -> str:
    half = _half(call, "scale_l2") if call.has("scale_l2") else "0.5"
    return call_text("keras.regularizers.L1L2", call.text("scale_l1", "1.0"), half)


def _half(call: Call, name: str = "scale") -> str:
    try:
        return repr(call.literal(name) / 2)
    except TypeError:
        return f"{call.text(name)} / 2"
