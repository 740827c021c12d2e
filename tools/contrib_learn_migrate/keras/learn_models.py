"""The models of ``tf.contrib.learn.models``, said as a layer and a loss before all else is done."""

from __future__ import annotations

import ast

from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras.aliases import canonical
from contrib_learn_migrate.keras.rules import Obstacle, Obstacles, call_text

_SPACE = "tf.contrib.learn.models."
_TAKES = {
    "linear_regression": ("x", "y", "init_mean", "init_stddev"),
    "linear_regression_zero_init": ("x", "y"),
    "logistic_regression": ("x", "y", "class_weight", "init_mean", "init_stddev"),
    "logistic_regression_zero_init": ("x", "y"),
}
_ONE_HOT = ("tf.one_hot", "tf.contrib.layers.one_hot_encoding")


def expanded(text: str) -> str:
    """Returns a program whose models of tf.contrib.learn.models are made of layers and losses.

    Raises:
      Obstacles: it is not known how many outputs one has.
    """
    if "_regression" not in text:
        return text
    program = _Program(File(text, program=True))
    for start, end, new in reversed(program.replacements()):
        text = text[:start] + new + text[end:]
    return text


class _Program:
    def __init__(self, file: File) -> None:
        self._file = file
        self._symbols = {id(r.call or r.node): canonical(r.name) for r in file.references}

    def replacements(self) -> list[tuple[int, int, str]]:
        """Returns the parts of the text that change, in their order, and their new texts."""
        found = []
        for function in ast.walk(self._file.tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in function.body:
                match node:
                    case ast.Assign(
                        targets=[ast.Tuple(elts=[ast.Name(), ast.Name()])], value=ast.Call()
                    ):
                        name = self._symbol(node.value).removeprefix(_SPACE)
                        if name in _TAKES:
                            start, end = self._file.source.span(node)
                            found.append((start, end, self._expanded(node, name, function)))
        return sorted(found)

    def _symbol(self, node: ast.AST) -> str:
        return self._symbols.get(id(node), "")

    def _expanded(self, node: ast.Assign, name: str, function: ast.FunctionDef) -> str:
        call = node.value
        given = dict(zip(_TAKES[name], call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords}
        if not given.keys() <= set(_TAKES[name]) - {"class_weight"}:
            raise Obstacles([Obstacle(call, _SPACE + name, "its arguments have no counterpart")])
        units = self._columns(given["y"], function)
        if units is None:
            reason = "it is not known how many columns its labels have"
            raise Obstacles([Obstacle(call, _SPACE + name, reason)])
        x, y = ast.unparse(given["x"]), ast.unparse(given["y"])
        scope = name.removesuffix("_zero_init")
        layer = call_text(
            "tf.layers.dense", x, str(units), **_initial(given, name), name=f"'{scope}'"
        )
        predictions, loss = (target.id for target in node.targets[0].elts)
        if scope == "linear_regression":
            lines = [
                f"{predictions} = {layer}",
                f"{loss} = tf.losses.mean_squared_error({y}, {predictions})",
            ]
        else:
            names = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
            logits = "logits" if "logits" not in names else "its_logits"
            lines = [
                f"{logits} = {layer}",
                f"{predictions} = tf.nn.softmax({logits})",
                f"{loss} = tf.losses.softmax_cross_entropy({y}, {logits})",
            ]
        line = self._file.source.line(node.lineno)
        return f"\n{line[: len(line) - len(line.lstrip())]}".join(lines)

    def _columns(self, labels: ast.expr, function: ast.FunctionDef) -> int | None:
        """The columns of labels of two dimensions; None if they are not certain."""
        values = [labels]
        if isinstance(labels, ast.Name):
            values = _assigned(labels.id, function)
            if labels.id == function.args.args[1].arg and not values:
                values = self._labels()
        found = {self._width(value) for value in values}
        return found.pop() if len(found) == 1 else None

    def _labels(self) -> list[ast.expr]:
        """What the functions of the program return as a second value of two."""
        found = []
        for node in ast.walk(self._file.tree):
            match node:
                case ast.Return(value=ast.Tuple(elts=[_, labels])):
                    found.append(labels)
                case ast.Lambda(body=ast.Tuple(elts=[_, labels])):
                    found.append(labels)
        return found

    def _width(self, node: ast.expr) -> int | None:
        symbol = self._symbol(node)
        match node:
            case ast.Call(args=[inner, *_]) if symbol in ("tf.constant", "tf.to_float", "tf.cast"):
                return self._width(inner)
            case ast.Call(args=[_, ast.Constant(value=int() as depth), *_]) if symbol in _ONE_HOT:
                return depth
            case ast.Call(func=ast.Attribute(attr="reshape"), args=args) if not symbol:
                return _last([*args[0].elts] if isinstance(args[0], ast.List | ast.Tuple) else args)
            case ast.Call(args=[_, ast.List() | ast.Tuple() as shape]) if symbol == "tf.reshape":
                return _last(shape.elts)
            case ast.List(elts=[ast.List(elts=columns), *_]):
                return len(columns)
        return None


def _last(shape: list[ast.expr]) -> int | None:
    """The columns of a shape of two dimensions."""
    if len(shape) == 2 and isinstance(shape[1], ast.Constant):
        return shape[1].value
    return None


def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]


def _initial(given: dict[str, ast.expr], name: str) -> dict[str, str]:
    """What weights and bias begin with; TF 1.15 drew both in the same manner."""
    if name.endswith("_zero_init"):
        return {"kernel_initializer": "tf.zeros_initializer()"}
    mean, deviation = given.get("init_mean"), given.get("init_stddev", ast.Constant(1.0))
    if mean is None or (isinstance(mean, ast.Constant) and mean.value is None):
        return {"bias_initializer": "tf.glorot_uniform_initializer()"}
    drawn = f"tf.random_normal_initializer({ast.unparse(mean)}, {ast.unparse(deviation)})"
    return {"kernel_initializer": drawn, "bias_initializer": drawn}
