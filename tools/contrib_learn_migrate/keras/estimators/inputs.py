"""Input functions: what returned tensors returns a tf.data.Dataset."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.rules import Obstacle, call_text, is_none

# These return an input function, and are a dataset now.
MAKERS = {
    "tf.contrib.learn.io.numpy_input_fn",
    "tf.contrib.learn.io.pandas_input_fn",
    "tf.estimator.inputs.numpy_input_fn",
    "tf.estimator.inputs.pandas_input_fn",
}
# These return the features of a batch, and are a dataset of them now.
READERS = {
    "tf.contrib.learn.read_batch_features",
    "tf.contrib.learn.io.read_batch_features",
}
_ONE_SHOT = "make_one_shot_iterator"
_ITERATORS = (f"tf.data.{_ONE_SHOT}", f"tf.compat.v1.data.{_ONE_SHOT}")
_FUNCTIONS = ast.FunctionDef | ast.Lambda


@dataclass(frozen=True)
class Data:
    """What an input function has become.

    Attributes:
      text: an expression of a dataset.
      kind: what gave the batches: "tensors", an "iterator", a "dataset", or a "queue".
      is_endless: whether it is known to go on for ever.
    """

    text: str
    kind: str
    is_endless: bool


class Inputs:
    """The input functions of a program."""

    def __init__(self, flow: Flow, renderer) -> None:
        self._flow, self._renderer = flow, renderer
        self._functions: dict[int, ast.AST] = {}
        self._dropped: set[int] = set()

    def note(self, slot: ast.expr) -> None:
        """Notes the functions behind an expression that stands for an input function.

        Raises:
          Obstacle: it is not known what it stands for.
        """
        for origin in self._origins(slot):
            if isinstance(origin, _FUNCTIONS):
                self._note_function(origin)
            elif self._renderer.symbol(origin) not in MAKERS:
                raise Obstacle(slot, "input_fn", "it is not known what it returns")

    def check(self) -> None:
        """Raises an Obstacle if what is an input function is called for its tensors as well."""
        for function in self._functions.values():
            for call in self._flow.calls_of(function):
                if not self._passes_on(self._flow.parent(call)):
                    raise Obstacle(call, "input_fn", "its tensors are used here")

    def _passes_on(self, node: ast.AST) -> bool:
        """Whether a node gives what it has to who calls an input function."""
        if isinstance(node, ast.Return):
            node = self._flow.scope(node)
        return self.is_input(node)

    def data(self, slot: ast.expr) -> Data:
        """Returns the dataset that an expression of an input function stands for."""
        if isinstance(slot, ast.Lambda) and not slot.args.args:
            return Data(self.value(slot.body), *self._manner(slot))
        origins = self._origins(slot)
        made = [self._renderer.symbol(origin) in MAKERS for origin in origins]
        if all(made):
            manners = {("queue", self._is_endless_maker(origin)) for origin in origins}
            return Data(self._renderer.text(slot), "queue", manners == {("queue", True)})
        if any(made):
            raise Obstacle(slot, "input_fn", "it is of one kind or another")
        manners = {self._manner(origin) for origin in origins}
        if len({kind for kind, _ in manners}) > 1:
            raise Obstacle(slot, "input_fn", "its batches come in one way or another")
        kind = next(iter(manners))[0]
        text = self._renderer.text(slot) + "()"
        if _is_partial(slot):
            function, *args = map(self._renderer.text, slot.args)
            more = {k.arg: self._renderer.text(k.value) for k in slot.keywords}
            text = call_text(function, *args, **more)
        return Data(text, kind, all(endless for _, endless in manners))

    def _origins(self, slot: ast.expr) -> list[ast.AST]:
        """What an input function comes from; of a partial, the function."""
        return [
            function
            for origin in self._flow.origins(slot)
            for function in (
                self._flow.origins(origin.args[0]) if _is_partial(origin) else [origin]
            )
        ]

    def has_labels(self, slot: ast.expr) -> bool:
        """Tells whether an input function gives labels beside features."""
        return all(self._is_pair(origin) for origin in self._origins(slot))

    def keys(self, slot: ast.expr) -> set[str] | None:
        """Returns the keys of the features that an input function gives; None if unknown."""
        found: set[str] = set()
        for origin in self._origins(slot):
            keys = self._keys(origin)
            if keys is None:
                return None
            found |= keys
        return found

    def is_input(self, function: ast.AST) -> bool:
        """Tells whether a function returns batches."""
        return id(function) in self._functions

    def is_dropped(self, statement: ast.stmt) -> bool:
        """Tells whether a statement made what is not needed any more, such as an iterator."""
        return id(statement) in self._dropped

    def value(self, value: ast.expr) -> str:
        """Returns the dataset in the place of what an input function returns."""
        renderer = self._renderer
        if self._delegates(value):
            return renderer.text(value)
        dataset = self._behind_iterator(value)
        if dataset is not None:
            return renderer.text(dataset)
        if self._is_dataset(value):
            return renderer.text(value)
        if isinstance(value, ast.Call) and renderer.symbol(value.func) in MAKERS:
            return renderer.text(value.func)
        reader = self._reader(value)
        if reader:
            name = reader.id if isinstance(reader, ast.Name) else None
            if name is None:
                return renderer.text(value)
            if isinstance(value, ast.Name):
                return name
            return f"{name}.map(lambda {name}: {self._pair(value)})"
        renderer.require("import tensorflow as tf")
        return f"tf.data.Dataset.from_tensors({self._pair(value)}).repeat()"

    def _pair(self, value: ast.expr) -> str:
        """The text of features, or of features and labels, in one expression."""
        if isinstance(value, ast.Tuple):
            if len(value.elts) != 2:
                raise Obstacle(value, "input_fn", "it returns other than features and labels")
            if is_none(value.elts[1]):
                return self._renderer.text(value.elts[0])
            text = self._renderer.text(value)
            return text if text.startswith("(") and _is_one(text) else f"({text})"
        return self._renderer.text(value)

    def _note_function(self, function: ast.AST) -> None:
        if id(function) in self._functions:
            return
        self._functions[id(function)] = function
        for value in self._flow.returns(function):
            if self._delegates(value):
                for origin in self._flow.origins(value.func):
                    self._note_function(origin)
            self._behind_iterator(value)
            unpacked = self._unpacked(value)
            if unpacked:
                self._dropped.add(id(unpacked))

    def _is_pair(self, function: ast.AST) -> bool:
        if isinstance(function, ast.Call):
            return any(k.arg == "y" for k in function.keywords) or len(function.args) > 1
        values = [v for value in self._flow.returns(function) for v in self._flow.origins(value)]
        if any(isinstance(value, ast.Dict | ast.DictComp) for value in values):
            return False
        pairs = [value for value in values if isinstance(value, ast.Tuple)]
        return not any(len(pair.elts) == 2 and is_none(pair.elts[1]) for pair in pairs)

    def _keys(self, function: ast.AST) -> set[str] | None:
        """The keys of the features that a function, or the maker of one, gives."""
        if isinstance(function, _FUNCTIONS):
            values = [
                v for value in self._flow.returns(function) for v in self._flow.origins(value)
            ]
            features = [v.elts[0] if isinstance(v, ast.Tuple) else v for v in values]
        elif not isinstance(function, ast.Call):
            return None
        else:
            features = [*function.args[:1], *(k.value for k in function.keywords if k.arg == "x")]
        found: set[str] = set()
        for origin in (o for feature in features for o in self._flow.origins(feature)):
            match origin:
                case ast.Dict(keys=keys):
                    for key in keys:
                        texts = self._flow.origins(key)
                        if len(texts) != 1 or not isinstance(texts[0], ast.Constant):
                            return None
                        found.add(texts[0].value)
                case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                    found |= {keyword.arg for keyword in keywords}
                case _:
                    return None
        return found

    def _delegates(self, value: ast.expr) -> bool:
        """Whether a value is what another function of the program returns."""
        if not isinstance(value, ast.Call):
            return False
        functions = self._flow.origins(value.func)
        return bool(functions) and all(isinstance(f, _FUNCTIONS) for f in functions)

    def _manner(self, function: ast.AST) -> tuple[str, bool]:
        """How a function's batches come, and whether they are known never to end."""
        manners = {self._manner_of_value(value) for value in self._flow.returns(function)}
        if len(manners) != 1:
            raise Obstacle(function, "input_fn", "its batches come in one way or another")
        return manners.pop()

    def _manner_of_value(self, value: ast.expr) -> tuple[str, bool]:
        if self._delegates(value):
            return self._manner(self._flow.origins(value.func)[0])
        dataset = self._behind_iterator(value)
        if dataset is not None:
            return "iterator", self._is_endless(dataset)
        if self._is_dataset(value):
            return "dataset", self._is_endless(value)
        if isinstance(value, ast.Call) and self._renderer.symbol(value.func) in MAKERS:
            return "queue", self._is_endless_maker(value.func)
        if self._reader(value):
            return "queue", False
        if not self._are_tensors(value):
            raise Obstacle(value, "input_fn", "it is not known what it returns")
        return "tensors", True

    def _behind_iterator(self, value: ast.expr) -> ast.expr | None:
        """The dataset whose iterator's next batch a value is."""
        statement = self._unpacked(value)
        match self._flow.origins(statement.value if statement else value):
            case [ast.Call(func=ast.Attribute(value=iterator, attr="get_next")) as batch]:
                made = self._flow.origins(iterator)
            case _:
                return None
        for call in (batch, *made):
            holder = self._flow.statement(call)
            if isinstance(holder, ast.Assign):
                self._dropped.add(id(holder))
        match made:
            case [ast.Call(args=[dataset]) as call] if self._renderer.symbol(call) in _ITERATORS:
                return dataset
            case [ast.Call(func=ast.Attribute(value=dataset, attr=attr))] if attr == _ONE_SHOT:
                return dataset
        raise Obstacle(made[0], "iterator", "it is no one-shot iterator")

    def _unpacked(self, value: ast.expr) -> ast.Assign | None:
        """The statement that unpacked a batch into the very names that are returned."""
        if not (isinstance(value, ast.Tuple) and all(isinstance(e, ast.Name) for e in value.elts)):
            return None
        names = ast.unparse(value)
        for statement in self._flow.bindings(value.elts[0]):
            match statement:
                case ast.Assign(
                    targets=[target], value=ast.Call(func=ast.Attribute(attr="get_next"))
                ) if ast.unparse(target) == names:
                    return statement
        return None

    def _reader(self, value: ast.expr) -> ast.expr | None:
        """The features that a reader of batches returned, in a value."""
        for part in ast.walk(value):
            if isinstance(part, ast.Name | ast.Call):
                origins = self._flow.origins(part)
                if len(origins) == 1 and self._renderer.symbol(origins[0]) in READERS:
                    return part
        return None

    def _is_dataset(self, value: ast.AST, seen: tuple[ast.AST, ...] = ()) -> bool:
        if value in seen:
            return True  # As in `dataset = dataset.repeat()`.
        seen = (*seen, value)
        match value:
            case ast.Name():
                values = [getattr(b, "value", None) for b in self._flow.bindings(value)]
                return bool(values) and all(v and self._is_dataset(v, seen) for v in values)
            case ast.Call() if self._renderer.symbol(value):
                return self._renderer.symbol(value).startswith("tf.data.")
            case ast.Call(func=ast.Attribute(value=owner)):
                return self._is_dataset(owner, seen)
        return False

    def _are_tensors(self, value: ast.AST) -> bool:
        """Whether a value is features, or features and labels, as the statements show it."""
        origins = self._flow.origins(value)
        if isinstance(value, ast.Name):
            origins += [getattr(b, "value", b) for b in self._flow.bindings(value)]
        for origin in origins:
            match origin:
                case ast.Tuple() | ast.Dict() | ast.DictComp():
                    return True
                case ast.Call(func=ast.Name(id="dict")):
                    return True
                case ast.Call() if self._renderer.symbol(origin).startswith("tf."):
                    return True
        return False

    def _is_endless(self, dataset: ast.expr) -> bool:
        """Whether a chain of a dataset's methods repeats it for ever."""
        for origin in self._flow.origins(dataset):
            node, repeats = origin, False
            while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "repeat":
                    repeats |= not node.args or is_none(node.args[0])
                if node.func.attr in ("take", "from_generator"):
                    return repeats
                node = node.func.value
            if not repeats:
                return False
        return True

    def _is_endless_maker(self, call: ast.Call) -> bool:
        for keyword in call.keywords:
            if keyword.arg == "num_epochs":
                return is_none(keyword.value)
        return len(call.args) > 3 and is_none(call.args[3])


def _is_partial(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    return ast.unparse(node.func) in ("functools.partial", "partial")


def _is_one(text: str) -> bool:
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return isinstance(tree.body, ast.Tuple) and tree.body.col_offset == 0
