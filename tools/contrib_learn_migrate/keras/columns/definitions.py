"""The statements of a program that only make columns, and have no part in a Keras program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

from contrib_learn_migrate.keras import params
from contrib_learn_migrate.keras.columns import contrib, core, makers, rules  # noqa: F401  register
from contrib_learn_migrate.keras.columns.base import Column, Refused
from contrib_learn_migrate.keras.columns.interpreter import Interpreter
from contrib_learn_migrate.keras.columns.layers import check_rows, sorted_columns
from contrib_learn_migrate.keras.columns.made_of_ids import Embedding
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, is_docstring

_NOT_PRINTED = "Keras has no feature columns, which it printed"


class Definitions:
    """What of a program defines columns, and has no part in a Keras program.

    Attributes:
      interpreter: knows what the program's expressions are, and columns.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.interpreter = Interpreter(renderer, partial(makers.made, renderer=renderer))
        self._renderer = renderer
        self._entries: set[int] = set()
        self._trained: list[tuple[ast.AST, list[Column], bool]] = []

    def values(self, node: ast.expr, is_core: bool = False) -> list[Column]:
        """Returns the columns that an expression is, as `sorted_columns` does.

        Args:
          node: the expression.
          is_core: whether they are those of tf.feature_column.
        """
        found = sorted_columns(self.interpreter.value(node), node)
        for column in found:
            if column.is_core != is_core:
                raise column.obstacle("it is sorted in another way than those it stands among")
        return found

    def given(self, call: Call, is_core: bool) -> list[Column]:
        """Returns the `feature_columns` of a call, which may be an entry of a model_fn's params.

        The entry has no part in the program any more.
        """
        node = call.args["feature_columns"]
        entries = params.entries(node, call.renderer)
        if not entries:
            return self.values(node, is_core)
        if len({(ast.unparse(e), id(self.interpreter.function(e))) for e in entries}) > 1:
            raise call.obstacle("one model has other columns than another")
        self._check_only_use(node)
        self._entries |= set(map(id, entries))
        return self.values(entries[0], is_core)

    def without(self, node: ast.AST, renderer: Renderer) -> str | None:
        """Returns a dict without the entries that only gave columns; None for anything else."""
        if not isinstance(node, ast.Dict) or not self._entries & set(map(id, node.values)):
            return None
        parts = [
            f"{renderer.text(key)}: {renderer.text(value)}" if key else f"**{renderer.text(value)}"
            for key, value in zip(node.keys, node.values, strict=True)
            if id(value) not in self._entries
        ]
        return f"{{{', '.join(parts)}}}"

    def _check_only_use(self, node: ast.expr) -> None:
        """Raises an Obstacle if a function reads an entry of its params in another place, too."""
        text = ast.unparse(node)
        for other in ast.walk(self.interpreter.function(node)):
            if other is not node and isinstance(other, type(node)) and ast.unparse(other) == text:
                raise Obstacle(other, text, "feature columns are used as something else")

    def note_trained(self, node: ast.AST, of: list[Column], is_linear: bool) -> None:
        """Notes columns whose weights are trained by an optimizer of a model_fn.

        Raises:
          Obstacle: another layer of the same function has an embedding of the same name.
        """
        for other, columns, _ in self._trained:
            if other is not node and self._is_beside(other, node):
                made = {column.name for column in columns if isinstance(column, Embedding)}
                twice = next((c for c in of if isinstance(c, Embedding) and c.name in made), None)
                if twice:
                    raise twice.obstacle("two layers of columns have it")
        self._trained.append((node, of, is_linear))

    def _is_beside(self, one: ast.AST, other: ast.AST) -> bool:
        return self.interpreter.function(one) is self.interpreter.function(other)

    def check_optimizers(self, text: str) -> None:
        """Notes an obstacle where optimizers of a converted program move rows as TF 1's did not.

        Args:
          text: the program.
        """
        if not self._trained:
            return
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.keyword) and node.arg == "optimizer":
                for place, of, is_linear in self._trained:
                    try:
                        check_rows(ast.unparse(node.value), of, is_linear, place)
                    except Obstacle as obstacle:
                        self._renderer.obstacles.append(obstacle)

    def is_dropped(self, statement: ast.AST) -> bool:
        """Tells whether a statement only makes columns, or prints them."""
        return id(statement) in self._found[0]

    def check(self, node: ast.AST) -> None:
        """Raises an Obstacle if a name that is still in the program stands for columns."""
        if id(node) in self._found[1]:
            raise Obstacle(node, node.id, "feature columns are used as something else")

    def assigned(self, statement: ast.Assign, renderer: Renderer) -> str | None:
        """Returns what an assignment of a layer of columns becomes."""
        return rules.assigned(statement, renderer)

    @cached_property
    def _found(self) -> tuple[set[int], set[int]]:
        """The ids of statements that only make columns, and of other names for columns."""
        dropped: set[int] = set()
        names: set[int] = set()
        tree = self._renderer.file.tree
        if not any(makers.is_maker(self._renderer.symbol(node)) for node in ast.walk(tree)):
            return dropped, names
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        of_columns = {id(scope): self._variables(scope) for scope in (tree, *functions)}
        for scope in (*functions, tree):
            self._drop(scope, of_columns, dropped)
        for node in ast.walk(tree):
            if _is_read(node):
                function = self.interpreter.function(node)
                holders = [function] if function and node.id in self._bound(function) else [tree]
                within = (id(above) in dropped for above in self.interpreter.above(node))
                if node.id in of_columns[id(holders[0])] and not any(within):
                    names.add(id(node))
        return dropped, names

    def _variables(self, scope: ast.AST) -> set[str]:
        """Returns the variables of a module or function that are columns, or functions of some."""
        names = set()
        for node in self._own(scope):
            match node:
                case ast.Assign(targets=targets, value=value) if self._are_columns(value):
                    for target in targets:
                        names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[*_, value]):
                    if self._are_columns(value):
                        names.add(name)
                case ast.FunctionDef(name=name) if node is not scope:
                    returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
                    if returned and all(v is not None and self._are_columns(v) for v in returned):
                        names.add(name)
        return names

    def _are_columns(self, node: ast.expr) -> bool:
        return _are_columns(self.interpreter.value(node))

    def _own(self, scope: ast.AST) -> Iterator[ast.AST]:
        """Yields the nodes of a module or function without those of functions in it."""
        for node in ast.walk(scope):
            function = self.interpreter.function(node)
            if function is (scope if isinstance(scope, ast.FunctionDef) else None):
                yield node

    def _bound(self, function: ast.FunctionDef) -> set[str]:
        return self.interpreter.locals(function.body[0])

    def _drop(self, scope: ast.AST, of_columns: dict[int, set[str]], dropped: set[int]) -> None:
        names = of_columns[id(scope)]

        def makes_columns(node: ast.stmt) -> bool:
            match node:
                case ast.Assign(targets=targets):
                    bound = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
                    return bool(bound) and bound <= names
                case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=printed)):
                    shown = {n.id for arg in printed for n in ast.walk(arg) if _is_read(n)}
                    if shown & names:
                        self._renderer.left_out.append((node, _NOT_PRINTED))
                    return bool(shown & names)
                case ast.AugAssign(target=ast.Name(id=name)):
                    return name in names
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                    return name in names
                case ast.For(body=body, orelse=orelse) | ast.If(body=body, orelse=orelse):
                    return all([visit(inner) for inner in [*body, *orelse]])
                case ast.FunctionDef(name=name, body=body):
                    rest = [s for s in body if id(s) not in dropped and not is_docstring(s)]
                    return name in names and all(isinstance(s, ast.Return) for s in rest)
            return False

        def visit(node: ast.stmt) -> bool:
            if makes_columns(node):
                dropped.add(id(node))
            return id(node) in dropped

        for statement in scope.body:
            visit(statement)


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _are_columns(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_are_columns, value))
    return isinstance(value, Column | Refused)
