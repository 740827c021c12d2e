"""A function's or a class's text without what known values of its parameters never come to."""

from __future__ import annotations

import ast
import copy
import re
from typing import Any

Values = dict[str, tuple[Any, ...]]  # What names, such as `combiner` and `self.combiner`, may be.


def folded(text: str, values: dict[str, Values]) -> str:
    """Returns a definition without parameters of one value, and without what is never done.

    Args:
      text: the definition, with four spaces a level.
      values: what parameters may be, by the name of the function or method.
    """
    return _Folding(text, values).text


def bound(definition: ast.FunctionDef | ast.ClassDef) -> ast.FunctionDef | None:
    """Returns what takes the arguments of a call of a function or a class, if that is its own."""
    if isinstance(definition, ast.FunctionDef):
        return definition
    return method(definition, "__init__")


def method(definition: ast.AST, name: str) -> ast.FunctionDef | None:
    """Returns a method of a class, if it has it of its own."""
    own = (n for n in getattr(definition, "body", ()) if isinstance(n, ast.FunctionDef))
    return next((node for node in own if node.name == name), None)


class _Folding:
    def __init__(self, text: str, values: dict[str, Values]) -> None:
        self._lines, self._values = text.splitlines(keepends=True), values
        (definition,) = ast.parse(text).body
        self._stored = stored(definition)
        self._attributes: Values = {}
        if isinstance(definition, ast.ClassDef):
            self._attributes = self._attributes_of(definition)
        self.text = "".join(self._block([definition], 0, {}))

    def _attributes_of(self, definition: ast.ClassDef) -> Values:
        """What attributes may be that only keep an argument of the constructor."""
        made = method(definition, "__init__")
        values = self._values.get("__init__", {})
        found = {}
        for statement in made.body if made else ():
            for target, value in _pairs(statement):
                if isinstance(target, ast.Attribute) and isinstance(value, ast.Name):
                    if value.id in values:
                        found[ast.unparse(target)] = values[value.id]
        stored = [
            ast.unparse(node)
            for node in ast.walk(definition)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        ]
        return {name: values for name, values in found.items() if stored.count(name) == 1}

    def _block(self, statements: list[ast.stmt], at: int, values: Values) -> list[str]:
        """The lines of statements that follow a line."""
        new, last, is_apart, is_cut = [], [], False, False
        for statement in statements:
            is_certain = _Fold(values).decided(getattr(statement, "test", None)) is not None
            before = self._lines[at : _start(statement) - 1]
            is_apart = is_apart or before[:1] == ["\n"]
            at = statement.end_lineno
            lines = self._statement(statement, values)
            if not lines:
                is_cut = True
                continue
            if (is_cut or is_certain) and _returns(last, lines):
                new[-len(last)] = re.sub(r"\w+ =", "return", last[0], count=1)
                break
            blank = ["\n"] if is_apart and before[:1] != ["\n"] else []
            new += [*blank, *before, *lines]
            if is_certain and lines[-1].lstrip().startswith("return"):
                break  # Nothing comes to what follows.
            last, is_apart, is_cut = lines, False, False
        return new

    def _statement(self, statement: ast.stmt, values: Values) -> list[str]:
        match statement:
            case ast.FunctionDef():
                return self._function(statement, values)
            case ast.If():
                return self._if(statement, values)
            case ast.For(target=ast.Name(id=name), orelse=[]):
                found = _fold(statement.iter, values)
                match found:
                    case ast.List(elts=[]):
                        return []
                    case ast.List(elts=[ast.Constant(value=value)]):
                        values[name] = (value,)
                        return _dedented(self._block(statement.body, statement.lineno, values))
        if hasattr(statement, "body"):
            return self._compound(statement, values)
        return self._simple(statement, values)

    def _compound(self, statement: ast.stmt, values: Values) -> list[str]:
        if getattr(statement, "orelse", None) or isinstance(statement, ast.Try):
            if ast.dump(_fold(statement, values)) != ast.dump(statement):
                raise NotImplementedError(f"a choice within line {statement.lineno} of a helper")
            return self._lines[statement.lineno - 1 : statement.end_lineno]
        _forget(values, statement)
        head = self._head(statement)
        body = self._block(statement.body, _start(statement) - 1 + len(head), values)
        shell = copy.copy(statement)
        shell.body = [ast.Pass()]
        new = _fold(shell, values)
        if ast.dump(new) != ast.dump(shell):
            head = [" " * statement.col_offset + _formatted(ast.unparse(new))[0]]
        return [*head, *body]

    def _head(self, statement: ast.stmt) -> list[str]:
        return self._lines[_start(statement) - 1 : _start(statement.body[0]) - 1]

    def _function(self, node: ast.FunctionDef, values: Values) -> list[str]:
        own = self._values.get(node.name, {}) if not values else {}
        arguments = copy.deepcopy(node.args)
        _leave_out(arguments, {name for name, some in own.items() if len(some) == 1})
        arguments = _fold(arguments, values)
        inner = {name: some for name, some in values.items() if name not in _names(node.args)}
        inner |= {**self._attributes, **own}
        head = self._head(node)
        after = _start(node) - 1 + len(head)
        if ast.dump(arguments) != ast.dump(node.args):
            white = " " * node.col_offset
            head = [white + _formatted(f"def {node.name}({ast.unparse(arguments)}): pass")[0]]
        return [*head, *self._block(node.body, after, inner)]

    def _if(self, node: ast.If, values: Values) -> list[str]:
        decided = _Fold(values).decided(node.test)
        if decided:
            return _dedented(self._block(node.body, _start(node.body[0]) - 1, values))
        if decided is False:
            other = self._orelse(node, values)
            return other if self._has_elif(node) else _dedented(other)
        _forget(values, node)
        white, test = " " * node.col_offset, _fold(node.test, values)
        head = self._head(node)
        if ast.dump(test) != ast.dump(node.test):
            head = [white + _formatted(f"if {ast.unparse(test)}: pass")[0]]
        head[0] = head[0].replace(f"{white}elif ", f"{white}if ", 1)
        lines = [*head, *self._block(node.body, _start(node.body[0]) - 1, values)]
        other = self._orelse(node, values)
        if other and not self._has_elif(node):
            return [*lines, f"{white}else:\n", *other]
        if other and other[0].startswith(f"{white}if "):
            return [*lines, other[0].replace("if ", "elif ", 1), *other[1:]]
        return [*lines, f"{white}else:\n", *("    " + line for line in other)] if other else lines

    def _orelse(self, node: ast.If, values: Values) -> list[str]:
        if not node.orelse:
            return []
        return self._block(node.orelse, _start(node.orelse[0]) - 1, values)

    def _has_elif(self, node: ast.If) -> bool:
        return bool(node.orelse) and node.orelse[0].col_offset == node.col_offset

    def _simple(self, statement: ast.stmt, values: Values) -> list[str]:
        new = _fold(statement, values)
        pairs = _pairs(new)
        left = [(target, value) for target, value in pairs if not self._is_gone(target, value)]
        if pairs and not left:
            return []
        if left == pairs and ast.dump(new) == ast.dump(statement):
            _forget(values, statement)
            return self._lines[statement.lineno - 1 : statement.end_lineno]
        match left:
            case [(ast.Name(id=name), ast.Constant(value=value))] if self._stored.count(name) == 1:
                values[name] = (value,)
                return []
        _forget(values, statement)
        text = ast.unparse(new)
        if left:
            targets, given = zip(*left, strict=True)
            text = ", ".join(map(ast.unparse, targets)) + " = "
            text += ", ".join(self._source(value, statement) for value in given)
        elif isinstance(new, ast.Return) and new.value:
            text = f"return {self._source(new.value, statement)}"
        return [" " * statement.col_offset + line for line in _formatted(text)]

    def _source(self, node: ast.expr, statement: ast.stmt) -> str:
        """The text of an expression, as it is where it is part of a statement."""
        for part in ast.walk(statement):
            if isinstance(part, ast.expr) and ast.dump(part) == ast.dump(node):
                return ast.get_source_segment("".join(self._lines), part)
        text = ast.unparse(node)
        return text[1:-1] if isinstance(node, ast.Tuple) else text

    def _is_gone(self, target: ast.expr, value: ast.expr) -> bool:
        name = ast.unparse(target)
        return len(self._attributes.get(name, ())) == 1 or name == ast.unparse(value)


class _Fold(ast.NodeTransformer):
    def __init__(self, values: Values) -> None:
        self._values = values

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            found = self._values.get(ast.unparse(node), ())
            if len(found) == 1:
                return ast.Constant(found[0])
        return super().visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return ast.Lambda(self.visit(node.args), self._without(_names(node.args)).visit(node.body))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        # In helpers, what is given None by name is None by default.
        given = {keyword.arg: _is_none(keyword.value) for keyword in node.keywords}
        self.generic_visit(node)
        node.keywords = [k for k in node.keywords if given[k.arg] or not _is_none(k.value)]
        match node:
            case ast.Call(
                func=ast.Name(id="isinstance"), args=[ast.Constant(value=value), ast.Name(id="str")]
            ):
                return ast.Constant(isinstance(value, str))
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        values, value, ends = [], node, isinstance(node.op, ast.Or)
        for value in map(self.visit, node.values):
            truth = self._truth(value)
            if truth is None or truth is ends:
                values.append(value)
            if truth is ends:
                break
        return ast.BoolOp(node.op, values) if len(values) > 1 else values[0] if values else value

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        truth = self._truth(node.test)
        return node if truth is None else node.body if truth else node.orelse

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        truth = self._truth(node.operand)
        if isinstance(node.op, ast.Not) and truth is not None:
            return ast.Constant(not truth)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=value)]):
                is_same = {ast.Eq: True, ast.Is: True, ast.NotEq: False, ast.IsNot: False}
                answers = {(one == value) is is_same.get(type(op)) for one in self._of(left)}
                if type(op) in is_same and len(answers) == 1:
                    return ast.Constant(answers.pop())
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value="")):
                return left
            case ast.BinOp(
                left=ast.Constant(value=str(left)),
                op=ast.Add(),
                right=ast.Constant(value=str(right)),
            ):
                return ast.Constant(left + right)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        parts = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)
            match part:
                case ast.FormattedValue(value=ast.Constant(value=value), conversion=-1):
                    spec = part.format_spec.values[0].value if part.format_spec else ""
                    part = ast.Constant(format(value, spec))
            last = parts[-1] if parts else None
            if isinstance(last, ast.Constant) and isinstance(part, ast.Constant):
                parts[-1] = ast.Constant(last.value + part.value)
            elif not (isinstance(part, ast.Constant) and part.value == ""):
                parts.append(part)
        if all(isinstance(part, ast.Constant) for part in parts):
            return ast.Constant("".join(part.value for part in parts))
        return ast.JoinedStr(parts)

    def decided(self, test: ast.expr | None) -> bool | None:
        """Returns what a test comes to, None if that is not known."""
        return self._truth(self.visit(copy.deepcopy(test))) if test else None

    def _without(self, names: set[str]) -> _Fold:
        return _Fold({name: some for name, some in self._values.items() if name not in names})

    def _of(self, node: ast.expr) -> tuple[Any, ...]:
        if isinstance(node, ast.Constant):
            return (node.value,)
        return self._values.get(ast.unparse(node), ())

    def _truth(self, node: ast.expr) -> bool | None:
        if isinstance(node, ast.BoolOp):
            ends = isinstance(node.op, ast.Or)
            return ends if ends in map(self._truth, node.values) else None
        answers = {bool(one) for one in self._of(node)}
        return answers.pop() if len(answers) == 1 else None


def _fold(node: ast.AST, values: Values) -> ast.AST:
    return ast.fix_missing_locations(_Fold(values).visit(copy.deepcopy(node)))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _names(arguments: ast.arguments) -> set[str]:
    return {node.arg for node in ast.walk(arguments) if isinstance(node, ast.arg)}


def _leave_out(arguments: ast.arguments, names: set[str]) -> None:
    """Takes parameters that have defaults out."""
    first = len(arguments.args) - len(arguments.defaults)
    pairs = list(zip(arguments.args[first:], arguments.defaults, strict=True))
    pairs = [(one, default) for one, default in pairs if one.arg not in names]
    arguments.args = arguments.args[:first] + [one for one, _ in pairs]
    arguments.defaults = [default for _, default in pairs]


def _returns(before: list[str], lines: list[str]) -> bool:
    """Tells a return of what the lines before it have just assigned."""
    match = re.fullmatch(r"( *)return (\w+)\n", "".join(lines))
    return bool(match and before and before[0].startswith(f"{match[1]}{match[2]} = "))


def _forget(values: Values, statement: ast.stmt) -> None:
    """Takes out the names that are assigned where it is not known whether that happens."""
    for name in stored(statement):
        values.pop(name, None)


def stored(node: ast.AST) -> list[str]:
    """The names that are assigned in a node, each as often as that is."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    return [name.id for name in names if isinstance(name.ctx, ast.Store)]


def _pairs(statement: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """What a statement assigns, and to what."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            return list(zip(targets, values, strict=True))
        case ast.Assign(targets=[target], value=value):
            return [(target, value)]
    return []


def _start(node: ast.stmt) -> int:
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def _formatted(text: str) -> list[str]:
    """The line or lines of a statement, however long, as everybody has them."""
    import black

    return black.format_str(text, mode=black.Mode(line_length=1000)).splitlines(keepends=True)


def _dedented(lines: list[str]) -> list[str]:
    return [line.removeprefix("    ") for line in lines]
