"""Types of elements, which are strings in Keras, and casts."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, name_rule, rule

_TYPES = (
    "bfloat16", "bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64",
    "string", "uint8", "uint16", "uint32", "uint64",
)  # fmt: skip
_CASTS = {"double": "float64", "float": "float32", "int32": "int32", "int64": "int64"}

for _type in _TYPES:
    name_rule(f"tf.{_type}", f"'{_type}'", where=[MODEL])


@rule("tf.cast", "tf.saturate_cast", takes="x dtype name", where=[MODEL])
def cast(call: Call) -> str:
    return call_text("keras.ops.cast", call.text("x"), call.text("dtype"))


@rule(*(f"tf.to_{name}" for name in _CASTS), takes="x name", where=[MODEL])
def to_type(call: Call) -> str:
    dtype = _CASTS[call.name.removeprefix("tf.to_")]
    return call_text("keras.ops.cast", call.text("x"), f"'{dtype}'")
