"""Statements that only served what has been converted as a whole: columns, heads, optimizers."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterable

from contrib_learn_migrate.keras.flow import Flow

_MUTATES = {"append", "extend", "update", "add"}


def dead_statements(
    tree: ast.Module,
    flow: Flow,
    consumed: Iterable[ast.AST],
    is_ours: Callable[[ast.AST], bool],
    mentioned: set[str],
) -> set[int]:
    """Returns the ids of the statements that nothing needs any more.

    Args:
      tree: the program.
      flow: its values.
      consumed: nodes whose text no longer stands where it stood.
      is_ours: whether a node is a use of TensorFlow's.
      mentioned: the names that the new text of what is consumed still reads.
    """
    return _Dead(tree, flow, consumed, is_ours, mentioned).statements


def ends_emptied(node: ast.stmt, dead: set[int], flow: Flow) -> bool:
    """Tells whether a statement is the last of a block whose statements are all dead."""
    block = flow.parent(node)
    if isinstance(block, ast.Module) or node.col_offset == block.col_offset:
        return False  # It is no block's, or an elif.
    bodies = [getattr(block, name, None) or [None] for name in ("body", "orelse", "finalbody")]
    return any(body[-1] is node and all(id(s) in dead for s in body) for body in bodies)


def free_names(text: str) -> set[str]:
    """Returns the names that a text reads and does not bind itself."""
    read, bound = set(), set()
    for node in ast.walk(ast.parse(textwrap.dedent(text))):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return read - bound


class _Dead:
    def __init__(self, tree, flow, consumed, is_ours, mentioned) -> None:
        self._flow, self._is_ours, self._mentioned = flow, is_ours, mentioned
        self._gone = {id(part) for node in consumed for part in ast.walk(node)}
        self.statements: set[int] = set()
        candidates = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.FunctionDef | ast.Expr | ast.For | ast.If)
            and id(node) not in self._gone
        ]
        found = True
        while found:
            found = [s for s in candidates if id(s) not in self.statements and self._is_dead(s)]
            for statement in found:
                self.statements.add(id(statement))
                self._gone |= {id(part) for part in ast.walk(statement)}

    def _is_dead(self, node: ast.stmt) -> bool:
        if id(node) in self._gone:
            return False
        match node:
            case ast.Assign(targets=[target], value=value):
                names = list(ast.walk(target))
                names = [n for n in names if isinstance(n, ast.Name | ast.Attribute)]
                if not names or not all(isinstance(n, ast.Name) for n in names):
                    return False
                is_free = _is_empty(value) or self._touches(value)
                return is_free and all(self._is_unread(n) for n in names)
            case ast.FunctionDef(name=name):
                holder = self._flow.scope(node)
                uses = self._flow.uses(name, holder)
                is_free = uses and name not in self._mentioned
                return is_free and all(map(self._is_gone, uses)) and self._touches(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() as name, attr=attr))):
                return attr in _MUTATES and self._is_unread(name) and self._touches(node)
            case ast.For(body=body):
                return all(id(statement) in self.statements for statement in body)
            case ast.If(test=test, body=body, orelse=orelse):
                does_more = any(isinstance(part, ast.Call) for part in ast.walk(test))
                return not does_more and all(id(s) in self.statements for s in [*body, *orelse])
        return False

    def _is_unread(self, name: ast.Name) -> bool:
        holder = self._flow.holder(name)
        if holder is None or name.id in self._mentioned:
            return False
        uses = self._flow.uses(name.id, holder)
        others = [use for use in uses if not self._mutates(use)]
        return bool(others) and all(map(self._is_gone, others))

    def _is_gone(self, node: ast.AST) -> bool:
        return id(node) in self._gone

    def _mutates(self, use: ast.Name) -> bool:
        """Whether a variable is read only to be added to."""
        attribute = self._flow.parent(use)
        if not (isinstance(attribute, ast.Attribute) and attribute.attr in _MUTATES):
            return False
        call = self._flow.parent(attribute)
        return isinstance(self._flow.parent(call), ast.Expr)

    def _touches(self, node: ast.AST) -> bool:
        """Whether something of TensorFlow's, or dead, has part in a value."""
        for part in ast.walk(node):
            if self._is_ours(part):
                return True
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                if any(map(self._is_dead_or_ours, self._flow.bindings(part))):
                    return True
        return False

    def _is_dead_or_ours(self, binding: ast.AST) -> bool:
        if id(binding) in self.statements:
            return True
        return isinstance(binding, ast.Assign) and any(map(self._is_ours, ast.walk(binding.value)))


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=None) | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
    return False
