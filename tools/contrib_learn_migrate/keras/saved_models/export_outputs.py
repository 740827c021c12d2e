"""What a model_fn exports: the `export_outputs` of its EstimatorSpec."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import NamedTuple

from contrib_learn_migrate.keras.model_fns.paths import Value, Walk, read_names
from contrib_learn_migrate.keras.rules import bind

DEFAULT = "serving_default"
_DEFAULT_KEYS = {
    "tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY",
    "tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY",
}
_PREDICT = "tf.estimator.export.PredictOutput"
_ARGMAX = {f"tf.{name}" for name in ("argmax", "argmin", "arg_max", "arg_min")}
_ARGMAX |= {"tf.math.argmax", "tf.math.argmin"}
# What these return has the dtype of their first argument, ...
_RESHAPED = {"tf.expand_dims", "tf.reshape", "tf.squeeze", "tf.identity"}
# ... and what these return has one that no index decides on.
_OF_OTHER_DTYPE = {"tf.cast", "tf.gather", "tf.one_hot", "tf.equal", "tf.to_float", "tf.to_int32"}
_ONE = "output"  # The name of what is one tensor.
Entries = list[tuple[ast.expr, Value]]


class Output(NamedTuple):
    """What a signature returns under a name.

    Attributes:
      key: of the prediction that it is; None where predictions are one tensor.
      is_wide: whether TF 1.15 had int64, where Keras has int32: places of the largest.
    """

    key: str | None
    is_wide: bool


@dataclass(frozen=True)
class Exported:
    """What a model_fn exports for prediction.

    Attributes:
      name: of the signature that is the default one as well.
      outputs: what it returns, by the names.
      is_whole: whether it returns all other predictions as well, by their own keys.
    """

    name: str
    outputs: dict[str, Output]
    is_whole: bool


class _NotKnown(Exception):
    """It is not known what is exported."""


def exported(
    outputs: Value | None, predictions: Value, entries: Entries | None, walk: Walk, renderer
) -> Exported | None:
    """Returns what a model_fn exports; None if that is not known.

    Args:
      outputs: its `export_outputs`; None if it has none.
      predictions: its predictions.
      entries: those by their keys; None if they are one tensor.
      walk: the walk through the model_fn when it predicts.
      renderer: the model_fn's.
    """
    try:
        return _Outputs(predictions, entries, walk, renderer).exported(outputs)
    except _NotKnown:
        return None


class _Outputs:
    def __init__(self, predictions: Value, entries: Entries | None, walk: Walk, renderer) -> None:
        self._predictions, self._entries = predictions, entries
        self._walk, self._renderer = walk, renderer

    def exported(self, outputs: Value | None) -> Exported:
        if outputs is None:
            return self._all(DEFAULT)
        match outputs.node:
            case ast.Dict(keys=[ast.expr() as key], values=[value]):
                name, call = self._string(key), self._walk.chased(outputs.at(value))
            case _:
                raise _NotKnown
        if self._renderer.symbol(call.node) != _PREDICT:
            raise _NotKnown
        given = bind(call.node, _PREDICT, ("outputs",), self._renderer).args["outputs"]
        given = self._walk.chased(call.at(given))
        if given.node is self._predictions.node:
            return self._all(name)
        parts = {_ONE: given}
        if isinstance(given.node, ast.Dict):
            keys = map(self._string, given.node.keys)
            parts = dict(zip(keys, map(given.at, given.node.values), strict=True))
        found = {key: self._output(part) for key, part in parts.items()}
        return Exported(name, found, is_whole=False)

    def _all(self, name: str) -> Exported:
        if self._entries is None:
            output = Output(None, self._is_wide(self._predictions))
            return Exported(name, {_ONE: output}, is_whole=False)
        wide = [self._string(key) for key, value in self._entries if self._is_wide(value)]
        return Exported(name, {key: Output(key, True) for key in wide}, is_whole=True)

    def _string(self, node: ast.expr | None) -> str:
        """The string that a key is."""
        if self._renderer.symbol(node) in _DEFAULT_KEYS:
            return DEFAULT
        match node and self._renderer.value_of(node):
            case ast.Constant(value=str(text)):
                return text
        raise _NotKnown

    def _output(self, value: Value) -> Output:
        """The prediction that a value is."""
        for key, prediction in self._entries or ():
            if self._is_same(prediction, value):
                return Output(self._string(key), self._is_wide(value))
        raise _NotKnown

    def _is_same(self, value: Value, other: Value) -> bool:
        """Whether two expressions are one tensor, or are made of the same in the same way."""
        value, other = self._walk.chased(value), self._walk.chased(other)
        if value.node is None or other.node is None:
            return False
        return value.node is other.node or (
            ast.dump(value.node) == ast.dump(other.node)
            and all(
                value.variables.get(name) is other.variables.get(name)
                for name in read_names(value.node)
            )
        )

    def _is_wide(self, value: Value) -> bool:
        """Whether a value is made of places, which are int32 in Keras."""
        value = self._walk.chased(value)
        symbol = self._renderer.symbol(value.node)
        match value.node:
            case ast.Call(keywords=keywords) if symbol in _ARGMAX:
                if any(keyword.arg == "output_type" for keyword in keywords):
                    raise _NotKnown
                return True
            case ast.Subscript(value=inner):
                return self._is_wide(value.at(inner))
            case ast.Call(args=[inner, *_]) if symbol in _RESHAPED:
                return self._is_wide(value.at(inner))
            case ast.Call() if symbol in _OF_OTHER_DTYPE:
                return False
        if self._has_places(value):
            raise _NotKnown
        return False

    def _has_places(self, value: Value) -> bool:
        """Whether places of the largest or smallest have part in a value."""
        if value.node is None:
            return False
        if any(self._renderer.symbol(node) in _ARGMAX for node in ast.walk(value.node)):
            return True
        known = [value.variables.get(name) for name in read_names(value.node)]
        return any(self._has_places(one) for one in known if one)
