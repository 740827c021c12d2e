"""Operations on the shapes and parts of tensors."""

from __future__ import annotations

import ast
from itertools import accumulate

from contrib_learn_migrate.keras.ops.elementwise import operand
from contrib_learn_migrate.keras.ops.reductions import first
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule


@rule("tf.reshape", takes="tensor shape name", where=[MODEL])
def reshape(call: Call) -> str:
    return call_text("keras.ops.reshape", call.text("tensor"), _shape(call, "shape"))


@rule("tf.transpose", takes="a perm name conjugate", where=[MODEL])
def transpose(call: Call) -> str:
    return call_text("keras.ops.transpose", call.text("a"), axes=first(call, "perm"))


@rule("tf.concat", takes="values axis name", where=[MODEL])
def concat(call: Call) -> str:
    return call_text("keras.ops.concatenate", call.text("values"), axis=call.text("axis"))


@rule("tf.stack", takes="values axis name", where=[MODEL])
def stack(call: Call) -> str:
    return call_text("keras.ops.stack", call.text("values"), axis=first(call, "axis"))


@rule("tf.unstack", takes="value num axis name", where=[MODEL])
def unstack(call: Call) -> str:
    return call_text("keras.ops.unstack", call.text("value"), axis=first(call, "axis"))


@rule("tf.split", takes="value num_or_size_splits axis num name", where=[MODEL])
def split(call: Call) -> str:
    """Keras takes the places where to split, not the sizes of the parts."""
    node = call.renderer.value_of(call.args["num_or_size_splits"])
    if isinstance(node, ast.List | ast.Tuple):
        sizes = call.literal("num_or_size_splits")
        if -1 in sizes:
            raise call.obstacle("one of its sizes is whatever is left")
        where = repr(list(accumulate(sizes))[:-1])
    elif isinstance(node, ast.Constant):
        where = call.text("num_or_size_splits")
    else:
        raise call.obstacle("it may be given a number or sizes")
    return call_text("keras.ops.split", call.text("value"), where, axis=first(call, "axis"))


@rule("tf.expand_dims", takes="input axis name dim", where=[MODEL])
def expand_dims(call: Call) -> str:
    return call_text("keras.ops.expand_dims", call.text("input"), axis=first(call, "axis", "dim"))


@rule("tf.squeeze", takes="input axis name squeeze_dims", where=[MODEL])
def squeeze(call: Call) -> str:
    """Without an axis it would leave out a batch of one as well."""
    axis = next((call.args[name] for name in ("axis", "squeeze_dims") if call.has(name)), None)
    if axis is None:
        raise call.obstacle("it is not said which axes it leaves out")
    if isinstance(axis, ast.List | ast.Tuple) and len(axis.elts) == 1:
        (axis,) = axis.elts
    text = call.renderer.text(axis)
    if isinstance(axis, ast.List):
        text = f"({text[1:-1]})"
    return call_text("keras.ops.squeeze", call.text("input"), axis=text)


@rule("tf.tile", takes="input multiples name", where=[MODEL])
def tile(call: Call) -> str:
    return call_text("keras.ops.tile", call.text("input"), call.text("multiples"))


@rule("tf.pad", takes="tensor paddings mode name constant_values", where=[MODEL])
def pad(call: Call) -> str:
    mode = call.literal("mode", "CONSTANT").lower()
    return call_text(
        "keras.ops.pad",
        call.text("tensor"),
        call.text("paddings"),
        mode=None if mode == "constant" else f"'{mode}'",
        constant_values=first(call, "constant_values"),
    )


@rule("tf.slice", takes="input_ begin size name", where=[MODEL])
def slice_of(call: Call) -> str:
    begin, size = call.literal("begin"), call.literal("size")
    parts = [
        f"{start or ''}:{'' if length == -1 else start + length}"
        for start, length in zip(begin, size, strict=True)
    ]
    return f"{operand(call, 'input_')}[{', '.join(parts)}]"


@rule("tf.gather", takes="params indices validate_indices name axis batch_dims", where=[MODEL])
def gather(call: Call) -> str:
    call.refuse("batch_dims")
    axis = call.text("axis", "0")
    return call_text("keras.ops.take", call.text("params"), call.text("indices"), axis=axis)


@rule("tf.zeros", "tf.ones", takes="shape dtype name", where=[MODEL])
def filled(call: Call) -> str:
    name = call.name.removeprefix("tf.")
    return call_text(f"keras.ops.{name}", _shape(call, "shape"), dtype=first(call, "dtype"))


@rule("tf.zeros_like", "tf.ones_like", takes="tensor dtype name optimize", where=[MODEL])
def filled_like(call: Call) -> str:
    name = call.name.removeprefix("tf.")
    return call_text(f"keras.ops.{name}", call.text("tensor"), dtype=first(call, "dtype"))


@rule("tf.range", takes="start limit delta dtype name", where=[MODEL])
def range_of(call: Call) -> str:
    texts = [call.text(name) for name in ("start", "limit", "delta") if call.has(name)]
    return call_text("keras.ops.arange", *texts, dtype=first(call, "dtype"))


@rule("tf.constant", takes="value dtype shape name verify_shape", where=[MODEL])
def constant(call: Call) -> str:
    call.refuse("shape")
    dtype = first(call, "dtype")
    if dtype is None and isinstance(call.args["value"], ast.Constant):
        return call.text("value")
    return call_text("keras.ops.convert_to_tensor", call.text("value"), dtype=dtype)


@rule("tf.one_hot", takes="indices depth on_value off_value axis dtype name", where=[MODEL])
def one_hot(call: Call) -> str:
    on, off = call.literal("on_value"), call.literal("off_value")
    if (1 if on is None else on, off or 0) != (1, 0):
        raise call.obstacle("its values are not 1 and 0")
    dtype = first(call, "dtype") or ("'int32'" if isinstance(on or off, int) else None)
    return call_text(
        "keras.ops.one_hot",
        call.text("indices"),
        call.text("depth"),
        axis=first(call, "axis"),
        dtype=dtype,
    )


@rule("tf.shape", takes="input name out_type", where=[MODEL])
def shape(call: Call) -> str:
    return call_text("keras.ops.shape", call.text("input"))


@rule("tf.rank", takes="input name", where=[MODEL])
def rank(call: Call) -> str:
    return f"len({operand(call, 'input')}.shape)"


@rule("tf.sequence_mask", takes="lengths maxlen dtype name", where=[MODEL])
def sequence_mask(call: Call) -> str:
    if not call.has("maxlen"):
        raise call.obstacle("its length depends on the batch")
    steps = call_text("keras.ops.arange", call.text("maxlen"))
    mask = f"{operand(call, 'lengths')}[..., None] > {steps}"
    dtype = first(call, "dtype")
    return call_text("keras.ops.cast", mask, dtype) if dtype else f"({mask})"


def _shape(call: Call, name: str) -> str:
    """Returns a shape, in which the size of the batch is whatever it is."""
    node = call.args[name]
    if isinstance(node, ast.List | ast.Tuple):
        unknown = [n for n in node.elts if _is_batch(n, call)]
        if len(unknown) == 1 and not any(_is_minus_one(n) for n in node.elts):
            texts = ["-1" if n in unknown else call.renderer.text(n) for n in node.elts]
            return (
                f"[{', '.join(texts)}]" if isinstance(node, ast.List) else f"({', '.join(texts)})"
            )
    return call.text(name)


def _is_batch(node: ast.expr, call: Call) -> bool:
    """Tells ``tf.shape(x)[0]``."""
    node = call.renderer.value_of(node)
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == 0
        and call.renderer.symbol(node.value) == "tf.shape"
    )


def _is_minus_one(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and ast.unparse(node) == "-1"
