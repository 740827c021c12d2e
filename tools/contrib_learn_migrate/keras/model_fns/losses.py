"""The losses that model_fns write themselves."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

_TAIL = "scope loss_collection reduction"
_FROM_LOGITS = {"from_logits": "True"}
# By the name in tf.losses: its parameters, which of them are the labels and the predictions, and
# the loss in Keras.
_LOSSES = {
    "absolute_difference": ("labels predictions weights", "MeanAbsoluteError", {}),
    "mean_squared_error": ("labels predictions weights", "MeanSquaredError", {}),
    "huber_loss": ("labels predictions weights delta", "Huber", {}),
    "hinge_loss": ("labels logits weights", "Hinge", {}),
    "sigmoid_cross_entropy": (
        "multi_class_labels logits weights label_smoothing",
        "BinaryCrossentropy",
        _FROM_LOGITS,
    ),
    "softmax_cross_entropy": (
        "onehot_labels logits weights label_smoothing",
        "CategoricalCrossentropy",
        _FROM_LOGITS,
    ),
    "sparse_softmax_cross_entropy": (
        "labels logits weights",
        "SparseCategoricalCrossentropy",
        _FROM_LOGITS,
    ),
}
_OF_LOGITS = {
    "tf.nn.sigmoid_cross_entropy_with_logits": "BinaryCrossentropy",
    "tf.nn.softmax_cross_entropy_with_logits": "CategoricalCrossentropy",
    "tf.nn.softmax_cross_entropy_with_logits_v2": "CategoricalCrossentropy",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": "SparseCategoricalCrossentropy",
}
_ONE_HOT = {
    "tf.one_hot": "indices depth on_value off_value axis dtype name",
    "tf.contrib.layers.one_hot_encoding": (
        "labels num_classes on_value off_value outputs_collections scope"
    ),
}
# Keras's losses see to the dtype of labels, and to columns and vectors.
_PLAIN = {
    "tf.cast": "x dtype name",
    "tf.to_float": "x name",
    "tf.to_int32": "x name",
    "tf.to_int64": "x name",
    "tf.identity": "input name",
    "tf.convert_to_tensor": "value dtype name",
    "tf.squeeze": "input axis name squeeze_dims",
    "tf.expand_dims": "input axis name dim",
    "tf.reshape": "tensor shape name",
}


@dataclass(frozen=True)
class Form:
    """A loss that Keras has.

    Attributes:
      keras: the name of its class.
      arguments: of the class, as texts.
      labels: the expression of the labels.
      output: the expression that they are compared with.
    """

    keras: str
    arguments: dict[str, str]
    labels: ast.expr
    output: ast.expr

    def text(self, space: str = "losses", **more: str) -> str:
        """Returns the text of the loss, or of the metric of its name."""
        return call_text(f"keras.{space}.{self.keras}", **self.arguments, **more)

    def text_of(self, labels) -> str | None:
        """Returns the text of the loss with labels of a dataset; None if it takes others."""
        if not labels.is_one_hot:
            return self.text()
        if self.keras != "CategoricalCrossentropy" or "label_smoothing" in self.arguments:
            return None
        return replace(self, keras="SparseCategoricalCrossentropy").text()


def form_of(node: ast.expr | None, renderer, is_labels: Callable) -> Form | None:
    """Returns the form of a call that makes a scalar loss; None if it is none of Keras's.

    Args:
      node: the call.
      renderer: what renders its place.
      is_labels: tells whether an expression is the labels, in any form.

    Raises:
      Obstacle: it weighs examples, or reduces in a way that Keras does not.
    """
    if not isinstance(node, ast.Call):
        return None
    symbol = renderer.symbol(node)
    if symbol in SCALARS:
        return _of_losses(renderer.bound(node, symbol, SCALARS[symbol]))
    if symbol in ("tf.reduce_mean", "tf.reduce_sum"):
        given = renderer.bound(node, symbol, ("input_tensor", "axis", "*", "**")).args
        if given.keys() == {"input_tensor"}:
            return _reduced(given["input_tensor"], symbol, renderer, is_labels)
    return None


def plain(node: ast.expr, renderer) -> ast.expr:
    """Returns an expression without what Keras does itself: casts, and columns of vectors."""
    while isinstance(node, ast.Call) and renderer.symbol(node) in _PLAIN:
        symbol = renderer.symbol(node)
        call = renderer.bound(node, symbol, tuple(_PLAIN[symbol].split()))
        if symbol == "tf.reshape" and not _is_column(call.args.get("shape")):
            return node
        node = next(iter(call.args.values()))
    return node


def one_hot(node: ast.expr, renderer) -> ast.expr | None:
    """Returns the ids of which an expression makes one-hot rows; None if it makes none."""
    symbol = renderer.symbol(node)
    if symbol not in _ONE_HOT:
        return None
    takes = tuple(_ONE_HOT[symbol].split())
    call = renderer.bound(node, symbol, takes)
    on, off = call.literal("on_value", 1) or 1, call.literal("off_value", 0) or 0
    if (on, off) != (1, 0) or call.literal("axis", -1) not in (-1, 1, None):
        return None
    return call.args[takes[0]]


def _of_losses(call: Call) -> Form:
    name = call.name.rpartition(".")[2]
    parameters, keras, arguments = _LOSSES[name]
    labels, output = parameters.split()[:2]
    weights = call.literal("weights", 1.0)
    if weights != 1.0:
        raise call.obstacle("its weights are counted in another way")
    call.refuse("loss_collection")
    reduction = call.args.get("reduction")
    arguments = dict(arguments)
    if reduction is not None and getattr(reduction, "attr", "") not in (
        "SUM_BY_NONZERO_WEIGHTS",
        "SUM_OVER_BATCH_SIZE",
        "SUM_OVER_NONZERO_WEIGHTS",
        "MEAN",
    ):
        raise call.obstacle("its reduction is another than the mean")
    for more in ("label_smoothing", "delta"):
        if call.has(more) and call.literal(more) != {"label_smoothing": 0, "delta": 1.0}[more]:
            arguments[more] = call.text(more)
    return Form(keras, arguments, call.args[labels], call.args[output])


def _reduced(node: ast.expr, reduction: str, renderer, is_labels: Callable) -> Form | None:
    node = renderer.value_of(node)
    symbol = renderer.symbol(node)
    if symbol in _OF_LOGITS:
        takes = ("_sentinel", "labels", "logits", "dim", "name", "axis")
        call = renderer.bound(node, symbol, takes)
        call.refuse("dim", "axis")
        arguments = dict(_FROM_LOGITS)
        if reduction == "tf.reduce_sum":
            if "sigmoid" in symbol:
                return None  # Keras takes the mean over an example's columns before the sum.
            arguments["reduction"] = "'sum'"
        return Form(_OF_LOGITS[symbol], arguments, call.args["labels"], call.args["logits"])
    error = _error(node, symbol, renderer)
    if error is None or reduction == "tf.reduce_sum":
        return None
    keras, left, right = error
    if is_labels(left):
        left, right = right, left
    return Form(keras, {}, right, left) if is_labels(right) and not is_labels(left) else None


def _error(node: ast.expr, symbol: str, renderer) -> tuple[str, ast.expr, ast.expr] | None:
    """The two sides of a squared or absolute difference."""
    keras, inner = "MeanSquaredError", None
    match node:
        case ast.Call(args=[inner]) if symbol in ("tf.square", "tf.abs"):
            keras = "MeanAbsoluteError" if symbol == "tf.abs" else keras
        case ast.Call(args=[inner, ast.Constant(value=2)]) if symbol == "tf.pow":
            pass
        case ast.BinOp(left=inner, op=ast.Pow(), right=ast.Constant(value=2)):
            pass
        case ast.Call(args=[left, right]) if symbol == "tf.squared_difference":
            return keras, left, right
    inner = renderer.value_of(inner) if inner is not None else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
        return keras, inner.left, inner.right
    if isinstance(inner, ast.Call) and renderer.symbol(inner) in ("tf.subtract", "tf.sub"):
        return keras, *inner.args[:2]
    return None


def _is_column(node: ast.expr | None) -> bool:
    try:
        shape = ast.literal_eval(node)
    except (ValueError, TypeError):
        return False
    return isinstance(shape, list | tuple) and len(shape) in (1, 2) and shape[0] == -1


def _contrib(takes: str) -> tuple[str, ...]:
    """The parameters in tf.contrib.losses, where the predictions come first."""
    labels, output, *more = takes.split()
    return (output, labels, *more, "scope")


SCALARS = {f"tf.losses.{n}": tuple(f"{takes[0]} {_TAIL}".split()) for n, takes in _LOSSES.items()}
SCALARS |= {f"tf.contrib.losses.{n}": _contrib(takes[0]) for n, takes in _LOSSES.items()}
del SCALARS["tf.contrib.losses.huber_loss"]
SCALARS["tf.contrib.losses.hinge_loss"] = ("logits", "labels", "scope")

for _symbol, _takes in SCALARS.items():

    @rule(_symbol, takes=" ".join(_takes), where=[MODEL])
    def applied(call: Call) -> str:
        """A loss as a part of another expression."""
        form = _of_losses(call)
        render = call.renderer.text
        return f"{form.text()}({render(form.labels)}, {render(form.output)})"
