"""Rules: what a call of a legacy symbol is in Keras, one function a symbol.

    @rule("tf.contrib.layers.flatten", takes="inputs outputs_collections scope")
    def flatten(call):
        return f"{layer('Flatten', call)}({call.text('inputs')})"

A rule returns the text that takes the call's place, or raises an Obstacle where it is not certain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer

MODEL, PROGRAM = "model", "program"


class Obstacle(Exception):
    """What stands in the way of Keras: the place, the construct, and why in a few words."""

    def __init__(self, node: ast.AST, construct: str, reason: str) -> None:
        super().__init__(f"{construct}: {reason}")
        self.construct, self.reason = construct, reason
        # What the converter made has no place; what it is made of has.
        placed = (part for part in ast.walk(node) if hasattr(part, "lineno"))
        self.node = next(placed, node)


class Obstacles(Exception):
    """All that stands in the way of one program."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__("; ".join(map(str, obstacles)))
        self.obstacles = obstacles


@dataclass
class Call:
    """A call of a legacy symbol, its arguments by the names of the parameters.

    Attributes:
      node: the call.
      name: the symbol, such as ``tf.contrib.layers.conv2d``.
      args: what is given, by parameter; what an enclosing arg_scope gives is in it.
      renderer: what renders the expressions of this place.
    """

    node: ast.Call
    name: str
    args: dict[str, ast.expr]
    renderer: Renderer

    def has(self, name: str) -> bool:
        """Tells whether an argument is given and is not the literal None."""
        return name in self.args and not is_none(self.args[name])

    def text(self, name: str, default: str | None = None) -> str:
        """Returns an argument in Keras's terms, or the default where it is not given.

        Raises:
          Obstacle: it is not given, and there is no default.
        """
        if name in self.args:
            node = self.args[name]
            # A rule's own nodes have no place in the program.
            return self.renderer.text(node) if hasattr(node, "lineno") else ast.unparse(node)
        if default is None:
            raise self.obstacle(f"{name} is not given")
        return default

    def literal(self, name: str, default: Any = None) -> Any:
        """Returns an argument that has to be a literal.

        Raises:
          Obstacle: it is something that only the running program knows.
        """
        if name not in self.args:
            return default
        try:
            return ast.literal_eval(self.args[name])
        except ValueError:
            raise self.obstacle(f"{name} is not a literal") from None

    def refuse(self, *names: str) -> None:
        """Raises an Obstacle if any of these arguments is given, other than as None."""
        for name in names:
            if self.has(name):
                raise self.obstacle(f"{name} has no counterpart")

    def refuse_attributes(self, *names: str) -> None:
        """Raises an Obstacle if the program reads such an attribute, which what is made has not."""
        for node in ast.walk(self.renderer.file.tree):
            if isinstance(node, ast.Attribute) and node.attr in names:
                what = f"{self.name.rpartition('.')[2]}.{node.attr}"
                raise Obstacle(node, what, "it has no counterpart")

    def obstacle(self, reason: str) -> Obstacle:
        """Returns an Obstacle that names this call."""
        return Obstacle(self.node, self.name, reason)


@dataclass(frozen=True)
class Rule:
    """What is done with the calls of a symbol, and the parameters that they are bound to."""

    function: Callable[[Call], str]
    takes: tuple[str, ...]
    where: frozenset[str]


@dataclass
class _Registry:
    calls: dict[str, list[Rule]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)


_REGISTRY = _Registry()


def rule(*names: str, takes: str, where: Iterable[str] = (MODEL, PROGRAM)) -> Callable:
    """Registers a function as the rule of these symbols.

    Args:
      *names: full legacy names, as the symbol table has them (a private path's public name).
      takes: the parameters in TF 1.15's order, separated by spaces; ``*`` and ``**`` are any more.
      where: in the functions that build a model, where tensors are Keras's, in the rest of the
        program, or in both.
    """

    def register(function: Callable[[Call], str]) -> Callable[[Call], str]:
        for name in names:
            _REGISTRY.calls.setdefault(name, []).append(
                Rule(function, tuple(takes.split()), frozenset(where))
            )
        return function

    return register


def name_rule(name: str, text: str, where: Iterable[str] = (MODEL, PROGRAM)) -> None:
    """Registers what a symbol that is not called, such as ``tf.nn.relu``, is in Keras."""
    for place in where:
        _REGISTRY.names[name, place] = text


def rule_for(name: str, where: str) -> Rule | None:
    """Returns the rule for calls of a symbol."""
    return next((one for one in _REGISTRY.calls.get(name, ()) if where in one.where), None)


def text_for(name: str, where: str) -> str | None:
    """Returns what a symbol that is not called becomes."""
    return _REGISTRY.names.get((name, where))


def bind(node: ast.Call, name: str, takes: tuple[str, ...], renderer: Renderer) -> Call:
    """Returns a call with its arguments by the names of the parameters.

    Raises:
      Obstacle: there are starred arguments, or more or others than the parameters.
    """
    starred = any(isinstance(arg, ast.Starred) for arg in node.args)
    if starred or any(keyword.arg is None for keyword in node.keywords):
        raise Obstacle(node, name, "its arguments are known only when it runs")
    named = [parameter for parameter in takes if not parameter.startswith("*")]
    if len(node.args) > len(named) and "*" not in takes:
        raise Obstacle(node, name, "it has more arguments than TF 1.15 takes")
    args = dict(zip(named, node.args, strict=False))
    for keyword in node.keywords:
        if keyword.arg not in named and "**" not in takes:
            raise Obstacle(node, name, f"TF 1.15 takes no {keyword.arg}")
        args[keyword.arg] = keyword.value
    return Call(node, name, args, renderer)


class Layers(str):
    """The text of layers that are applied one after the other.

    As an expression it is one within the other; an assignment of it becomes one of each layer.
    """

    layers: tuple[str, ...]
    inputs: str

    def __new__(cls, inputs: str, *layers: str) -> Layers:
        """Returns the text of layers applied to inputs."""
        text = inputs
        for layer in layers:
            text = f"{layer}({text})"
        new = super().__new__(cls, text)
        new.layers, new.inputs = layers, inputs
        return new

    def statements(self, target: str) -> list[str]:
        """Returns the assignments that leave what the last layer returns in a variable."""
        inputs = [self.inputs, *[target] * (len(self.layers) - 1)]
        return [f"{target} = {layer}({x})" for x, layer in zip(inputs, self.layers, strict=True)]


def is_none(node: ast.AST | None) -> bool:
    """Tells the literal None."""
    return isinstance(node, ast.Constant) and node.value is None


def is_docstring(statement: ast.stmt) -> bool:
    """Tells a statement that is a literal by itself."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def call_text(function: str, *args: str | None, **kwargs: str | None) -> str:
    """Returns the text of a call; arguments that are None are left out."""
    parts = [arg for arg in args if arg is not None]
    parts += [f"{name}={text}" for name, text in kwargs.items() if text is not None]
    return f"{function}({', '.join(parts)})"


def dict_text(texts: dict[str, str]) -> str:
    """Returns the text of a dict of texts."""
    return "{" + ", ".join(f"{name!r}: {text}" for name, text in texts.items()) + "}"
