"""The names that TensorFlow 1 gave to variables, for programs that go through them."""

from __future__ import annotations

import ast
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from contrib_learn_migrate.keras.estimators.survey import ESTIMATORS, KMEANS, Estimator
from contrib_learn_migrate.keras.rules import Obstacle

_WEIGHTS = {
    "Bias": ("bias",),
    "EmbeddingBag": ("embeddings",),
    "Weight": ("weight",),
    "keras.layers.Conv1D": ("kernel", "bias"),
    "keras.layers.Conv2D": ("kernel", "bias"),
    "keras.layers.Dense": ("kernel", "bias"),
}
_WITHOUT = {
    "Cross", "WideAndDeep", "enumerate", "int", "keras.Input", "keras.Model", "len", "range", "zip",
    *(
        f"keras.layers.{name}"
        for name in (
            "Activation", "Add", "AveragePooling2D", "Concatenate", "Discretization", "Dropout",
            "Flatten", "Hashing", "IntegerLookup", "MaxPooling2D", "ReLU", "Reshape", "Softmax",
            "StringLookup",
        )
    ),
}  # fmt: skip
_NO_LAYERS = ("keras.initializers.", "keras.ops.", "keras.regularizers.")
_COMPILE = "model.compile"
_POWERS = ("beta1_power", "beta2_power")
# What optimizers keep of each weight.
_SLOTS = {
    "Adadelta": ("Adadelta", "Adadelta_1"),
    "Adagrad": ("Adagrad",),
    "Adam": ("Adam", "Adam_1"),
    "Ftrl": ("Ftrl", "Ftrl_1"),
    "Momentum": ("Momentum",),
    "RMSProp": ("RMSProp", "RMSProp_1"),
    "SGD": (),
}
_OPTIMIZED = "OptimizeLoss/"
_OPTIMIZERS = ("optimizer", "linear_optimizer")


@dataclass(frozen=True)
class Names:
    """The variables of a model.

    Attributes:
      texts: of the Keras variables of ``model``, by TF 1.15's names.
      others: names like those of what TF 1.15's optimizers had besides.
    """

    texts: dict[str, str]
    others: tuple[str, ...]

    def function(self, name: str, step: str) -> str:
        """Returns the text of a function that gives a model's variables by these names."""
        lines = [
            f"def {name}(model):",
            f'{step}"""Returns the variables of a model by their names in TensorFlow 1."""',
            f"{step}return {{",
            *(f"{step * 2}{key!r}: {self.texts[key]}," for key in sorted(self.texts)),
            f"{step}}}",
        ]
        return "".join(f"{line}\n" for line in lines)


def names_of(made: Estimator, program) -> Names:
    """Returns the variables of a model.

    Raises:
      Obstacle: not all of them are known.
    """
    if made.symbol == KMEANS:
        raise _unknown(made, "its variables have other names")
    return (_OfModelFn if made.symbol in ESTIMATORS else _OfCanned)(made, program).names()


def _unknown(made: Estimator, reason: str) -> Obstacle:
    return Obstacle(made.call, "get_variable_names", reason)


class _Reader(ABC):
    """Reads the function that builds a model."""

    def __init__(self, made: Estimator, program) -> None:
        self._made, self._program = made, program
        self._built = made.model.built
        self._calls = list(self._calls_in(ast.parse(textwrap.dedent(self._built.build)), {}))
        compiled = next(call for call, _ in self._calls if ast.unparse(call.func) == _COMPILE)
        given = {keyword.arg: keyword.value for keyword in compiled.keywords}
        self._optimizers = {name: given[name] for name in _OPTIMIZERS if name in given}

    def names(self) -> Names:
        """Returns the variables.

        Raises:
          Obstacle: not all of them are known.
        """
        if self._built.head.has_centered_bias or self._built.head.parts:
            raise _unknown(self._made, "its head has variables of its own")
        weights = dict(self._weights())
        scopes, slots = ["", *self._scopes()], self._slots()
        # TF 1.15 has the scope, and pieces of the name, behind the name or before it.
        places = [scope + name for scope in scopes for name in weights]
        places += [f"{name}/{more}" for name in weights for more in ("part_0", name)]
        others = [f"{place}/{slot}" for place in places for slot in slots]
        others += [scope + power for scope in scopes for power in _POWERS if "Adam" in slots]
        rates = self._rates()
        others += [name for name, text in rates.items() if not text]
        weights |= {name: text for name, text in rates.items() if text}
        return Names(weights | {"global_step": "model.optimizer.iterations"}, tuple(others))

    def _scopes(self) -> list[str]:
        """Returns the scopes that optimizers may be in."""
        scopes = [f"{self._built.head.scope}/"] if self._built.head.scope else []
        if "optimize_loss" in self._program.file.source.text:
            scopes += [_OPTIMIZED, *(f"{scope}{_OPTIMIZED}" for scope in scopes)]
        return scopes

    @abstractmethod
    def _names_of(self, layer: str, kind: str) -> dict[str, str]:
        """Returns the names of a layer's variables, by the attributes of Keras's."""

    @abstractmethod
    def _rates(self) -> dict[str, str | None]:
        """Returns the names of learning rates; None for one that the Keras model has not."""

    def _weights(self) -> Iterator[tuple[str, str]]:
        for call, counts in self._calls:
            kind = ast.unparse(call.func)
            if kind in _WITHOUT or kind == _COMPILE or kind.startswith(_NO_LAYERS):
                continue
            if isinstance(call.func, ast.Call):
                continue  # A layer is applied.
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            if kind not in _WEIGHTS:
                raise _unknown(self._made, f"it is not known what {kind} has")
            if "name" not in given:
                raise _unknown(self._made, f"a {kind} has no scope to know its variables by")
            attributes = list(_WEIGHTS[kind])
            if ast.unparse(given.get("use_bias", call)) == "False":
                attributes.remove("bias")
            for layer in self._layers(given["name"], counts):
                names = self._names_of(layer, kind)
                for attribute in attributes:
                    yield names[attribute], f"model.get_layer({layer!r}).{attribute}"

    def _layers(self, name: ast.expr, counts: dict[str, int]) -> list[str]:
        match name:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=[ast.Constant(value=text), ast.FormattedValue(value=of)]):
                count = counts.get(ast.unparse(of))
                if count is not None:
                    return [f"{text}{number}" for number in range(count)]
        raise _unknown(self._made, f"it is not known what {ast.unparse(name)} is")

    def _calls_in(self, node: ast.AST, counts: dict[str, int]) -> Iterator[tuple]:
        """Yields the calls, with how often the variables of loops around them are counted up."""
        if isinstance(node, ast.Call):
            yield node, counts
            if ast.unparse(node.func) == _COMPILE:
                return
        match node:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=number), _]),
                iter=ast.Call(func=ast.Name(id="enumerate"), args=[values]),
            ):
                count = self._count(values)
                counts = counts if count is None else {**counts, number: count}
        for child in ast.iter_child_nodes(node):
            yield from self._calls_in(child, counts)

    def _count(self, values: ast.expr) -> int | None:
        """How many values there are; what the program names is looked up."""
        given = [*self._made.call.args, *(k.value for k in self._made.call.keywords)]
        for node in given:
            if ast.unparse(node) == ast.unparse(values):
                values = self._program.value_of(node)
        return len(values.elts) if isinstance(values, ast.List | ast.Tuple) else None

    def _slots(self) -> set[str]:
        found = set()
        for optimizer in self._optimizers.values():
            is_made = isinstance(optimizer, ast.Call)
            kind = ast.unparse(optimizer.func).rpartition(".")[2] if is_made else ""
            if kind not in _SLOTS or self._has_named_optimizer():
                raise _unknown(self._made, "it is not known what its optimizer has")
            found |= {*_SLOTS[kind]}
            if kind == "SGD" and any(k.arg == "momentum" for k in optimizer.keywords):
                found |= {"Momentum"}
        return found

    def _has_named_optimizer(self) -> bool:
        """Whether an optimizer of the program may have given its slots a name of its own."""
        return any(
            self._program.symbol(call).endswith(("Optimizer", ".optimize_loss"))
            and any(keyword.arg == "name" for keyword in call.keywords)
            for call in self._program.flow.calls
        )


class _OfCanned(_Reader):
    def _names_of(self, layer: str, kind: str) -> dict[str, str]:
        tower, _, rest = layer.partition("_")
        is_embedding = kind == "EmbeddingBag" and layer.endswith("_embedding")
        if is_embedding and tower != "linear":
            return {"embeddings": f"dnn/input_from_feature_columns/{layer}/weights"}
        if layer == "linear":
            return {"bias": "linear/bias_weight"}
        if tower == "linear" and not is_embedding:
            return {
                "kernel": f"linear/{rest}/weight",
                "embeddings": f"linear/{rest}/weights",
                "bias": "linear/bias_weight",
            }
        if tower == "dnn":
            return {"kernel": f"dnn/{rest}/weights", "bias": f"dnn/{rest}/biases"}
        raise _unknown(self._made, f"it is not known what the layer {layer} was")

    def _rates(self) -> dict[str, str | None]:
        kind, given = self._made.symbol.rpartition(".")[2], self._built.call
        scope = self._built.head.scope
        if kind.startswith("DNNLinearCombined"):
            of = {
                f"{scope}/{part}/learning_rate": f"{part}_optimizer"
                for part in ("dnn", "linear")
                if given.has(f"{part}_feature_columns")
            }
        elif kind.startswith("DNN"):
            of = {f"dnn/{scope}/dnn/learning_rate": "optimizer"}
        elif kind.startswith("Linear"):
            of = {}
        else:
            raise _unknown(self._made, "its variables have other names")
        found = {}
        for name, argument in of.items():
            node = given.args.get(argument, ast.Constant(None))
            attribute = argument if argument in self._optimizers else "optimizer"
            # What an optimizer of the program's own learns by is not in the variable.
            known = isinstance(node, ast.Constant)
            found[name] = f"model.{attribute}.learning_rate" if known else None
        return found


class _OfModelFn(_Reader):
    def _names_of(self, layer: str, kind: str) -> dict[str, str]:
        scope, symbol = self._program.layer_scopes.get(layer, ("", ""))
        if not scope:
            raise _unknown(self._made, f"it is not known what the layer {layer} was")
        if kind == "Weight":
            return {"weight": scope}
        if symbol.startswith("tf.contrib."):
            return {"kernel": f"{scope}/weights", "bias": f"{scope}/biases"}
        return {"kernel": f"{scope}/kernel", "bias": f"{scope}/bias"}

    def _rates(self) -> dict[str, str | None]:
        return {f"{scope}learning_rate": None for scope in self._scopes() if _OPTIMIZED in scope}
