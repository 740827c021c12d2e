"""Hooks and monitors that a program writes itself: classes of callbacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from contrib_learn_migrate.keras.estimators.survey import MONITORS
from contrib_learn_migrate.keras.hooks import fetches
from contrib_learn_migrate.keras.render import DROPPED
from contrib_learn_migrate.keras.rules import Obstacle, is_docstring, is_none

_HOOK = "tf.train.SessionRunHook"
_MONITOR, _EVERY_N = MONITORS
_TRAIN_BEGIN, _TRAIN_END = "on_train_begin(self, logs=None)", "on_train_end(self, logs=None)"
_BATCH_BEGIN = "on_train_batch_begin(self, batch, logs=None)"
_BATCH_END = "on_train_batch_end(self, batch, logs=None)"
# The methods of each kind: what they take besides self, and what they are in a callback.
_OF_HOOKS = {
    "begin": ((), _TRAIN_BEGIN),
    "after_create_session": (("session", "session"), _TRAIN_BEGIN),
    "before_run": (("context",), _BATCH_BEGIN),
    "after_run": (("context", "values"), _BATCH_END),
    "end": (("session",), _TRAIN_END),
}
_OF_ALL_MONITORS = {
    "begin": (("max_steps",), _TRAIN_BEGIN),
    "end": (("session",), _TRAIN_END),
}
_METHODS = {
    _HOOK: _OF_HOOKS,
    _MONITOR: {
        **_OF_ALL_MONITORS,
        "step_begin": (("step",), _BATCH_BEGIN),
        "step_end": (("step", "outputs"), _BATCH_END),
    },
    _EVERY_N: {
        **_OF_ALL_MONITORS,
        "every_n_step_begin": (("",), "every_n_step_begin(self, step)"),
        "every_n_step_end": (("", "outputs"), "every_n_step_end(self, step, outputs)"),
    },
}
_ASKS = ("before_run", "step_begin", "every_n_step_begin")
_WITHOUT_LIKE = {
    "epoch_begin", "epoch_end", "every_n_post_step", "post_step", "set_estimator", "step_begin",
    "step_end",
}  # fmt: skip
_OF_KERAS = {"model", "params", "validation_data"}
_OF_MONITORS = {
    "_begun", "_current_epoch", "_current_step", "_estimator", "_last_successful_step",
    "_max_steps",
}  # fmt: skip
MODEL = "self.model"
_AS_IT_IS = "it evaluates the model as it is, where TensorFlow 1 took the newest checkpoint"
_STOP = f"{MODEL}.stop_training = True"
_RESET = "self.model.reset_metrics()  # The loss shall be that of this batch alone."


class OwnCallbacks:
    """The classes of a program that are hooks or monitors.

    Attributes:
      texts: of their nodes that become something else, by the node's id.
      before: statements that go before others, by the id of the one that they go before.
    """

    def __init__(self, program) -> None:
        self._program = program
        self.texts: dict[int, str] = {}
        self.before: dict[int, list[str]] = {}
        self._classes: dict[int, _Class] = {}
        for node in ast.walk(program.file.tree):
            if isinstance(node, ast.ClassDef):
                kind = next((s for s in map(program.symbol, node.bases) if s in _METHODS), None)
                if kind:
                    self._classes[id(node)] = _Class(node, kind, self, program)

    def makes(self, node: ast.AST) -> bool:
        """Tells whether an expression makes one of them."""
        made = self._program.flow.origins(node.func) if isinstance(node, ast.Call) else []
        return bool(made) and all(id(one) in self._classes for one in made)

    def read(self) -> None:
        """Notes what becomes of each class.

        Raises:
          Obstacle: one of them asks for more than callbacks know.
        """
        for one in self._classes.values():
            one.read()

    def head(self, node: ast.FunctionDef) -> str | None:
        """Returns the name and the parameters of a method in a callback; None for the same."""
        one = self._classes.get(id(self._program.flow.parent(node)))
        return one.methods.get(node.name, (None, None))[1] if one else None

    def with_head(self, node: ast.FunctionDef) -> str:
        """Returns the text of a method that Keras calls."""
        text = self._program.kept(node)
        return re.sub(r"def\s+\w+\s*\([^()]*\)", f"def {self.head(node)}", text, count=1)


class _Class:
    """One class that is a hook or a monitor.

    Attributes:
      methods: those that its kind has: what they take, and what they are in a callback.
    """

    def __init__(self, node: ast.ClassDef, kind: str, own: OwnCallbacks, program) -> None:
        self._node, self._kind, self._own = node, kind, own
        self._program, self._flow = program, program.flow
        self.methods = _METHODS[kind]
        self._functions = {f.name: f for f in node.body if isinstance(f, ast.FunctionDef)}
        self._called = {name: f for name, f in self._functions.items() if name in self.methods}
        self._gone: set[int] = set()  # Nodes whose text no longer stands there.
        self._is_always_asked = True

    def read(self) -> None:
        """Notes what becomes of its parts."""
        self._check()
        self._name_base()
        for node in ast.walk(self._node):
            if isinstance(node, ast.Expr | ast.Return) and self._is_of_base(node.value):
                self._drop(node)
        asked = self._asked()
        for function in self._called.values():
            self._read_method(function, asked)
        if "step_end" in self._called:
            self._stop_where_true(self._called["step_end"])
        self._drop_what_served_asking()
        self._begin_methods(asked)
        for function in self._called.values():
            if all(is_docstring(s) or self._is_idle(s) for s in function.body):
                self._own.texts[id(function)] = DROPPED
        if all(self._own.texts.get(id(statement)) == DROPPED for statement in self._node.body):
            self._own.texts[id(self._node.body[-1])] = "pass"

    def _check(self) -> None:
        for name, function in self._functions.items():
            if name in _WITHOUT_LIKE and name not in self._called:
                raise Obstacle(function, name, "no callback has its like")
        if {"begin", "after_create_session"} <= self._called.keys():
            reason = "after_create_session begins it as well"
            raise Obstacle(self._called["begin"], "begin", reason)
        for node in self._of_self():
            is_read = isinstance(node.ctx, ast.Load)
            if not is_read and node.attr in _OF_KERAS:
                raise Obstacle(node, f"self.{node.attr}", "it is an attribute of all callbacks")
            if is_read and node.attr in _OF_MONITORS and self._kind != _HOOK:
                if not self._is_evaluated(node):
                    raise Obstacle(node, f"self.{node.attr}", "callbacks have no such attribute")
                self._own.texts[id(node)] = MODEL
                self._program.left_out.append((node, _AS_IT_IS))

    def _is_evaluated(self, node: ast.Attribute) -> bool:
        """Whether this is an estimator whose evaluation is known."""
        call = self._flow.parent(self._flow.parent(node))
        use = self._program.survey.uses.get(id(call))
        return use is not None and use.owner is node and use.method == "evaluate"

    def _of_self(self) -> Iterator[ast.Attribute]:
        for node in ast.walk(self._node):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
                yield node

    def _name_base(self) -> None:
        if self._kind == _EVERY_N:
            self._program.helpers.add("every_n")
        self._program.require("import keras")
        base = "EveryN" if self._kind == _EVERY_N else "keras.callbacks.Callback"
        for node in self._node.bases:
            if self._program.symbol(node) == self._kind:
                self._own.texts[id(node)] = base

    def _is_of_base(self, node: ast.AST | None) -> bool:
        """Whether an expression calls a method of the base class, which does nothing now."""
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name)):
                return name in self.methods
        return False

    def _asked(self) -> ast.expr | None:
        """What is asked of each step; the statements that do so are dropped."""
        found = {}
        for function in (self._called[name] for name in _ASKS if name in self._called):
            if not isinstance(function.body[-1], ast.Return):
                self._is_always_asked = False
            for node in self._returns(function):
                fetched = fetches.asked(node.value, self._program)
                if fetched is None:
                    self._is_always_asked = False
                else:
                    found[ast.dump(fetched)] = fetched
                self._drop(node)
        if len(found) > 1:
            raise Obstacle(self._node, self._node.name, "it asks for one thing or another")
        return next(iter(found.values()), None)

    def _returns(self, function: ast.FunctionDef) -> Iterator[ast.Return]:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and self._flow.scope(node) is function:
                if id(node) not in self._gone:
                    yield node

    def _drop(self, node: ast.stmt, new: str = DROPPED) -> None:
        """Has another text in the place of a statement, which ends its function if it did so."""
        function = self._flow.parent(node)
        if not (isinstance(function, ast.FunctionDef) and function.body[-1] is node):
            ends = isinstance(node, ast.Return)
            is_alone = not isinstance(function, ast.FunctionDef | ast.ClassDef) and not new
            end = "return" if ends else "pass" if is_alone else DROPPED
            new = f"\n{self._program.indent(node)}".join(filter(None, [new, end]))
        self._replace(node, new)

    def _replace(self, node: ast.AST, new: str) -> None:
        self._own.texts[id(node)] = new
        self._gone |= {id(part) for part in ast.walk(node)}

    def _read_method(self, function: ast.FunctionDef, asked: ast.expr | None) -> None:
        """Notes what becomes of the arguments of a method where it reads them."""
        names = [argument.arg for argument in function.args.args[1:]]
        roles = dict(zip(names, self.methods[function.name][0], strict=False))
        for node in ast.walk(function):
            if not isinstance(node, ast.Name) or id(node) in self._gone:
                continue
            match roles.get(node.id):
                case "session":
                    raise Obstacle(node, node.id, "Keras has no sessions")
                case "max_steps":
                    self._replace(node, "None")  # It was never told.
                case "context":
                    self._stop_on_request(node)
                case "values":
                    self._read_results(node, asked)
                case "outputs":
                    self._read_outputs(node, asked)

    def _stop_on_request(self, context: ast.Name) -> None:
        attribute = self._flow.parent(context)
        call = self._flow.parent(attribute)
        if getattr(attribute, "attr", "") != "request_stop" or not isinstance(call, ast.Call):
            raise Obstacle(context, ast.unparse(attribute), "Keras has no sessions")
        self._replace(call, _STOP)

    def _read_results(self, values: ast.Name, asked: ast.expr | None) -> None:
        node = self._flow.parent(values)
        if not isinstance(node, ast.Attribute) or node.attr != "results":
            raise Obstacle(values, ast.unparse(node), "a batch has no such thing in Keras")
        if asked is None:
            self._replace(node, "None")
            return
        parent = self._flow.parent(node)
        if not (self._is_always_asked or _fails_without(parent)):
            raise Obstacle(values, ast.unparse(node), "it may be None, as it is asked for at times")
        if isinstance(parent, ast.Subscript):
            part = fetches.item(asked, parent.slice)
            if part is not None:
                node, asked = parent, part
        self._replace_number(node, fetches.text(asked, self._program))

    def _replace_number(self, node: ast.expr, new: str) -> None:
        """Replaces a number, and a conversion to int around it where it is one."""
        parent = self._flow.parent(node)
        if new == fetches.STEP and isinstance(parent, ast.Call):
            if isinstance(parent.func, ast.Name) and parent.func.id == "int":
                node = parent
        self._replace(node, new)

    def _read_outputs(self, outputs: ast.Name, asked: ast.expr | None) -> None:
        """Has an output taken by the name that Keras has for it."""
        item = self._flow.parent(outputs)
        if getattr(item, "attr", None) == "values" and self._kinds(asked) == [fetches.LOSS]:
            if self._kind == _MONITOR:
                self._replace(outputs, f"{{'loss': {fetches.LOSS}}}")
            return
        if not isinstance(item, ast.Subscript):
            raise Obstacle(outputs, outputs.id, "Keras has other names for what is in it")
        if fetches.kind(item.slice, self._program) != fetches.LOSS:
            raise Obstacle(item, ast.unparse(item), "the step is told by itself")
        if self._kind == _MONITOR:
            self._replace(item, fetches.LOSS)
        else:
            self._replace(item.slice, "'loss'")

    def _stop_where_true(self, function: ast.FunctionDef) -> None:
        """Has training stopped where a step returned true."""
        for node in list(self._returns(function)):
            condition = "False" if node.value is None else ast.unparse(node.value)
            if condition in ("False", "None"):
                self._drop(node)
            elif condition == "True":
                self._drop(node, _STOP)
            else:
                indent = self._program.indent(node)
                inner = indent + self._program.indent(function)
                self._drop(node, f"if {self._program.text(node.value)}:\n{inner}{_STOP}")

    def _drop_what_served_asking(self) -> None:
        """Drops attributes that hold tensors, and methods that return them, once nobody asks."""
        found = True
        while found:
            found = [
                node
                for node in ast.walk(self._node)
                if id(node) not in self._gone and self._served_asking(node)
            ]
            for node in found:
                self._drop(node)

    def _served_asking(self, node: ast.AST) -> bool:
        match node:
            case ast.FunctionDef(name=name):
                return name not in self.methods and self._is_read_no_more(name)
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                is_ours = any(id(part) in self._program.references for part in ast.walk(node.value))
                return (is_ours or is_none(node.value)) and self._is_read_no_more(name)
            case ast.Assign(targets=[ast.Name() as name], value=value):
                reads = self._flow.uses(name.id, self._flow.holder(name))
                is_ours = any(id(part) in self._program.references for part in ast.walk(value))
                return is_ours and reads != [] and all(id(read) in self._gone for read in reads)
        return False

    def _is_read_no_more(self, name: str) -> bool:
        reads = [n for n in self._of_self() if n.attr == name and isinstance(n.ctx, ast.Load)]
        return bool(reads) and all(id(node) in self._gone for node in reads)

    def _begin_methods(self, asked: ast.expr | None) -> None:
        """Notes what methods have to begin with."""
        init = self._functions.get("__init__")
        if init and "__init__" not in ast.unparse(init).partition("\n")[2]:
            self._begin(init, "super().__init__()")
        for name, step in (("step_begin", f"{fetches.STEP} + 1"), ("step_end", fetches.STEP)):
            if name in self._called:
                function = self._called[name]
                given = function.args.args[1].arg
                if any(self._is_kept_name(node, given) for node in ast.walk(function)):
                    self._begin(function, f"{given} = {step}")
        if fetches.LOSS in self._kinds(asked) and self._kind != _EVERY_N:
            self._begin(next(self._called[name] for name in _ASKS if name in self._called), _RESET)

    def _kinds(self, asked: ast.expr | None) -> list[str]:
        return [fetches.kind(f, self._program) for f in fetches.leaves(asked)] if asked else []

    def _is_kept_name(self, node: ast.AST, name: str) -> bool:
        return isinstance(node, ast.Name) and node.id == name and id(node) not in self._gone

    def _begin(self, function: ast.FunctionDef, statement: str) -> None:
        first = next((s for s in function.body if not is_docstring(s)), function.body[0])
        self._own.before.setdefault(id(first), []).append(statement)

    def _is_idle(self, statement: ast.stmt) -> bool:
        """Whether nothing is left of a statement."""
        if id(statement) in self._own.before:
            return False
        if isinstance(statement, ast.If) and not statement.orelse:
            return all(self._is_idle(inner) for inner in statement.body)
        return self._own.texts.get(id(statement)) in (DROPPED, "return", "pass")


def _fails_without(node: ast.AST) -> bool:
    """Whether an expression, or an assignment, raised an error of a part that was None."""
    match node:
        case ast.Subscript() | ast.Assign(targets=[ast.Tuple()]):
            return True
        case ast.Call(func=ast.Name(id="int" | "float")):
            return True
    return False
