"""Readers of data: what they read is a tf.data.Dataset."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import PROGRAM, Call, call_text, is_none, rule

_NUMPY = "x y batch_size num_epochs shuffle queue_capacity num_threads"
_SLICES = "tf.data.Dataset.from_tensor_slices"


@rule("tf.contrib.learn.io.numpy_input_fn", takes=_NUMPY, where=[PROGRAM])
@rule("tf.estimator.inputs.numpy_input_fn", takes=_NUMPY, where=[PROGRAM])
def of_arrays(call: Call) -> str:
    return _repeated(call, call.text("x"))


@rule(
    "tf.contrib.learn.io.pandas_input_fn",
    "tf.estimator.inputs.pandas_input_fn",
    takes="x y batch_size num_epochs shuffle queue_capacity num_threads target_column",
    where=[PROGRAM],
)
def of_frames(call: Call) -> str:
    frame, y = call.args["x"], call.args.get("y")
    x = f"dict({call.text('x')})"
    if _is_pandas(frame, "DataFrame") and isinstance(frame.args[0], ast.Dict | ast.DictComp):
        x = call.renderer.text(frame.args[0])
    if y is not None and _is_pandas(y, "Series"):
        call.args["y"] = y.args[0]
    return _repeated(call, x)


def _is_pandas(node: ast.expr, name: str) -> bool:
    """Whether a node is the construction of something of pandas from one argument."""
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == f"pd.{name}"
        and len(node.args) == 1
        and not node.keywords
    )


def of_examples(call: Call, batch_size: str | None, shuffled: bool) -> str:
    """Returns the dataset of arguments `x` and `y`, for ever if it is shuffled."""
    x = call.text("x")
    data = f"({x}, {call.text('y')})" if call.has("y") else x
    call.renderer.require("import tensorflow as tf")
    order = f".shuffle(len({x})).repeat()" if shuffled else ""
    return f"{_SLICES}({data}){order}.batch({batch_size or f'len({x})'})"


def _repeated(call: Call, x: str) -> str:
    call.renderer.require("import tensorflow as tf")
    data = f"({x}, {call.text('y')})" if call.has("y") else x
    text = f"{_SLICES}({data})"
    shuffle = call.args.get("shuffle", ast.Constant(True))
    if not isinstance(shuffle, ast.Constant):  # Out of a buffer of one they come in their order.
        text += f".shuffle({call.text('queue_capacity', '1000')} if {call.text('shuffle')} else 1)"
    elif shuffle.value:
        text += f".shuffle({call.text('queue_capacity', '1000')})"
    epochs = call.args.get("num_epochs", ast.Constant(1))
    if is_none(epochs):
        text += ".repeat()"
    elif not (isinstance(epochs, ast.Constant) and epochs.value == 1):
        text += f".repeat({call.text('num_epochs')})"
    return f"{text}.batch({call.text('batch_size', '128')})"


@rule(
    "tf.contrib.learn.read_batch_features",
    "tf.contrib.learn.io.read_batch_features",
    takes="file_pattern batch_size features reader randomize_input num_epochs queue_capacity "
    "feature_queue_capacity reader_num_threads num_enqueue_threads parse_fn name read_batch_size",
    where=[PROGRAM],
)
def of_records(call: Call) -> str:
    call.refuse("parse_fn")
    reader = call.args.get("reader")
    if call.renderer.symbol_of_name(reader) != "tf.TFRecordReader":
        raise call.obstacle("it reads other than TFRecords")
    call.renderer.helpers.add("read_batches")
    given = [call.text(name) for name in ("file_pattern", "batch_size", "features")]
    return call_text(
        "read_batches",
        *given,
        num_epochs=call.text("num_epochs") if call.has("num_epochs") else None,
        shuffle=None if call.literal("randomize_input", True) else "False",
    )


@rule("tf.SparseTensor", takes="indices values dense_shape", where=[PROGRAM])
def sparse(call: Call) -> str:
    """A sparse tensor of a program is a dense one, with '' or -1 where there is nothing."""
    renderer = call.renderer
    if any(r.name.startswith(("tf.sparse_", "tf.sparse.")) for r in renderer.references.values()):
        raise call.obstacle("operations of sparse tensors stand in the program")
    renderer.require("import tensorflow as tf")
    values = call.args["values"]
    if _is_one_column(call):
        return f"tf.reshape({call.text('values')}, {call.text('dense_shape')})"
    made = renderer.kept(call.node, function="tf.SparseTensor")
    values = renderer.value_of(values)
    match values:
        case ast.List(elts=[ast.Constant(value=str() | bytes() | float()), *_]):
            return f"tf.sparse.to_dense({made})"
        case ast.List(elts=[ast.Constant(value=int()), *_]):
            return f"tf.sparse.to_dense({made}, default_value=-1)"
    renderer.helpers.add("dense")
    return f"dense({made})"


def _is_one_column(call: Call) -> bool:
    """Whether each row has one value: indices [[0, 0], [1, 0], …], shape [n, 1]."""
    shape = call.args["dense_shape"]
    if not (isinstance(shape, ast.List | ast.Tuple) and len(shape.elts) == 2):
        return False
    rows, columns = shape.elts
    if not (isinstance(columns, ast.Constant) and columns.value == 1):
        return False
    match call.args["indices"]:
        case ast.ListComp(
            elt=ast.List(elts=[ast.Name(id=row), ast.Constant(value=0)]),
            generators=[
                ast.comprehension(
                    target=ast.Name(id=name),
                    iter=ast.Call(func=ast.Name(id="range"), args=[count]),
                    ifs=[],
                )
            ],
        ):
            return row == name and ast.unparse(count) == ast.unparse(rows)
        case ast.List():
            try:
                indices, count = ast.literal_eval(call.args["indices"]), ast.literal_eval(rows)
            except ValueError:
                return False
            return indices == [[i, 0] for i in range(count)]
    return False


_CSV = "tf.contrib.learn.datasets.base.load_csv_with"


@rule(
    f"{_CSV}_header",
    f"{_CSV}out_header",
    takes="filename target_dtype features_dtype target_column",
    where=[PROGRAM],
)
def load_csv(call: Call) -> str:
    call.renderer.helpers.add("load_csv")
    skip = "1" if call.name.endswith("with_header") else None
    return call_text("load_csv", **{name: call.text(name) for name in call.args}, skip=skip)


@rule(
    "tf.contrib.learn.preprocessing.VocabularyProcessor",
    takes="max_document_length min_frequency vocabulary tokenizer_fn",
    where=[PROGRAM],
)
def vocabulary_processor(call: Call) -> str:
    call.refuse("min_frequency", "vocabulary", "tokenizer_fn")
    call.refuse_attributes("_mapping", "_reverse_mapping", "restore", "reverse", "save", "trim")
    call.renderer.helpers.add("vocabulary_processor")
    return call.renderer.kept(call.node, function="VocabularyProcessor")


@rule("tf.contrib.learn.preprocessing.ByteProcessor", takes="max_document_length", where=[PROGRAM])
def byte_processor(call: Call) -> str:
    call.refuse_attributes("reverse")
    call.renderer.helpers.add("byte_processor")
    return call.renderer.kept(call.node, function="ByteProcessor")
