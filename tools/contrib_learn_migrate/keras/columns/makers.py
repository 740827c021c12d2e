"""The functions that make columns, by their legacy names."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, NamedTuple

from contrib_learn_migrate.keras.columns.base import Column, Refused
from contrib_learn_migrate.keras.columns.known import Given, Symbol
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind

LAYERS = "tf.contrib.layers."


class _Maker(NamedTuple):
    function: Callable[[Arguments], Any]
    takes: tuple[str, ...]


_MAKERS: dict[str, _Maker] = {}


class Arguments:
    """The arguments of a call that makes a column."""

    def __init__(self, call: Call, given: Callable[[ast.expr], Given]) -> None:
        self.call, self.node = call, call.node
        self._given = given

    def get(self, name: str, default: Any = None) -> Given | None:
        """Returns an argument; one that is not given, or None, is the default, if there is one."""
        if self.call.has(name):
            return self._given(self.call.args[name])
        return None if default is None else Given(ast.Constant(default), default)

    def required(self, name: str) -> Given:
        """Returns an argument that has to be given."""
        found = self.get(name)
        if found is None:
            raise self.call.obstacle(f"{name} is not given")
        return found

    def known(self, name: str, default: Any = None) -> Any:
        """Returns the value of an argument that has to be known."""
        found = self.get(name, default)
        if found is None:
            return default
        if not found.is_known:
            raise self.call.obstacle(f"{name} is not known")
        return found.value.name if isinstance(found.value, Symbol) else found.value

    def column(self, name: str, *kinds: type[Column]) -> Any:
        """Returns an argument that has to be a column."""
        found = self.required(name).value
        _check_refused(found)
        if not isinstance(found, kinds):
            raise self.call.obstacle(f"it is not known which column {name} is")
        return found

    def columns(self, name: str, *kinds: type) -> list[Any]:
        """Returns an argument that has to be several columns."""
        found = self.required(name).value
        for column in found if isinstance(found, list | tuple) else ():
            _check_refused(column)
        if not isinstance(found, list | tuple) or not all(isinstance(c, kinds) for c in found):
            raise self.call.obstacle(f"it is not known which columns {name} are")
        return list(found)

    def of_other_words(self) -> tuple[Given | None, Given | None]:
        """Returns how many buckets words have that a vocabulary has not, or the id they have."""
        others, default = self.get("num_oov_buckets"), self.get("default_value")
        if others and others.is_known and not others.value:
            others = None
        if default and default.is_known and default.value == -1:
            default = None
        if others and default:
            raise self.call.obstacle("other words have buckets and an id")
        return others, default

    def of_embedding(self) -> tuple[Any, ...]:
        """Returns what all embeddings have behind their source, in the order of their fields."""
        self.call.refuse("ckpt_to_load_from", "tensor_name_in_ckpt")
        return (
            self.required("dimension"),
            self.known("combiner", "mean"),
            self.get("initializer"),
            self.get("max_norm"),
            self.known("trainable", True),
        )


def maker(name: str, takes: str, space: str = LAYERS) -> Callable:
    """Registers what a legacy function makes."""

    def register(function: Callable[[Arguments], Any]) -> Callable[[Arguments], Any]:
        _MAKERS[space + name] = _Maker(function, tuple(takes.split()))
        return function

    return register


def is_maker(symbol: str) -> bool:
    """Tells whether a legacy function makes columns."""
    return symbol in _MAKERS


def made(
    symbol: str, node: ast.Call, given: Callable[[ast.expr], Given], renderer: Renderer
) -> Any:
    """Returns what a call makes: a column, or several, or Refused; None if it makes none.

    Args:
      symbol: the legacy name of what it calls.
      node: the call.
      given: returns the value of an argument.
      renderer: of the program.
    """
    if symbol not in _MAKERS:
        return None
    function, takes = _MAKERS[symbol]
    try:
        return function(Arguments(bind(node, symbol, takes, renderer), given))
    except Obstacle as obstacle:
        return Refused(obstacle)


def _check_refused(column: Any) -> None:
    if isinstance(column, Refused):
        raise column.obstacle
