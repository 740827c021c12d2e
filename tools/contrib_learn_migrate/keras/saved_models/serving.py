"""Serving input functions: what clients feed an exported model, and how it becomes features."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from contrib_learn_migrate.keras.render import DROPPED
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind
from contrib_learn_migrate.keras.saved_models.example_specs import ExampleSpecs

_LEARN = "tf.contrib.learn."
_EXPORT = "tf.estimator.export."
_UTILS = ("", "utils.", "utils.input_fn_utils.")
_PARSERS = {
    *(f"{_LEARN}{space}build_parsing_serving_input_fn" for space in _UTILS),
    f"{_EXPORT}build_parsing_serving_input_receiver_fn",
}
_RAW = {
    *(f"{_LEARN}{space}build_default_serving_input_fn" for space in _UTILS),
    f"{_EXPORT}build_raw_serving_input_receiver_fn",
}
_CORE = f"{_EXPORT}ServingInputReceiver"
_RECEIVERS = {
    **{f"{_LEARN}{space}InputFnOps": "features labels default_inputs" for space in _UTILS},
    _CORE: "features receiver_tensors receiver_tensors_alternatives",
}
_CHANGES = {"update", "pop", "popitem", "setdefault", "clear"}
_PLACEHOLDERS = ("tf.placeholder", "tf.compat.v1.placeholder")


@dataclass(frozen=True)
class Fed:
    """What clients feed a model.

    Attributes:
      specs: the shapes and dtypes, as texts, by the names under which they are fed.
      features: the text of the features, with ``{fed}`` for the variables of what is fed.
      parameter: what else they are made of; None for nothing.
      argument: the text of that.
      source: the expression of that.
      is_dict: whether what is fed is in one variable, a dict.
      keys: the keys of the features; None if they are not known.
      is_dense: whether no feature is parsed as a sparse one.
    """

    specs: dict[str, tuple[str, str]]
    features: str
    parameter: str | None = None
    argument: str | None = None
    source: ast.expr | None = None
    is_dict: bool = False
    keys: set[str] | None = None
    is_dense: bool = True

    @property
    def is_of_examples(self) -> bool:
        """Whether one vector of strings is fed."""
        return [dtype for _, dtype in self.specs.values()] == ["tf.string"]


class Serving:
    """The serving input functions of a program."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self._specs = ExampleSpecs(program)
        self._functions: dict[int, str] = {}  # Their parameters now, by the id of the function.
        self._dropped: set[int] = set()

    def fed(self, slot: ast.expr) -> Fed:
        """Returns what an expression of a serving input function stands for.

        Raises:
          Obstacle: that is not certain.
        """
        origins = self._flow.origins(slot)
        if len(origins) != 1:
            raise Obstacle(slot, "serving_input_fn", "it is one function or another")
        return self._fed_to(origins[0], slot)

    def rewritten(self, node: ast.AST) -> str | None:
        """Returns what a part of a serving input function has become; None if nothing special."""
        if id(node) in self._dropped:
            return DROPPED
        if id(node) in self._functions:
            head = f"def {node.name}("
            return self._program.kept(node).replace(head, head + self._functions[id(node)], 1)
        if id(self._flow.scope(node)) not in self._functions:
            return None
        match node:
            case ast.Return(value=value):
                return f"return {self._program.text(self._received(value)['features'])}"
            case ast.Call() if call := self._specs.parsing(node):
                return self._specs.parsed(call.text("serialized"), call.args["features"])
        return None

    def _fed_to(self, origin: ast.AST, slot: ast.expr) -> Fed:
        symbol = self._program.symbol(origin)
        if symbol in _PARSERS:
            takes = ("feature_spec", "default_batch_size")
            return self._of_examples(bind(origin, symbol, takes, self._program))
        if symbol in _RAW:
            takes = ("features", "default_batch_size")
            return self._raw(bind(origin, symbol, takes, self._program))
        if isinstance(origin, ast.FunctionDef):
            return self._fed_to_function(origin, slot)
        raise Obstacle(slot, "serving_input_fn", "it is no function of this program")

    def _raw(self, call: Call) -> Fed:
        """What is fed in the place of features, as a call of a builder says."""
        size = call.text("default_batch_size", "None")
        fed = self._placeholders(call.args["features"])
        if not all(shape.startswith(("[", "(")) for shape, _ in fed.values()):
            raise call.obstacle("the shape of what is fed is no literal")
        specs = {name: (_of_size(shape, size), d) for name, (shape, d) in fed.items()}
        return Fed(specs, "{fed}", is_dict=True, keys=set(specs))

    def _of_examples(self, call: Call) -> Fed:
        """What is fed to a model that parses tf.Examples, as a call of a builder says."""
        spec, size = call.args["feature_spec"], call.text("default_batch_size", "None")
        return Fed(
            {"examples": (f"[{size}]", "tf.string")},
            self._specs.parsed("{fed}", spec, "feature_spec"),
            "feature_spec",
            self._program.text(spec),
            spec,
            keys=self._specs.keys(spec),
            is_dense=self._specs.is_dense(spec),
        )

    def _fed_to_function(self, function: ast.FunctionDef, slot: ast.expr) -> Fed:
        returned = self._flow.returns(function)
        if len(returned) != 1 or ast.unparse(function.args):
            raise Obstacle(function, function.name, "it is no plain serving input function")
        received = self._received(returned[0])
        fed, features = received["fed"], self._flow.origins(received["features"])
        specs = self._placeholders(fed)
        made = self._flow.origins(fed)[0]
        if self._is_changed_in(function, made):
            raise Obstacle(fed, function.name, "what is fed is changed")
        if features == [made]:
            return Fed(specs, "{fed}", is_dict=True, keys=set(specs))
        if any(self._flow.calls_of(function)):
            raise Obstacle(function, function.name, "the program calls it itself")
        is_dict = all(isinstance(value, ast.Call) for value in made.values)
        variables = [fed] if is_dict else made.values
        names = [self._parameter(variable, function) for variable in variables]
        self._functions[id(function)] = ", ".join(names)
        keys = self._keys_made(features[0], made, specs) if len(features) == 1 else None
        if keys is not None and self._is_changed_in(function, features[0]):
            keys = None
        text, argument = "serving_input_fn({fed})", self._program.text(slot)
        parsed = filter(None, map(self._specs.parsing, ast.walk(function)))
        is_dense = all(self._specs.is_dense(call.args["features"]) for call in parsed)
        return Fed(specs, text, "serving_input_fn", argument, slot, is_dict, keys, is_dense)

    def _keys_made(self, features: ast.AST, fed: ast.Dict, specs: Iterable[str]) -> set[str] | None:
        """The keys of the features that are made of what is fed; None if they are not known."""
        match features:
            case ast.Call() if call := self._specs.parsing(features):
                return self._specs.keys(call.args["features"])
            case ast.Dict(keys=keys):
                return self._constants(keys)
            case ast.DictComp(
                key=ast.Name(id=key),
                generators=[
                    ast.comprehension(
                        target=ast.Tuple(elts=[ast.Name(id=name), _]),
                        iter=ast.Call(func=ast.Attribute(value=value, attr="items")),
                        ifs=[],
                    )
                ],
            ) if key == name and self._flow.origins(value) == [fed]:
                return set(specs)
        return None

    def _constants(self, nodes: Iterable[ast.expr | None]) -> set[str] | None:
        """The strings that expressions are; None if it is not known of all."""
        found = {self._constant(node) for node in nodes}
        return None if None in found else found

    def _constant(self, node: ast.expr | None) -> str | None:
        match self._flow.origins(node) if node else []:
            case [ast.Constant(value=str(text))]:
                return text
        return None

    def _is_changed_in(self, function: ast.FunctionDef, made: ast.AST) -> bool:
        """Whether a function changes a dict that it makes."""
        for node in ast.walk(function):
            match node:
                case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                    changed = value
                case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _CHANGES:
                    changed = value
                case _:
                    continue
            if made in self._origins_of_any(changed):
                return True
        return False

    def _origins_of_any(self, node: ast.expr) -> list[ast.AST]:
        """What a value may be, or may have been before it was changed."""
        bindings = self._flow.bindings(node) if isinstance(node, ast.Name) else []
        values = [one.value for one in bindings if isinstance(one, ast.Assign)]
        return [origin for value in [node, *values] for origin in self._flow.origins(value)]

    def _parameter(self, variable: ast.expr, function: ast.FunctionDef) -> str:
        """Makes a parameter of a variable that holds a placeholder, or a dict of them."""
        bindings = self._flow.bindings(variable) if isinstance(variable, ast.Name) else []
        match bindings:
            case [ast.Assign(targets=[ast.Name(id=name)]) as statement]:
                self._dropped.add(id(statement))
                return name
        raise Obstacle(variable, function.name, "what is fed is no variable")

    def _received(self, node: ast.expr) -> dict[str, ast.expr]:
        """The features and what is fed, as expressions."""
        origins = self._flow.origins(node)
        symbol = self._program.symbol(origins[0]) if len(origins) == 1 else ""
        if symbol not in _RECEIVERS:
            raise Obstacle(node, "serving_input_fn", "it is not known what it returns")
        call = bind(origins[0], symbol, tuple(_RECEIVERS[symbol].split()), self._program)
        call.refuse("labels", "receiver_tensors_alternatives")
        if symbol == _CORE and not all(
            map(self._is_dict, self._flow.origins(call.args["features"]))
        ):
            raise call.obstacle("it is not known whether its features are a dict")
        name = "default_inputs" if "default_inputs" in call.args else "receiver_tensors"
        return {"features": call.args["features"], "fed": call.args[name]}

    def _is_dict(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            bindings = self._flow.bindings(node)
            return bool(bindings) and all(map(self._is_made_as_dict, bindings))
        if isinstance(node, ast.Call):
            return ast.unparse(node.func) == "dict" or self._specs.parsing(node) is not None
        return isinstance(node, ast.Dict | ast.DictComp)

    def _is_made_as_dict(self, binding: ast.AST) -> bool:
        """Whether a statement makes a dict, or only adds to one."""
        match binding:
            case ast.Assign(targets=[ast.Subscript()]):
                return True
            case ast.Assign(targets=[ast.Name()], value=value):
                return all(map(self._is_dict, self._flow.origins(value)))
        return False

    def _placeholders(self, node: ast.expr) -> dict[str, tuple[str, str]]:
        """The shapes and dtypes of a dict of placeholders, by their keys."""
        origins = self._flow.origins(node)
        if len(origins) != 1 or not isinstance(origins[0], ast.Dict):
            raise Obstacle(node, "serving_input_fn", "what is fed is no dict")
        found = {}
        for key, value in zip(origins[0].keys, origins[0].values, strict=True):
            made, name = self._flow.origins(value), self._constant(key)
            if name is None or len(made) != 1:
                raise Obstacle(value, "serving_input_fn", "it is not known what is fed")
            symbol = self._program.symbol(made[0])
            if symbol not in _PLACEHOLDERS:
                raise Obstacle(value, "serving_input_fn", "what is fed is no placeholder")
            call = bind(made[0], symbol, ("dtype", "shape", "name"), self._program)
            self._check_constant(call, "shape", "dtype")
            found[name] = call.text("shape"), call.text("dtype")
        return found

    def _check_constant(self, call: Call, *names: str) -> None:
        """Raises an Obstacle if an argument means something in its function only."""
        for name in names:
            if name not in call.args:
                raise call.obstacle(f"its {name} is not given")
            for node in ast.walk(call.args[name]):
                if isinstance(node, ast.Name) and isinstance(self._flow.holder(node), _BLOCKS):
                    raise call.obstacle(f"its {name} is known in its function only")


_BLOCKS = ast.FunctionDef | ast.Lambda


def _of_size(shape: str, size: str) -> str:
    """A literal shape with another size of the batch."""
    sizes = ast.parse(shape, mode="eval").body.elts
    return f"[{', '.join([size, *map(ast.unparse, sizes[1:])])}]"
