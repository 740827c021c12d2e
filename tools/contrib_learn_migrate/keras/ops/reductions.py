"""Reductions, whose axes had three names."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

_TAKES = "input_tensor axis keepdims name reduction_indices keep_dims"
_KERAS = {
    f"{space}.reduce_{name}": name
    for name in ("all", "any", "logsumexp", "max", "mean", "min", "prod", "sum")
    for space in ("tf", "tf.math")
}


@rule(*_KERAS, takes=_TAKES, where=[MODEL])
def reduce(call: Call) -> str:
    return call_text(
        f"keras.ops.{_KERAS[call.name]}",
        call.text("input_tensor"),
        axis=first(call, "axis", "reduction_indices"),
        keepdims=first(call, "keepdims", "keep_dims"),
    )


@rule("tf.argmax", "tf.argmin", "tf.math.argmax", "tf.math.argmin", "tf.arg_max", "tf.arg_min",
      takes="input axis name dimension output_type", where=[MODEL])  # fmt: skip
def arg(call: Call) -> str:
    name = call.name.rpartition(".")[2].replace("_", "")
    axis = first(call, "axis", "dimension") or "0"
    return call_text(f"keras.ops.{name}", call.text("input"), axis=axis)


@rule("tf.norm", "tf.linalg.norm", takes="tensor ord axis keepdims name keep_dims", where=[MODEL])
def norm(call: Call) -> str:
    call.refuse("ord")
    return call_text(
        "keras.ops.norm",
        call.text("tensor"),
        axis=first(call, "axis"),
        keepdims=first(call, "keepdims", "keep_dims"),
    )


def first(call: Call, *names: str) -> str | None:
    """Returns the first of these arguments that is given."""
    return next((call.text(name) for name in names if call.has(name)), None)
