"""Where models are made: each where it is known what it trains on, and with its seed set."""

from __future__ import annotations

import ast
import re

from contrib_learn_migrate.keras.estimators import configs, taken
from contrib_learn_migrate.keras.estimators.inputs import Data
from contrib_learn_migrate.keras.estimators.survey import ESTIMATORS, Estimator
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.rules import Obstacle, call_text

_FEATURES = "features"


class Constructions:
    """The places where a program makes its models.

    Attributes:
      moved: the ids of the statements that make one, and stand elsewhere now.
      made_before: those statements, by the id of the one that they stand before.
    """

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self.moved: set[int] = set()
        self.made_before: dict[int, ast.stmt] = {}
        self._takes: dict[int, Estimator] = {}  # by the function that makes it of given inputs
        self._named_data: dict[tuple[int, str], str] = {}

    def data(self, slot: ast.expr) -> Data:
        """Returns the dataset that an expression of an input function has become."""
        data = self._program.inputs.data(slot)
        name = self._named_data.get((id(self._flow.scope(slot)), ast.dump(slot)))
        return Data(name, data.kind, data.is_endless) if name else data

    def takes_inputs(self, function: ast.AST) -> bool:
        """Tells whether a function has to be given the inputs of the model that it makes."""
        return id(function) in self._takes

    def called(self, node: ast.Call) -> str | None:
        """Returns the call of a function that has to be given inputs; None for any other."""
        program = self._program
        for function in self._flow.origins(node.func):
            if id(function) in self._takes:
                features = self._features(self._takes[id(function)], node)
                text, at = program.kept(node), len(program.text(node.func)) + 1
                comma = ", " if node.args or node.keywords else ""
                return text[:at] + features + comma + text[at:]
        return None

    def find_place(self, made: Estimator) -> None:
        """Has an estimator made where it is known what it trains on, if that is elsewhere."""
        slot = self._taken(made)[1]
        if made.symbol not in ESTIMATORS or slot is None:
            return
        if can_stand(slot, made.call, self._flow):
            return
        statement = self._flow.statement(made.call)
        later = self._first_use(statement)
        if later is not None and can_stand(slot, later, self._flow):
            self.moved.add(id(statement))
            self.made_before[id(later)] = statement
            return
        function = self._flow.scope(made.call)
        if isinstance(function, ast.FunctionDef) and self._flow.class_of(function) is None:
            calls = list(self._flow.calls_of(function))
            if calls and all(can_stand(slot, call, self._flow) for call in calls):
                self._takes[id(function)] = made

    def _first_use(self, statement: ast.stmt) -> ast.stmt | None:
        """The statement of the same block that first reads what a statement assigns."""
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            return None
        name = statement.targets[0]
        uses = {id(use) for use in self._flow.uses(name.id, self._flow.holder(name))}
        block = self._flow.parent(statement).body
        for later in block[block.index(statement) + 1 :] if statement in block else ():
            if any(id(part) in uses for part in ast.walk(later)):
                return later
        return None

    def _place_of(self, place: ast.AST) -> ast.AST:
        """The statement before which what is made at a place is made now, or the place itself."""
        if isinstance(place, ast.expr):
            statement = self._flow.statement(place)
            for later, moved in self.made_before.items():
                if moved is statement:
                    return next(n for n in ast.walk(self._program.file.tree) if id(n) == later)
        return place

    def _name_data(self, slot: ast.expr, place: ast.AST) -> None:
        """Gives a dataset that a lambda stood for a name, before it is read twice."""
        scope = self._flow.scope(slot)
        key = id(scope), ast.dump(slot)
        if not isinstance(slot, ast.Lambda) or not isinstance(slot.body, ast.Tuple):
            return
        if scope is not self._flow.scope(place) or key in self._named_data:
            return
        names = [n for n in ast.walk(slot) if isinstance(n, ast.Name)]
        if any(len(self._flow.bindings(name)) > 1 for name in names):
            return
        taken = {n.id for n in ast.walk(self._program.file.tree) if isinstance(n, ast.Name)}
        name = next(n for n in ("dataset", "train_data", "train_dataset") if n not in taken)
        self._program.before.append(f"{name} = {self._program.inputs.data(slot).text}")
        self._named_data[key] = name

    def made(self, made: Estimator) -> str:
        """Returns the expression that makes a model."""
        if made.model is None:
            return self._program.own_text(made.call)
        model = made.model
        given = self._program.construction(made)
        if made.symbol in ESTIMATORS:
            given.refuse("feature_engineering_fn", "warm_start_from")
        if given.has("config"):
            self._seed(given.args["config"])
        if made.symbol not in ESTIMATORS:
            return self._program.model_dirs.made(made, model.built.made)
        params = given.text("params", "{}") if model.built.takes_params else None
        text = call_text(
            self._program.text(given.args["model_fn"]), self._features(made, made.call), params
        )
        return self._program.model_dirs.made(made, text)

    def _seed(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name):
            bindings = self._flow.bindings(node)
            if len(bindings) == 1 and isinstance(bindings[0], ast.Assign):
                if self._program.assignment(bindings[0]) is not None:
                    return  # It is done where the config is made.
        config = configs.config_of(node, self._program)
        if config.seed:
            self._program.require("import keras")
            self._program.before.append(f"keras.utils.set_random_seed({config.seed})")

    def _features(self, made: Estimator, place: ast.AST) -> str:
        """The inputs of a model, where it, or the function that makes it, is called."""
        if place is made.call and id(self._flow.scope(made.call)) in self._takes:
            return _FEATURES
        call, slot = self._taken(made)
        if call is None:
            raise Obstacle(made.call, made.symbol, "it is not known what it trains on")
        if slot is None:
            x = self._program.survey.uses[id(call)].call.text("x")
            return f"keras.Input({x}.shape[1:], dtype={x}.dtype.name)"
        statement = self._place_of(place)
        if not can_stand(slot, statement, self._flow):
            raise Obstacle(made.call, "features", "what it trains on is not known here")
        helper = _inputs_helper(made)
        self._program.helpers.add(helper)
        self._name_data(slot, statement)
        return f"{helper}({taken.as_taken(self._program, self.data(slot), slot, [made]).text})"

    def _taken(self, made: Estimator) -> tuple[ast.Call | None, ast.expr | None]:
        """The call that shows what a model takes, and its input function; None for arrays."""
        taken = list(made.trained)
        if not taken and self._program.model_dirs.is_kept(made):  # It is trained elsewhere.
            inputs = self._program.inputs
            taken = [(c, slot) for c, slot in made.read if slot is None or inputs.has_labels(slot)]
        return taken[0] if taken else (None, None)

    def with_parameter(self, node: ast.FunctionDef) -> str:
        """Returns a function that takes the inputs of the model that it makes."""
        first = _FEATURES + (", " if ast.unparse(node.args) else "")
        return re.sub(r"(def\s+\w+\s*\()", rf"\g<1>{first}", self._program.kept(node), count=1)


def _inputs_helper(made: Estimator) -> str:
    """The helper that makes the inputs of a model, as far as it is certain what it takes."""
    build = made.model.built.build
    name = re.match(r"\s*def \w+\((?:self, )?(\w+)", build)[1]
    if re.search(rf"\b{name} = ", build):
        return "inputs_like"
    if re.search(rf"\b{name}\[['\"]", build):
        return "inputs_of"
    if re.search(rf"keras\.layers\..*\)\({name}\)|keras\.ops\.\w+\({name}\b[^\[]", build):
        return "input_of"
    return "inputs_like"
