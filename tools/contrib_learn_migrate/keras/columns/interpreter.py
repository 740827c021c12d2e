"""What a program's plain statements do, as far as it can be told without running them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from types import UnionType
from typing import Any

from contrib_learn_migrate.keras.columns.expressions import CHANGES, Expressions, Function
from contrib_learn_migrate.keras.columns.known import Unknown, copied, is_known, truth_of
from contrib_learn_migrate.keras.render import Renderer

_RETURNS = ast.Return
_LEAVES = ast.Return | ast.Continue | ast.Break
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class _Left(Exception):
    """What runs is left here."""


class _Returned(_Left):
    """A function returns."""


class _Continued(_Left):
    """A loop goes on with its next turn."""


class _Broken(_Left):
    """A loop ends."""


class _MayBeLeft(_Left):
    """Only the running program knows whether a function or a loop goes on here."""


class Interpreter(Expressions):
    """Follows the plain statements of a program: assignments, lists, loops over what is known.

    Args:
      renderer: of the program.
      made: returns what a call of a legacy symbol makes, given the symbol, the call and a function
        that returns the value of an argument; or None if it is none of its own.
    """

    def __init__(self, renderer: Renderer, made: Callable[[str, ast.Call, Callable], Any]) -> None:
        super().__init__(renderer, made)
        self._parents = {
            id(child): parent
            for parent in ast.walk(renderer.file.tree)
            for child in ast.iter_child_nodes(parent)
        }
        self._module: dict[str, Any] | None = None

    def value(self, node: ast.AST) -> Any:
        """Returns the value of an expression at its place in the program."""
        return self._eval(node, self._env(node))

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """Returns the function that a node is in; None for the module."""
        return next((n for n in self.above(node) if isinstance(n, ast.FunctionDef)), None)

    def locals(self, node: ast.AST, but_of: ast.AST | None = None) -> set[str]:
        """Returns the variables of the functions and comprehensions around a node.

        Args:
          node: the place.
          but_of: another place, the variables of whose own function do not count.
        """
        names = set()
        for scope in self.above(node):
            if but_of is not None and scope is self.function(but_of):
                return names
            if isinstance(scope, ast.FunctionDef | ast.Lambda | _COMPREHENSION):
                names |= {n.id for n in ast.walk(scope) if _is_stored(n)}
                names |= {n.arg for n in ast.walk(scope) if isinstance(n, ast.arg)}
        return names

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yields what a node is in, from the inside out."""
        while id(node) in self._parents:
            node = self._parents[id(node)]
            yield node

    def _env(self, node: ast.AST) -> dict[str, Any]:
        """Returns the variables that are seen at a place, with their values there."""
        function = self.function(node)
        if function is None:
            env: dict[str, Any] = {}
            self._follow(self._renderer.file.tree.body, env, node)
            return env
        outer = self._whole_module() if self.function(function) is None else self._env(function)
        # What a function appends to a list of the module is not there for others.
        env = copied(outer)
        for parameter in ast.walk(function.args):
            if isinstance(parameter, ast.arg):
                env[parameter.arg] = Unknown(parameter)
        self._follow(function.body, env, node)
        return env

    def _whole_module(self) -> dict[str, Any]:
        if self._module is None:
            self._module = {}
            self._follow(self._renderer.file.tree.body, self._module)
        return self._module

    def _follow(
        self, body: list[ast.stmt], env: dict[str, Any], stop: ast.AST | None = None
    ) -> None:
        """Runs statements up to the one that has `stop` in it, which the program comes to."""
        for statement in body:
            if stop is not None and self._holds(statement, stop):
                for inner in _bodies(statement):
                    if any(self._holds(one, stop) for one in inner):
                        if isinstance(statement, ast.For | ast.While):
                            self._forget(statement, env)
                        self._follow(inner, env, stop)
                return
            with suppress(_Left):
                self._execute(statement, env)

    def _run(self, body: list[ast.stmt], env: dict[str, Any]) -> None:
        for statement in body:
            self._execute(statement, env)

    def _turn(self, loop: ast.For, elements: list[Any], env: dict[str, Any]) -> None:
        """Runs a loop over elements."""
        for element in elements:
            self._bind(loop.target, element, env)
            try:
                self._run(loop.body, env)
            except _Continued:
                continue
            except _Broken:
                return
            except _MayBeLeft:
                self._leave_open(loop, env, _RETURNS)
                return

    def _leave_open(
        self, statement: ast.stmt, env: dict[str, Any], leaves: type | UnionType
    ) -> None:
        """Takes what a statement may change for unknown, and whether it leaves what it is in.

        Args:
          statement: nobody knows what of it is run.
          env: the variables.
          leaves: the statements in it that leave more than itself.
        """
        self._forget(statement, env)
        if any(isinstance(node, leaves) for node in ast.walk(statement)):
            raise _MayBeLeft

    def _holds(self, outer: ast.AST, node: ast.AST) -> bool:
        return outer is node or any(one is outer for one in self.above(node))

    def _execute(self, statement: ast.stmt, env: dict[str, Any]) -> None:
        match statement:
            case ast.Assign(targets=targets, value=value):
                value = self._eval(value, env)
                for target in targets:
                    self._bind(target, value, env)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, self._eval(value, env), env)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                whole, value = env.get(name, Unknown(target)), self._eval(value, env)
                if isinstance(whole, list) and isinstance(value, Unknown):
                    self._lose(target, env)
                elif isinstance(whole, list) and isinstance(value, list | tuple):
                    whole += value  # Whoever else has the list sees it, too.
                else:
                    env[name] = self._operate(op, (whole, value), statement)
            case ast.AugAssign(target=ast.Subscript(value=whole)):
                self._lose(whole, env)
            case ast.Delete(targets=targets):
                for target in targets:
                    self._delete(target, env)
            case ast.Expr(value=ast.Call() as call):
                self._eval(call, env)
            case ast.For(iter=iterable, orelse=[]):
                elements = self._elements(iterable, env)
                if elements is None:
                    self._leave_open(statement, env, _RETURNS)
                else:
                    self._turn(statement, elements, env)
            case ast.If(test=test, body=body, orelse=orelse):
                truth = truth_of(self._eval(test, env))
                if truth is not None:
                    self._run(body if truth else orelse, env)
                else:
                    self._leave_open(statement, env, _LEAVES)
            case ast.With(body=body):
                self._run(body, env)
            case ast.FunctionDef(name=name):
                env[name] = Function(statement, env)
            case ast.Return(value=value):
                raise _Returned(self._eval(value, env) if value else None)
            case ast.Continue():
                raise _Continued
            case ast.Break():
                raise _Broken
            case ast.For() | ast.While():
                self._leave_open(statement, env, _RETURNS)
            case ast.Try():
                self._leave_open(statement, env, _LEAVES)

    def _forget(self, statement: ast.stmt, env: dict[str, Any]) -> None:
        """Takes what a statement may change for unknown."""
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    env[name] = Unknown(statement)
                case ast.Subscript(value=whole, ctx=ast.Store() | ast.Del()):
                    self._lose(whole, env)
                case ast.Call(func=ast.Attribute(value=whole, attr=method)) if method in CHANGES:
                    self._lose(whole, env)
                case ast.Call(func=ast.Name(id=name), args=args):
                    if isinstance(env.get(name), Function):
                        for arg in args:
                            self._lose(arg, env)

    def _delete(self, target: ast.expr, env: dict[str, Any]) -> None:
        match target:
            case ast.Name(id=name):
                env[name] = Unknown(target)
            case ast.Subscript(value=node, slice=key):
                whole, key = self._eval(node, env), self._eval(key, env)
                if isinstance(whole, list | dict) and is_known(key):
                    with suppress(LookupError, TypeError):
                        del whole[key]
                        return
                self._lose(node, env)

    def _called(self, node: ast.Call, function: Function, env: dict[str, Any]) -> Any:
        """Returns what a function of the program returns."""
        of = function.node
        parameters = [arg.arg for arg in of.args.args]
        starred = any(isinstance(arg, ast.Starred) for arg in node.args)
        if starred or of.args.vararg or of.args.kwarg or len(node.args) > len(parameters):
            return Unknown(node)
        inner = dict(function.env)
        defaults = of.args.defaults
        for name, default in zip(
            parameters[len(parameters) - len(defaults) :], defaults, strict=True
        ):
            inner[name] = self._eval(default, function.env)
        given = dict(zip(parameters, node.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in node.keywords}
        inner |= {name: self._argument(value, env) for name, value in given.items()}
        if isinstance(of, ast.Lambda):
            return self._eval(of.body, inner)
        try:
            self._run(of.body, inner)
        except _Returned as returned:
            return returned.args[0]
        except (RecursionError, _MayBeLeft):
            return Unknown(node)
        return None

    def _argument(self, node: ast.expr, env: dict[str, Any]) -> Any:
        value = self._eval(node, env)
        if isinstance(value, Unknown) and not (isinstance(node, ast.Name) and value.argument):
            return replace(value, argument=node)
        return value


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    names = ("body", "orelse", "finalbody")
    bodies = [getattr(statement, name, []) for name in names]
    return bodies + [handler.body for handler in getattr(statement, "handlers", ())]
