"""A whole program: its models, its input functions, what it does with them, its imports."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import (
    canned,
    configs,
    dead,
    estimators,
    experiments,
    layout,
    logistic,
    model_fns,
    rule_modules,  # noqa: F401  registers the rules
    taken,
    validation,
    variables,
)
from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.inputs import Data, Inputs
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.render import DROPPED, Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, Obstacles, bind, call_text
from contrib_learn_migrate.keras.survey import (
    ESTIMATORS,
    EXPERIMENT,
    RUNNERS,
    SKCOMPAT,
    TRAIN_AND_EVALUATE,
    Estimator,
    Survey,
    Use,
)

_FEATURES = "features"
_CALL = "__call__"
_METHODS = {
    "fit": estimators.fit,
    "partial_fit": estimators.fit,
    "train": estimators.fit,
    "evaluate": estimators.evaluate,
    "score": estimators.evaluate,
    "predict": estimators.predict,
    "predict_classes": estimators.predict,
    "predict_proba": estimators.predict,
    "predict_scores": estimators.predict,
    "get_variable_value": variables.value,
    "get_variable_names": variables.names,
}


def convert(text: str) -> str | None:
    """Returns a program that needs Keras 3 only; None if it has no model to convert.

    Args:
      text: the program at the compat target.

    Raises:
      Obstacles: something in it has no Keras form that is certain.
    """
    file = File(text, program=True)
    if not file.is_tf1:
        return None
    program = _Program(file)
    if not program.has_models:
        raise Obstacles([program.without_estimator()])
    new = program.text(file.tree)
    if program.obstacles:
        raise Obstacles(list({(id(o.node), str(o)): o for o in program.obstacles}.values()))
    return layout.finished(new, text, program)


_ESTIMATOR = re.compile(r"tf\.(contrib\.learn|estimator)\.\w*(Estimator|er|or|SVM|Clustering)")


@dataclass
class _Model:
    """What a model_fn, or a canned estimator's construction, has become in the program.

    Attributes:
      built: its texts.
      build: the name of the function that builds it.
      predictor: the name of the function that makes the model of its predictions.
      prepared: the name of the function that its datasets are mapped through, or None.
    """

    built: object
    build: str
    predictor: str
    prepared: str | None = None
    is_predictor_defined: bool = False


class _Program(Renderer):
    def __init__(self, file: File) -> None:
        super().__init__(file)
        self.flow = Flow(file.tree)
        self.survey = Survey(self.flow, self)
        self.inputs = Inputs(self.flow, self)
        self._functions = {
            node.name: node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef)
        }
        self._models: dict[int, _Model] = {}  # by the id of the model_fn, or of the construction
        self._failed: set[int] = set()
        self._dead: set[int] = set()
        self._takes: dict[int, Estimator] = {}  # by the function that makes it of given inputs
        self._moved: set[int] = set()
        self._made_before: dict[int, ast.stmt] = {}
        self._named_data: dict[tuple[int, str], str] = {}
        self._before: list[str] = []
        self._texts: dict[str, str] = {}
        self._written: set[str] = set()
        self._definitions: dict[int, list[str]] = {}
        self._later: dict[int, list[str]] = {}
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
        outer, self._before = self._before, []
        if id(node) in self._made_before:
            moved = self._made_before[id(node)]
            self._moved.discard(id(moved))
            self._before.append(self.text(moved))
            self._moved.add(id(moved))
        new = super().text(node)
        before, self._before = self._before, outer
        if before:
            line = self.file.source.line(node.lineno)
            if line[: len(self.indent(node))].strip() or line.lstrip().startswith("elif"):
                self.obstacles.append(Obstacle(node, "config", "it stands in the midst of a line"))
            new = f"\n{self.indent(node)}".join([*before, *filter(None, [new])])
        texts = [*self._definitions.get(id(node), ()), new, *self._later.get(id(node), ())]
        return "\n\n\n".join(text.strip("\n") for text in texts) if len(texts) > 1 else new

    def rewritten(self, node: ast.AST) -> str | None:
        if id(node) in self._dead or id(node) in self._moved:
            return DROPPED
        if id(node) in self._failed:
            return self._own_text(node)
        match node:
            case ast.FunctionDef() if id(node) in self._models:
                return self._models[id(node)].built.build.strip("\n").strip()
            case ast.FunctionDef() if id(node) in self._takes:
                return self._with_parameter(node)
            case ast.Return(value=value) if value and self.inputs.is_input(self.flow.scope(node)):
                return f"return {self.inputs.value(value)}"
            case ast.Lambda() if self.inputs.is_input(node):
                return f"lambda: {self.inputs.value(node.body)}"
            case ast.Assign():
                new = self._assignment(node)
                if new is not None:
                    return new
            case ast.Name(ctx=ast.Load()):
                model = self._model_of_name(node)
                if model:
                    return model.build
            case ast.Attribute(value=value, ctx=ast.Load()) if id(node) not in self.references:
                models = [self._models.get(id(f)) for f in self.flow.origins(node)]
                if len(models) == 1 and models[0]:
                    return f"{self.text(value)}.{models[0].build}"
            case ast.Call():
                new = self._called(node)
                if new is not None:
                    return new
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable was assigned, if it was so once."""
        origins = self.flow.origins(node)
        return origins[0] if len(origins) == 1 and isinstance(origins[0], ast.expr) else node

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
        data = self.inputs.data(slot)
        name = self._named_data.get((id(self.flow.scope(slot)), ast.dump(slot)))
        return Data(name, data.kind, data.is_endless) if name else data

    def data_of(self, use: Use, shuffled: bool) -> Data:
        """Returns the dataset that a method reads, as its models take it."""
        slot = use.call.args.get("input_fn")
        if use.call.has("input_fn"):
            data = self.data(slot)
        elif use.call.has("x"):
            data = estimators.of_arrays(self, use, shuffled)
        else:
            raise use.call.obstacle("it is given nothing to read")
        return taken.as_taken(self, data, slot, use.made)

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
            node = self.flow.parent(node)
        return False

    def predictor(self, use: Use) -> str:
        """Returns the name of the function that makes the model of the predictions."""
        names = {made.model.predictor for made in use.made}
        if len(names) > 1:
            raise use.call.obstacle("one model's predictions are not another's")
        return names.pop()

    def only_key(self, use: Use) -> str | None:
        """Returns the key of the predictions that alone are returned; '' for all that there is."""
        if use.method == "predict_classes":
            return "classes"
        if use.method == "predict_proba":
            return "probabilities"
        if use.method == "predict_scores":
            return "scores"
        if not all(getattr(made.model.built, "predicts_dict", True) for made in use.made):
            return ""
        if canned.is_canned(use.made[0].symbol) and not use.made[0].is_core:
            if use.call.has("outputs"):
                return None
            if use.made[0].symbol.endswith("Estimator"):
                return None
            return "scores" if use.made[0].symbol.endswith("Regressor") else "classes"
        return None

    def construction(self, made: Estimator) -> Call:
        """Returns the construction of an estimator, bound."""
        if made.symbol in ESTIMATORS:
            return bind(made.call, made.symbol, tuple(ESTIMATORS[made.symbol].split()), self)
        return made.model.built.call

    # The parts of a program.

    def _prepare(self) -> None:
        slots = [slot for slot, _ in self.survey.slots]
        slots += [call.args["input_fn"] for call in self._validated() if call.has("input_fn")]
        for slot in slots:
            self._noting(self.inputs.note, slot)
        for made in self.survey.made.values():
            self._noting(self._build, made)
        for made in self.survey.made.values():
            if made.model:
                self._noting(self._define, made)
                self._noting(self._find_place, made)
        self._dead = self._dead_statements()

    def _find_place(self, made: Estimator) -> None:
        """Has an estimator made where it is known what it trains on, if that is elsewhere."""
        if made.symbol not in ESTIMATORS or not made.trained or made.trained[0][1] is None:
            return
        slot = made.trained[0][1]
        if can_stand(slot, made.call, self.flow):
            return
        statement = self.flow.statement(made.call)
        later = self._first_use(statement)
        if later is not None and can_stand(slot, later, self.flow):
            self._moved.add(id(statement))
            self._made_before[id(later)] = statement
            return
        function = self.flow.scope(made.call)
        if isinstance(function, ast.FunctionDef) and self.flow.class_of(function) is None:
            calls = list(self.flow.calls_of(function))
            if calls and all(can_stand(slot, call, self.flow) for call in calls):
                self._takes[id(function)] = made

    def _first_use(self, statement: ast.stmt) -> ast.stmt | None:
        """The statement of the same block that first reads what a statement assigns."""
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            return None
        name = statement.targets[0]
        uses = {id(use) for use in self.flow.uses(name.id, self.flow.holder(name))}
        block = self.flow.parent(statement).body
        for later in block[block.index(statement) + 1 :] if statement in block else ():
            if any(id(part) in uses for part in ast.walk(later)):
                return later
        return None

    def _place_of(self, place: ast.AST) -> ast.AST:
        """The statement before which what is made at a place is made now, or the place itself."""
        if isinstance(place, ast.expr):
            statement = self.flow.statement(place)
            for later, moved in self._made_before.items():
                if moved is statement:
                    return next(n for n in ast.walk(self.file.tree) if id(n) == later)
        return place

    def _name_data(self, slot: ast.expr, place: ast.AST) -> None:
        """Gives a dataset that a lambda stood for a name, before it is read twice."""
        scope = self.flow.scope(slot)
        key = id(scope), ast.dump(slot)
        if not isinstance(slot, ast.Lambda) or not isinstance(slot.body, ast.Tuple):
            return
        if scope is not self.flow.scope(place) or key in self._named_data:
            return
        names = [n for n in ast.walk(slot) if isinstance(n, ast.Name)]
        if any(len(self.flow.bindings(name)) > 1 for name in names):
            return
        taken = {n.id for n in ast.walk(self.file.tree) if isinstance(n, ast.Name)}
        name = next(n for n in ("dataset", "train_data", "train_dataset") if n not in taken)
        self._before.append(f"{name} = {self.inputs.data(slot).text}")
        self._named_data[key] = name

    def _dead_statements(self) -> set[int]:
        consumed, texts = [], []
        for made in self.survey.made.values():
            if made.symbol not in ESTIMATORS:
                consumed.append(made.call)
                texts.append(made.model.built.made if made.model else "")
        for node in ast.walk(self.file.tree):
            if id(node) in self._failed or id(node) in self._models:
                consumed.append(node)
        for model in self._models.values():
            built = model.built
            texts += [built.build, built.predictor, getattr(built, "prepared", None) or ""]
        mentioned = {name for text in texts for name in dead.free_names(text)}
        for call in [*self.survey.specs.values(), *(u.call for u in self.survey.uses.values())]:
            for name in ("monitors", "hooks", "train_monitors", "metrics", *experiments.SPECS):
                if call.has(name):
                    consumed.append(call.args[name])
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
        return [
            monitor
            for use in self.survey.uses.values()
            for monitor in validation.monitors(self, use.call.args.get("monitors"))
        ]

    def _parts_kept(self) -> list[ast.expr]:
        """What stands in the new text of parts of constructions and specs."""
        kept = [
            keyword.value
            for made in self.survey.made.values()
            for keyword in made.call.keywords
            if keyword.arg in ("config", "model_dir", "feature_engineering_fn")
        ]
        for spec in [*self.survey.parts, *self._validated()]:
            kept += [n for name, n in spec.args.items() if name not in ("hooks", "metrics")]
        return kept

    def _noting(self, function, *args) -> None:
        """Does something; an obstacle is noted."""
        try:
            function(*args)
        except Obstacle as obstacle:
            self.obstacles.append(obstacle)

    def _build(self, made: Estimator) -> None:
        if made.symbol not in ESTIMATORS:
            name = self._new_name("build_model", _snake(made.symbol.rpartition(".")[2]))
            built = canned.canned_model(made.call, self, name)
            self._models[id(made.call)] = made.model = _Model(built, name, "build_predictor")
            return
        functions = self._model_fns(made)
        models = [self._built(function, logistic.metrics_of(made, self)) for function in functions]
        if models and all(models):
            made.model = models[0]
            for other in models[1:]:
                if other.built.predictor != made.model.built.predictor:
                    raise Obstacle(made.call, "model_fn", "the models it may be are of two kinds")
                if other.built.prepared != made.model.built.prepared:
                    raise Obstacle(made.call, "model_fn", "the models it may be take other things")

    def _model_fns(self, made: Estimator) -> list[ast.FunctionDef]:
        given = bind(made.call, made.symbol, tuple(ESTIMATORS[made.symbol].split()), self)
        function = given.args.get("model_fn")
        if function is None:
            raise given.obstacle("it has no model_fn")
        origins = self.flow.origins(function)
        found = [self._called_method(origin) or origin for origin in origins]
        for origin in found:
            if not isinstance(origin, ast.FunctionDef):
                raise Obstacle(function, "model_fn", "it is no function of this program")
        return found

    def _called_method(self, node: ast.AST) -> ast.FunctionDef | None:
        """The method `__call__` of an object that a call of a class of the program makes."""
        classes = self.flow.origins(node.func) if isinstance(node, ast.Call) else []
        if len(classes) == 1 and isinstance(classes[0], ast.ClassDef):
            for member in classes[0].body:
                if isinstance(member, ast.FunctionDef) and member.name == _CALL:
                    return member
        return None

    def _built(self, function: ast.FunctionDef, added_metrics: str | None) -> _Model | None:
        if id(function) in self._models:
            return self._models[id(function)]
        if id(function) in self._failed:
            return None
        name = _CALL
        if function.name != _CALL:
            name = self._new_name("build_model", function.name.removesuffix("_model_fn"))
        before = len(self.obstacles)
        try:
            built = model_fns.build_model(function, self, name, added_metrics)
        except Obstacle as obstacle:
            if len(self.obstacles) == before:
                self.obstacles.append(obstacle)
        if len(self.obstacles) > before:
            self._failed.add(id(function))
            return None
        model = self._models[id(function)] = _Model(built, name, "build_predictor")
        return model

    def _new_name(self, name: str, kind: str) -> str:
        names = {model.build for model in self._models.values()} | self._functions.keys()
        if name not in names:
            return name
        name = f"build_{kind.strip('_')}"
        while name in names:
            name += "_"
        return name

    def _define(self, made: Estimator) -> None:
        """Gives a model's functions their names and their place."""
        model = made.model
        function = self._function_of(model)
        place = id(self._top(function or made.call))
        before = self._definitions.setdefault(place, [])
        after = self._later.setdefault(place, []) if function else before
        prepared = getattr(model.built, "prepared", None)
        if prepared and not model.prepared:
            model.prepared = self._named(prepared, "prepared", model)
            before.append(prepared.replace("def prepared(", f"def {model.prepared}("))
        if function is None:
            before.append(model.built.build)
        if self._predicts(made) and not model.is_predictor_defined:
            model.is_predictor_defined = True
            text = model.built.predictor
            model.predictor = self._named(text, "build_predictor", model)
            new = text.replace("def build_predictor(", f"def {model.predictor}(")
            if new not in self._written:
                self._written.add(new)
                after.append(new)

    def _named(self, text: str, name: str, model: _Model) -> str:
        """Returns a name for a function, no other's; the same for the same text."""
        while self._texts.setdefault(name, text) != text or name in self._functions:
            name = f"{name}_{model.build.removeprefix('build_')}"
        return name

    def _function_of(self, model: _Model) -> ast.AST | None:
        for function in ast.walk(self.file.tree):
            if isinstance(function, ast.FunctionDef) and self._models.get(id(function)) is model:
                return function
        return None

    def _top(self, node: ast.AST) -> ast.stmt:
        """The statement of the module that a node is part of."""
        while not isinstance(self.flow.parent(node), ast.Module):
            node = self.flow.parent(node)
        return node

    def _predicts(self, made: Estimator) -> bool:
        for use in self.survey.uses.values():
            if made in use.made:
                if use.method.startswith(("predict", "export")) or use.call.has("metrics"):
                    return True
        return False

    def _model_of_name(self, node: ast.Name) -> _Model | None:
        bindings = self.flow.bindings(node)
        if len(bindings) == 1 and isinstance(bindings[0], ast.FunctionDef):
            return self._models.get(id(bindings[0]))
        return None

    def _own_text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.file.source.text[start:end]

    def _assignment(self, node: ast.Assign) -> str | None:
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
        if id(node) in self.survey.made:
            return self._made(self.survey.made[id(node)])
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
        for function in self.flow.origins(node.func):
            if id(function) in self._takes:
                features = self._features(self._takes[id(function)], node)
                text = self.kept(node)
                at = len(self.text(node.func)) + 1
                return (
                    text[:at] + features + (", " if node.args or node.keywords else "") + text[at:]
                )
        return None

    def _made(self, made: Estimator) -> str:
        if made.model is None:
            return self._own_text(made.call)
        model = made.model
        given = self.construction(made)
        if made.symbol in ESTIMATORS:
            given.refuse("feature_engineering_fn", "warm_start_from")
        if given.has("config"):
            self._seed(given.args["config"])
        if made.symbol not in ESTIMATORS:
            return model.built.made
        params = given.text("params", "{}") if model.built.takes_params else None
        return call_text(self.text(given.args["model_fn"]), self._features(made, made.call), params)

    def _seed(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name):
            bindings = self.flow.bindings(node)
            if len(bindings) == 1 and isinstance(bindings[0], ast.Assign):
                if self._assignment(bindings[0]) is not None:
                    return  # It is done where the config is made.
        config = configs.config_of(node, self)
        if config.seed:
            self.require("import keras")
            self._before.append(f"keras.utils.set_random_seed({config.seed})")

    def _features(self, made: Estimator, place: ast.AST) -> str:
        """The inputs of a model, where it, or the function that makes it, is called."""
        if place is made.call and id(self.flow.scope(made.call)) in self._takes:
            return _FEATURES
        if not made.trained:
            raise Obstacle(made.call, made.symbol, "it is not known what it trains on")
        call, slot = made.trained[0]
        if slot is None:
            x = bind_x(self, call)
            return f"keras.Input({x}.shape[1:], dtype={x}.dtype.name)"
        statement = self._place_of(place)
        if not can_stand(slot, statement, self.flow):
            raise Obstacle(made.call, "features", "what it trains on is not known here")
        self.helpers.add("inputs_of")
        self._name_data(slot, statement)
        return f"inputs_of({taken.as_taken(self, self.data(slot), slot, [made]).text})"

    def _used(self, use: Use) -> str | None:
        if any(made.model is None for made in use.made):
            return self._own_text(use.call.node)
        if use.method not in _METHODS:
            raise use.call.obstacle("it has no counterpart yet")
        return _METHODS[use.method](self, use)

    def _with_parameter(self, node: ast.FunctionDef) -> str:
        first = _FEATURES + (", " if ast.unparse(node.args) else "")
        return re.sub(r"(def\s+\w+\s*\()", rf"\g<1>{first}", self.kept(node), count=1)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def bind_x(program, call: ast.Call) -> str:
    return program.survey.uses[id(call)].call.text("x")


def _is_other_key(node: ast.AST) -> bool:
    """Whether this takes one result, and not the number of steps, by its key."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value != "global_step"
    )


_MODULES = {
    "tf.contrib", "tf.contrib.learn", "tf.contrib.layers", "tf.contrib.framework", "tf.layers",
    "tf.app", "tf.app.flags", "tf.flags", "tf.train", "tf.logging", "tf.losses", "tf.metrics",
    "tf.contrib.metrics", "tf.contrib.losses", "tf.contrib.rnn", "tf.contrib.training",
    "tf.estimator", "tf.gfile",
}  # fmt: skip
