"""A program's functions of tensors: what a model_fn calls to make a part of its model."""

from __future__ import annotations

import ast
import copy
import re

from contrib_learn_migrate.keras import modes
from contrib_learn_migrate.keras.model_fns import averages
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, call_text

REGULARIZERS = ("regularizer", "regularizers")
_PARAMETERS = re.compile(r"(def\s+\w+\s*\()[^()]*\)")


def leave_regularizers_out(call: Call) -> None:
    """Leaves out regularizers: where nobody adds up their losses, they do nothing."""
    given = call.args.items()
    call.args = {name: value for name, value in given if not name.endswith(REGULARIZERS)}


def of_models(program) -> set[int]:
    """Returns the ids of the functions that what builds models calls or hands on."""
    functions = [n for n in ast.walk(program.file.tree) if isinstance(n, ast.FunctionDef)]
    pending = [n for n in functions if id(n) in program.models.all]
    found: set[int] = set()
    while pending:
        for node in ast.walk(pending.pop()):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                for origin in program.flow.origins(node):
                    if isinstance(origin, ast.FunctionDef) and id(origin) not in found:
                        found.add(id(origin))
                        pending.append(origin)
    return found


def called(node: ast.Call, renderer: Renderer, program: Renderer) -> str | None:
    """Returns the call of a function of the program without what it is told of the mode.

    Returns:
      None for a call of another kind, or one that tells nothing.
    """
    match program.flow.origins(node.func):
        case [ast.FunctionDef() as function]:
            told = _told(function, program)
        case _:
            return None
    is_open = any(isinstance(arg, ast.Starred) for arg in node.args)
    if not told or is_open or any(keyword.arg is None for keyword in node.keywords):
        return None
    parameters = [arg.arg for arg in function.args.args if arg.arg != "self"]
    given = [
        renderer.text(value)
        for name, value in zip(parameters, node.args, strict=False)
        if name not in told
    ]
    named = {k.arg: renderer.text(k.value) for k in node.keywords if k.arg not in told}
    return call_text(renderer.text(node.func), *given, **named)


class LayerFunction(Renderer):
    """A function whose tensors are Keras's, and that Keras tells by itself of the mode."""

    where = MODEL

    def __init__(self, function: ast.FunctionDef, program: Renderer) -> None:
        super().__init__(program.file, program)
        self._function, self._program = function, program
        self._told = _told(function, program)

    def definition(self) -> str:
        """Returns the function."""
        text = self.kept(self._function)
        if not self._told:
            return text
        arguments = copy.deepcopy(self._function.args)
        arguments.args = [arg for arg in arguments.args if arg.arg not in self._told]
        new, count = _PARAMETERS.subn(rf"\g<1>{ast.unparse(arguments)})", text, count=1)
        if not count or arguments.defaults or arguments.kwonlyargs:
            raise Obstacle(self._function, self._function.name, "it is told of the mode")
        return new

    def role(self, node: ast.AST) -> str | None:
        return self._told.get(node.id) if isinstance(node, ast.Name) else None

    def rewritten(self, node: ast.AST) -> str | None:
        match node:
            case ast.Name(id=name) if self.role(node):
                raise Obstacle(node, name, "a Keras model is built without it")
            case ast.Call() if new := called(node, self, self._program):
                return new
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable is, if this function has it in its text."""
        value = self._program.value_of(node)
        # What the converter made itself, such as a default, has no place.
        line = getattr(value, "lineno", 0)
        return value if self._function.lineno <= line <= self._function.end_lineno else node

    def completed(self, call: Call) -> Call:
        call = super().completed(call)
        if any(name.endswith(REGULARIZERS) and call.has(name) for name in call.args):
            match self._program.models.regularize:
                case None:
                    raise call.obstacle("it is not known here whether its regularizers count")
                case False:
                    leave_regularizers_out(call)
        return averages.as_updated(call, self)


def _told(function: ast.FunctionDef, program: Renderer) -> dict[str, str]:
    """What the parameters of a function are that only tell of the mode."""
    uses = {node.id: node for node in ast.walk(function) if isinstance(node, ast.Name)}
    parameters = [arg.arg for arg in function.args.args if arg.arg in uses]
    roles = {name: modes.told(uses[name], program.flow) for name in parameters}
    return {name: role for name, role in roles.items() if role}
