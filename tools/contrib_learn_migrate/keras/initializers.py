"""Initializers and regularizers: Keras has them all, with other defaults."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, call_text, name_rule, rule

# The standard deviation of a normal distribution cut off at two, which Keras makes up for.
_OF_TRUNCATED = 0.87962566103423978
# And the factor by which tf.contrib.layers makes up for it, so that Keras's scale has to be this.
_SCALE_OF_CONTRIB = 1.3 * _OF_TRUNCATED**2

for _name in ("zeros", "ones"):
    for _symbol in (
        f"tf.{_name}_initializer",
        f"tf.initializers.{_name}",
        f"tf.keras.initializers.{_name}",
    ):
        name_rule(_symbol, f"'{_name}'")
        rule(_symbol, takes="dtype")(lambda call, keras=_name: f"'{keras}'")

for _symbol in ("tf.glorot_uniform_initializer", "tf.initializers.glorot_uniform"):
    name_rule(_symbol, "'glorot_uniform'")


@rule("tf.constant_initializer", "tf.initializers.constant", takes="value dtype verify_shape")
def constant(call: Call) -> str:
    return call_text("keras.initializers.Constant", call.text("value", "0"))


@rule("tf.contrib.layers.xavier_initializer", "tf.contrib.layers.xavier_initializer_conv2d",
      takes="uniform seed dtype")  # fmt: skip
def xavier(call: Call) -> str:
    if call.literal("uniform", True):
        return _seeded(call, "GlorotUniform", "'glorot_uniform'")
    return _scaled(call, repr(round(_SCALE_OF_CONTRIB, 6)), "fan_avg", "truncated_normal")


@rule("tf.contrib.layers.variance_scaling_initializer", takes="factor mode uniform seed dtype")
def variance_scaling_of_contrib(call: Call) -> str:
    is_uniform = call.literal("uniform", False)
    mode = call.literal("mode", "FAN_IN").lower()
    factor = call.args.get("factor", ast.Constant(2.0))
    if not isinstance(factor, ast.Constant):
        text = call.text("factor")
        scale = text if is_uniform else f"{round(_SCALE_OF_CONTRIB, 6)} * ({text})"
    else:
        scale = repr(factor.value if is_uniform else round(_SCALE_OF_CONTRIB * factor.value, 6))
    return _scaled(call, scale, mode, "uniform" if is_uniform else "truncated_normal")


@rule("tf.variance_scaling_initializer", "tf.initializers.variance_scaling",
      takes="scale mode distribution seed dtype")  # fmt: skip
def variance_scaling(call: Call) -> str:
    distribution = call.literal("distribution", "truncated_normal").lower()
    distribution = {"normal": "truncated_normal"}.get(distribution, distribution)
    mode = call.literal("mode", "fan_in").lower()
    return _scaled(call, call.text("scale", "1.0"), mode, distribution)


@rule("tf.uniform_unit_scaling_initializer", "tf.initializers.uniform_unit_scaling",
      takes="factor seed dtype")  # fmt: skip
def uniform_unit_scaling(call: Call) -> str:
    factor = call.text("factor", "1.0")
    scale = "1.0" if factor == "1.0" else f"{factor} ** 2"
    return _scaled(call, scale, "fan_in", "uniform")


_SAME = {
    "glorot_normal": "GlorotNormal",
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "he_uniform": "HeUniform",
    "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform",
}


@rule(*(f"tf.initializers.{name}" for name in _SAME), "tf.glorot_uniform_initializer",
      "tf.glorot_normal_initializer", takes="seed dtype")  # fmt: skip
def same(call: Call) -> str:
    name = call.name.rpartition(".")[2].removesuffix("_initializer")
    return _seeded(call, _SAME[name], f"'{name}'")


@rule("tf.truncated_normal_initializer", "tf.initializers.truncated_normal",
      takes="mean stddev seed dtype")  # fmt: skip
def truncated_normal(call: Call) -> str:
    return _normal(call, "TruncatedNormal")


@rule("tf.random_normal_initializer", "tf.initializers.random_normal",
      takes="mean stddev seed dtype")  # fmt: skip
def random_normal(call: Call) -> str:
    return _normal(call, "RandomNormal")


@rule("tf.random_uniform_initializer", "tf.initializers.random_uniform",
      takes="minval maxval seed dtype")  # fmt: skip
def random_uniform(call: Call) -> str:
    low = call.text("minval", "0")
    high = call.text("maxval") if call.has("maxval") else "1.0"
    return call_text("keras.initializers.RandomUniform", low, high, seed=_seed(call))


@rule("tf.orthogonal_initializer", "tf.initializers.orthogonal", takes="gain seed dtype")
def orthogonal(call: Call) -> str:
    gain = call.text("gain") if call.has("gain") else None
    return call_text("keras.initializers.Orthogonal", gain, seed=_seed(call))


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


@rule("tf.contrib.layers.sum_regularizer", takes="regularizer_list scope")
def sum_of_regularizers(call: Call) -> str:
    """One of each kind is a regularizer of Keras's."""
    given = call.renderer.value_of(call.args["regularizer_list"])
    scales = {}
    for node in given.elts if isinstance(given, ast.List | ast.Tuple) else [given]:
        kind = call.renderer.symbol(node).rpartition(".")[2]
        if kind not in ("l1_regularizer", "l2_regularizer") or kind in scales:
            raise call.obstacle("it is not a sum of one L1 and one L2 regularizer")
        inner = call.renderer.bound(node, call.name, ("scale", "scope"))
        scales[kind] = inner
    first = scales["l1_regularizer"].text("scale") if "l1_regularizer" in scales else "0.0"
    second = _half(scales["l2_regularizer"]) if "l2_regularizer" in scales else "0.0"
    return call_text("keras.regularizers.L1L2", first, second)


def _seed(call: Call) -> str | None:
    return call.text("seed") if call.has("seed") else None


def _seeded(call: Call, keras: str, name: str) -> str:
    """Returns an initializer, by its name if it has no seed."""
    seed = _seed(call)
    return call_text(f"keras.initializers.{keras}", seed=seed) if seed else name


def _scaled(call: Call, scale: str, mode: str, distribution: str) -> str:
    return call_text(
        "keras.initializers.VarianceScaling",
        scale,
        f"'{mode}'",
        f"'{distribution}'",
        seed=_seed(call),
    )


def _normal(call: Call, keras: str) -> str:
    mean = call.text("mean") if call.has("mean") else None
    stddev = call.text("stddev", "1.0")
    return call_text(f"keras.initializers.{keras}", mean, stddev=stddev, seed=_seed(call))


def _half(call: Call, name: str = "scale") -> str:
    node = call.args[name]
    if isinstance(node, ast.Constant):
        return repr(node.value / 2)
    text = call.text(name)
    is_atom = isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    return f"{text} / 2" if is_atom else f"({text}) / 2"
