"""A whole program: its models, its input functions, what it does with them, its imports."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import (
    canned,
    dead,
    flags,
    layout,
    learn_models,
    places,
    rule_modules,  # noqa: F401  registers the rules
)
from contrib_learn_migrate.keras.canned import kmeans
from contrib_learn_migrate.keras.estimators import (
    configs,
    experiments,
    given_metrics,
    methods,
    taken,
)
from contrib_learn_migrate.keras.estimators.constructions import Constructions
from contrib_learn_migrate.keras.estimators.given_metrics import GivenMetrics
from contrib_learn_migrate.keras.estimators.inputs import Data, Inputs
from contrib_learn_migrate.keras.estimators.row_keys import RowKeys
from contrib_learn_migrate.keras.estimators.survey import (
    ESTIMATORS,
    EXPERIMENT,
    KMEANS,
    RUNNERS,
    SKCOMPAT,
    TRAIN_AND_EVALUATE,
    Estimator,
    Survey,
    Use,
)
from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.hooks.own_callbacks import OwnCallbacks
from contrib_learn_migrate.keras.hooks.validation import Monitors
from contrib_learn_migrate.keras.model_fns import layer_functions
from contrib_learn_migrate.keras.models import Models
from contrib_learn_migrate.keras.render import DROPPED, Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, Obstacles, bind
from contrib_learn_migrate.keras.saved_models.exports import METHODS as EXPORTS
from contrib_learn_migrate.keras.saved_models.exports import Exports
from contrib_learn_migrate.keras.saved_models.loads import Loads
from contrib_learn_migrate.keras.state import checkpoints, variables
from contrib_learn_migrate.keras.state.model_dirs import ModelDirs

_METHODS = {
    "fit": methods.fit,
    "partial_fit": methods.fit,
    "train": methods.fit,
    "evaluate": methods.evaluate,
    "score": methods.evaluate,
    "predict": methods.predict,
    "predict_classes": methods.predict,
    "predict_proba": methods.predict,
    "predict_scores": methods.predict,
    "get_variable_value": variables.value,
    "get_variable_names": variables.names,
}


class Conversion(NamedTuple):
    """A program at the Keras target.

    Attributes:
      text: the program.
      left_out: what of the old program has no part in it, by the place: node and message.
    """

    text: str
    left_out: tuple[tuple[ast.AST, str], ...]


def conversion(text: str) -> Conversion | None:
    """Returns a program that needs Keras 3 only; None if it does not speak TensorFlow 1.

    Args:
      text: the program at the compat target.

    Raises:
      Obstacles: something in it has no Keras form that is certain.
    """
    expanded = learn_models.expanded(text)
    try:
        return _conversion(expanded)
    except Obstacles:
        if expanded == text:
            raise
        return _conversion(text)  # They are told of at the lines that they are on.


def _conversion(text: str) -> Conversion | None:
    file = File(text, program=True)
    if not file.is_tf1:
        return None
    program = _Program(file)
    if not program.has_models:
        if not File(text, program=False).is_tf1:
            return None  # It may well be Keras already.
        raise Obstacles([program.without_estimator()])
    new = program.text(file.tree)
    if not program.obstacles:
        program.columns.check_optimizers(new)
    if program.obstacles:
        raise Obstacles(list({(id(o.node), str(o)): o for o in program.obstacles}.values()))
    left_out = {(id(node), message): (node, message) for node, message in program.left_out}
    return Conversion(layout.finished(new, text, program), tuple(left_out.values()))


_ESTIMATOR = re.compile(r"tf\.(contrib\.learn|estimator)\.\w*(Estimator|er|or|SVM|Clustering)")


class _Program(Renderer):
    def __init__(self, file: File) -> None:
        super().__init__(file)
        self.flow = Flow(file.tree)
        self.survey = Survey(self.flow, self)
        self.inputs = Inputs(self.flow, self)
        self._functions = {
            node.name: node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef)
        }
        self.models = Models(self)
        self.constructions = Constructions(self)
        self.own_callbacks = OwnCallbacks(self)
        self.monitors = Monitors(self)
        self.given_metrics = GivenMetrics(self)
        self.model_dirs = ModelDirs(self)
        self.exports = Exports(self)
        self.loads = Loads(self)
        self.row_keys = RowKeys(self)
        self.before: list[str] = []  # Statements that go before the one that is rendered.
        self._dead: set[int] = set()
        self._of_models: set[int] = set()
        self._flags_parsed_before: ast.stmt | None = None
        self._noting(self._prepare)

    @property
    def has_models(self) -> bool:
        """Whether the program makes a model."""
        return bool(self.survey.made)

    def without_estimator(self) -> Obstacle:
        """Returns why a program stays as it is whose models are not known."""
        for call in self.flow.calls:
            if _ESTIMATOR.fullmatch(self.symbol(call)):
                return Obstacle(call, self.symbol(call), "no Keras form of it is known")
        first = self.file.references[0].node if self.file.references else self.file.tree.body[0]
        return Obstacle(first, "program", "without an estimator nothing is known to be a model")

    def text(self, node: ast.AST) -> str:
        if not isinstance(node, ast.stmt):
            return super().text(node)
        outer, self.before = self.before, []
        if node is self._flags_parsed_before:
            self.require("import sys")
            self.before.append(flags.PARSE)
        if id(node) in self.constructions.made_before:
            moved = self.constructions.made_before[id(node)]
            self.constructions.moved.discard(id(moved))
            self.before.append(self.text(moved))
            self.constructions.moved.add(id(moved))
        new = super().text(node)
        before, self.before = self.before, outer
        if before:
            line = self.file.source.line(node.lineno)
            if line[: len(self.indent(node))].strip() or line.lstrip().startswith("elif"):
                self.obstacles.append(Obstacle(node, "config", "it stands in the midst of a line"))
            new = f"\n{self.indent(node)}".join([*before, *filter(None, [new])])
        texts = [*self.models.before.get(id(node), ()), new, *self.models.after.get(id(node), ())]
        return "\n\n\n".join(text.strip("\n") for text in texts) if len(texts) > 1 else new

    def rewritten(self, node: ast.AST) -> str | None:
        if id(node) in self._dead:
            return "pass" if dead.ends_emptied(node, self._dead, self.flow) else DROPPED
        if id(node) in self.constructions.moved:
            return DROPPED
        if id(node) in self.models.failed:
            return self.own_text(node)
        self.before += self.own_callbacks.before.get(id(node), [])
        if id(node) in self.own_callbacks.texts:
            return self.own_callbacks.texts[id(node)]
        for part in (self.exports, self.exports.serving, self.loads, self.row_keys):
            if (new := part.rewritten(node)) is not None:
                return new
        match node:
            case ast.FunctionDef() if id(node) in self.models.all:
                return self.models.all[id(node)].built.build.strip()
            case ast.FunctionDef() if self.constructions.takes_inputs(node):
                return self.constructions.with_parameter(node)
            case ast.FunctionDef() if self.own_callbacks.head(node):
                return self.own_callbacks.with_head(node)
            case ast.FunctionDef() if id(node) in self._of_models:
                return layer_functions.LayerFunction(node, self).definition()
            case ast.Return(value=value) if value and self.inputs.is_input(self.flow.scope(node)):
                return f"return {self.inputs.value(value)}"
            case ast.Lambda() if self.inputs.is_input(node):
                return f"lambda: {self.inputs.value(node.body)}"
            case ast.Assign():
                new = self.assignment(node)
                if new is not None:
                    return new
            case ast.Name(ctx=ast.Load()) if self.models.of(node):
                return self.models.of(node).build
            case ast.Attribute(value=value, ctx=ast.Load()) if self.models.of(node):
                return f"{self.text(value)}.{self.models.of(node).build}"
            case ast.Attribute(value=value, attr=attr) if self.survey.estimators(value)[0]:
                if attr == "model_dir":
                    return self.model_dirs.asked(node)
                if not self._is_handled(node):
                    raise Obstacle(node, f"Estimator.{attr}", "a Keras model has no such thing")
            case ast.Attribute() if (new := checkpoints.read(node, self)) is not None:
                return new
            case ast.Call():
                new = self._called(node)
                if new is not None:
                    return new
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable was assigned, if it was so once."""
        origins = self.flow.origins(node)
        return origins[0] if len(origins) == 1 and isinstance(origins[0], ast.expr) else node

    def origins(self, node: ast.expr) -> list[ast.AST]:
        return self.flow.origins(node)

    def function(self, node: ast.Name) -> ast.AST:
        """Returns the program's function of a name.

        Raises:
          Obstacle: it has none, or not one alone.
        """
        if node.id not in self._functions:
            raise Obstacle(node, node.id, "it is no function of this program")
        return self._functions[node.id]

    def symbol_of_name(self, node: ast.AST | None) -> str:
        """Returns the legacy name of a symbol that is not called; empty if it is none."""
        return self.symbol(node) if node is not None else ""

    # What is done with the datasets.

    def data(self, slot: ast.expr) -> Data:
        """Returns the dataset that an expression of an input function has become."""
        return self.constructions.data(slot)

    def data_of(self, use: Use, shuffled: bool) -> Data:
        """Returns the dataset that a method reads, as its models take it."""
        slot = use.call.args.get("input_fn")
        if use.call.has("input_fn"):
            data = self.data(slot)
        elif use.call.has("x"):
            data = methods.of_arrays(self, use, shuffled)
        else:
            raise use.call.obstacle("it is given nothing to read")
        return taken.as_taken(self, data, slot, use.made, use.owner)

    # What a result is used for.

    def reads_global_step(self, call: ast.Call) -> bool:
        """Tells whether a program may read 'global_step' out of the results of an evaluation."""
        parent = self.flow.parent(call)
        if isinstance(parent, ast.Expr):
            return False
        if isinstance(parent, ast.Subscript):
            return not _is_other_key(parent)
        if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
            name = parent.targets[0]
            uses = self.flow.uses(name.id, self.flow.holder(name))
            return not all(_is_other_key(self.flow.parent(use)) for use in uses)
        return True

    def is_repeated(self, node: ast.AST) -> bool:
        """Tells whether a place is in a loop, or in a function that may be called again."""
        while not isinstance(node, ast.Module):
            if isinstance(node, ast.For | ast.While):
                return True
            if isinstance(node, ast.FunctionDef):
                calls = list(self.flow.calls_of(node))
                if len(calls) == 1 and not places.is_within(calls[0], node, self.flow):
                    return self.is_repeated(calls[0])
                return bool(calls)
            node = self.flow.parent(node)
        return False

    def model(self, use: Use) -> str:
        """Returns the model that a method is called of, as far as it has been trained."""
        return self.model_dirs.used(use)

    def predictor(self, use: Use) -> str:
        """Returns the model of the predictions of the model that a method is called of."""
        if len({made.model.predictor for made in use.made}) > 1:
            raise use.call.obstacle("one model's predictions are not another's")
        return use.made[0].model.predicting(self.model(use))

    def only_key(self, use: Use) -> str | None:
        """Returns the key of the predictions that alone are returned; '' for all that there is."""
        if use.method == "predict_classes":
            return "classes"
        if use.method == "predict_proba":
            return "probabilities"
        if use.method == "predict_scores":
            return "scores"
        if any("" in made.model.built.head.predictions for made in use.made):
            return ""
        if canned.is_canned(use.made[0].symbol) and not use.made[0].is_core:
            if use.call.has("outputs"):
                return None
            if use.made[0].symbol.endswith(("Estimator", "SVM")):
                return None
            return "scores" if use.made[0].symbol.endswith("Regressor") else "classes"
        return None

    def construction(self, made: Estimator) -> Call:
        """Returns the construction of an estimator, bound."""
        if canned.is_canned(made.symbol):
            takes = canned.parameters(made.symbol)
        else:
            takes = tuple((ESTIMATORS | {KMEANS: kmeans.TAKES})[made.symbol].split())
        return bind(made.call, made.symbol, takes, self)

    @property
    def has_one_loss(self) -> bool:
        """Whether the loss of a head is the first that each of the models has."""
        heads = [one.model.built.head for one in self.survey.made.values() if one.model]
        return all(head.loss and not head.parts for head in heads)

    # The parts of a program.

    def _prepare(self) -> None:
        self._noting(self.monitors.find)
        slots = [slot for slot, _ in self.survey.slots]
        slots += [call.args["input_fn"] for call in self._validated() if call.has("input_fn")]
        for slot in slots:
            self._noting(self.inputs.note, slot)
        self._noting(self.inputs.check)
        self._noting(self.monitors.decide)
        for metrics, made in self._measured():
            self._noting(self.given_metrics.note, metrics, made)
        for made in self.survey.made.values():
            self._noting(self.models.build, made)
        for use in self.survey.uses.values():
            if use.method in EXPORTS:
                self._noting(self.exports.note, use)
        for exporting in self.survey.exporting.values():
            self._noting(self.exports.note_beside, exporting)
        for made in self.survey.made.values():
            if made.model:
                self._noting(self.models.define, made)
                self._noting(self.constructions.find_place, made)
        self._noting(self.model_dirs.check)
        self._noting(self.own_callbacks.read)
        self.row_keys.find()
        self._dead = self._dead_statements()
        self._of_models = layer_functions.of_models(self)
        self._noting(self._find_flags)

    def _find_flags(self) -> None:
        self._flags_parsed_before = flags.parsed_before(self)

    def _dead_statements(self) -> set[int]:
        consumed, texts = [], []
        for made in self.survey.made.values():
            if made.symbol not in ESTIMATORS:
                consumed.append(made.call)
                texts.append(made.model.built.made if made.model else "")
        for node in ast.walk(self.file.tree):
            if id(node) in self.models.failed or id(node) in self.models.all:
                consumed.append(node)
        for model in self.models.all.values():
            built = model.built
            texts += [built.build, built.predictor, getattr(built, "prepared", None) or ""]
        mentioned = {name for text in texts for name in dead.free_names(text)}
        for call in [*self.survey.specs.values(), *(u.call for u in self.survey.uses.values())]:
            for name in (*callbacks.LISTS, "export_strategies", *experiments.SPECS):
                if call.has(name):
                    consumed.append(call.args[name])
        consumed += self.given_metrics.functions()
        consumed += self.exports.gone()
        mentioned |= {
            name.id
            for node in self._parts_kept()
            for name in ast.walk(node)
            if isinstance(name, ast.Name)
        }
        return dead.dead_statements(
            self.file.tree, self.flow, consumed, lambda node: id(node) in self.references, mentioned
        )

    def _validated(self) -> list[Call]:
        """The ValidationMonitors that training is given."""
        return [monitor.call for monitor in self.monitors.all.values()]

    def _measured(self) -> list[tuple[ast.expr, list[Estimator]]]:
        """The metrics that evaluations are given, and of what."""
        survey = self.survey
        found = [(use.call, "metrics", use.made) for use in survey.uses.values()]
        found += [(one.call, "metrics", one.made) for one in self.monitors.callbacks()]
        found += [
            (call, "eval_metrics", survey.estimators(call.args["estimator"])[0])
            for call in survey.specs.values()
            if call.has("eval_metrics")
        ]
        return [(call.args[name], made) for call, name, made in found if call.has(name)]

    def _parts_kept(self) -> list[ast.expr]:
        """What stands in the new text of parts of constructions and specs."""
        kept = [
            keyword.value
            for made in self.survey.made.values()
            for keyword in made.call.keywords
            if keyword.arg in ("config", "model_dir", "feature_engineering_fn")
        ]
        for spec in [*self.survey.parts, *self._validated()]:
            kept += [n for name, n in spec.args.items() if name not in _NOT_KEPT]
        return kept + callbacks.kept(self) + self.exports.kept()

    def _noting(self, function, *args) -> None:
        """Does something; an obstacle is noted."""
        try:
            function(*args)
        except Obstacle as obstacle:
            self.obstacles.append(obstacle)

    def own_text(self, node: ast.AST) -> str:
        """Returns the text of a node as it was."""
        start, end = self.span(node)
        return self.file.source.text[start:end]

    def _is_handled(self, node: ast.Attribute) -> bool:
        """Whether this is a method of an estimator that is handled where it is called."""
        call = self.flow.parent(node)
        return isinstance(call, ast.Call) and call.func is node and id(call) in self.survey.uses

    def assignment(self, node: ast.Assign) -> str | None:
        """What a statement becomes that assigns what is handled as a whole; None for others."""
        if self.inputs.is_dropped(node):
            return DROPPED
        if isinstance(node.targets[0], ast.Name) and self._is_module(node.value):
            self.imported.add(node.targets[0].id)
            return DROPPED
        if isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            config = configs.bound(node.value, self)
            if config and self._only_for_estimators(node.targets[0]):
                if not config.has("tf_random_seed"):
                    return DROPPED
                self.require("import keras")
                return f"keras.utils.set_random_seed({config.text('tf_random_seed')})"
        return None

    def _is_module(self, node: ast.expr) -> bool:
        reference = self.references.get(id(node))
        return bool(reference) and reference.call is None and reference.name in _MODULES

    def _only_for_estimators(self, name: ast.Name) -> bool:
        """Whether a variable is only read where estimators take their config."""
        for use in self.flow.uses(name.id, self.flow.holder(name)):
            keyword = self.flow.parent(use)
            if not (isinstance(keyword, ast.keyword) and keyword.arg == "config"):
                return False
            if id(self.flow.parent(keyword)) not in self.survey.made:
                return False
        return True

    def _called(self, node: ast.Call) -> str | None:
        symbol = self.symbol(node)
        if self._is_unknown(node, symbol):
            return self.own_text(node)  # It has been said why.
        if symbol == given_metrics.SPEC:
            return self.given_metrics.text(node)
        if self.monitors.is_callback(node):
            return self.monitors.made(node)
        if id(node) in self.survey.made:
            return self.constructions.made(self.survey.made[id(node)])
        if id(node) in self.survey.uses:
            return self._used(self.survey.uses[id(node)])
        if symbol == SKCOMPAT:
            return self.text(node.args[0])
        if symbol == EXPERIMENT:
            return experiments.experiment(self, self.survey.specs[id(node)])
        if symbol in RUNNERS:
            return experiments.run(self, self.survey.specs[id(node)])
        if symbol == TRAIN_AND_EVALUATE:
            return experiments.train_and_evaluate(self, self.survey.specs[id(node)])
        if symbol in configs.RUN_CONFIGS:
            return configs.namespace(configs.bound(node, self))
        if symbol == configs.HPARAMS:
            return configs.hparams(node, self)
        return self.constructions.called(node)

    def _is_unknown(self, node: ast.Call, symbol: str) -> bool:
        """Whether this trains something of which no model is known."""
        if symbol not in (EXPERIMENT, TRAIN_AND_EVALUATE):
            return False
        if id(node) not in self.survey.specs:
            return True
        made, _ = self.survey.estimators(self.survey.specs[id(node)].args["estimator"])
        return any(one.model is None for one in made)

    def _used(self, use: Use) -> str | None:
        if any(made.model is None for made in use.made):
            return self.own_text(use.call.node)
        if use.method in EXPORTS:
            return self.exports.called(use)
        methods = kmeans.METHODS if use.made[0].symbol == KMEANS else _METHODS
        if use.method not in methods:
            raise use.call.obstacle("it has no counterpart yet")
        return methods[use.method](self, use)


def _is_other_key(node: ast.AST) -> bool:
    """Whether this takes one result, and not the number of steps, by its key."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value != "global_step"
    )


_NOT_KEPT = ("hooks", "metrics", "exporters")
_MODULES = {
    "tf.contrib", "tf.contrib.learn", "tf.contrib.layers", "tf.contrib.framework", "tf.layers",
    "tf.app", "tf.app.flags", "tf.flags", "tf.train", "tf.logging", "tf.losses", "tf.metrics",
    "tf.contrib.metrics", "tf.contrib.losses", "tf.contrib.rnn", "tf.contrib.training",
    "tf.estimator", "tf.gfile",
}  # fmt: skip
