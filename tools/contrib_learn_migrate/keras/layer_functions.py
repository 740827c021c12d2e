"""A program's functions of tensors: what a model_fn calls to make a part of its model."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.keras.layers.common import LAYERS
from contrib_learn_migrate.keras.layers.repetition import REPEATS
from contrib_learn_migrate.keras.layers.rnn import CELLS, RUNS
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, Call


def makes_layers(function: ast.FunctionDef, renderer: Renderer) -> bool:
    """Tells whether the statements of a function itself, not those in it, make layers."""
    return any(
        symbol in LAYERS or symbol in (*REPEATS, *RUNS) or symbol.startswith(CELLS)
        for statement in function.body
        for symbol in _symbols(statement, renderer)
    )


class LayerFunction(Renderer):
    """A function whose tensors are Keras's."""

    where = MODEL

    def __init__(self, function: ast.FunctionDef, program: Renderer) -> None:
        super().__init__(program.file, program)
        self._function, self._program = function, program

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable is, if this function has it in its text."""
        value = self._program.value_of(node)
        # What the converter made itself, such as a default, has no place.
        line = getattr(value, "lineno", 0)
        return value if self._function.lineno <= line <= self._function.end_lineno else node

    def completed(self, call: Call) -> Call:
        call = super().completed(call)
        for name in call.args:
            if name.endswith("regularizer") and call.has(name):
                raise call.obstacle("it is not known here whether its regularizers count")
        return call


def _symbols(node: ast.AST, renderer: Renderer) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return
    if isinstance(node, ast.Call):
        yield renderer.symbol(node)
    for child in ast.iter_child_nodes(node):
        yield from _symbols(child, renderer)
