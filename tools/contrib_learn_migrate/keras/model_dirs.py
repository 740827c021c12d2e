"""`model_dir`: what training keeps there, and which models go on from it."""

from __future__ import annotations

import ast
import itertools

from contrib_learn_migrate.keras import configs
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.rules import Obstacle, call_text, is_none
from contrib_learn_migrate.keras.survey import KMEANS, Estimator

# What a RunConfig says of checkpoints, and what the callback calls it.
_OPTIONS = {
    "save_checkpoints_steps": "steps",
    "save_checkpoints_secs": "secs",
    "keep_checkpoint_max": "max_to_keep",
}
_NOT_KNOWN = "it is not known where the model is used"


class ModelDirs:
    """The directories that the estimators of a program keep their models in."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self._names: dict[int, str] = {}  # Of directories, by the estimator.

    def is_kept(self, made: Estimator) -> bool:
        """Tells whether an estimator keeps its model where it, or another, may go on from it."""
        return self._node(made) is not None

    def callback(self, made: list[Estimator], place: ast.AST) -> str | None:
        """Returns the callback that keeps a model that may be of any of these; None for none.

        Raises:
          Obstacle: it is not known, at this place, where.
        """
        return self._only({self._callback(one, place) for one in made}, place)

    def made(self, made: Estimator, model: str) -> str:
        """Returns the expression that makes a model, as far as it has been trained."""
        if self._is_named(made):
            directory = self._program.text(self._node(made))
            self._program.before.append(f"{self._name(made)} = {directory}")
        return model if self.is_shared(made) else self._restored(model, made, made.call)

    def used(self, node: ast.expr, made: list[Estimator]) -> str:
        """Returns the model that an expression is, as far as it has been trained."""
        model = self._program.text(node)
        texts = {self._restored(model, one, node) if self.is_shared(one) else model for one in made}
        return self._only(texts, node)

    def _only(self, texts: set[str | None], place: ast.AST) -> str | None:
        if len(texts) > 1:
            raise Obstacle(place, "model_dir", "it is one directory or another")
        return texts.pop()

    def _restored(self, model: str, made: Estimator, place: ast.AST) -> str:
        directory = self._text(made, place)
        if directory is None:
            return model
        if made.symbol == KMEANS:
            raise Obstacle(made.call, "model_dir", "clusters do not go on from what is there")
        self._program.helpers.add("restored")
        return call_text("restored", model, directory)

    def _callback(self, made: Estimator, place: ast.AST) -> str | None:
        directory = self._text(made, place)
        options = self._options(made, place, is_kept=directory is not None)
        if directory is None:
            return None
        self._program.helpers.add("checkpoints")
        return call_text("Checkpoints", directory, **options)

    def _options(self, made: Estimator, place: ast.AST, *, is_kept: bool) -> dict[str, str]:
        """What a RunConfig says of checkpoints; where that has no place here, it is left out."""
        given, found = self._program.construction(made), {}
        origins = self._flow.origins(given.args["config"]) if given.has("config") else []
        calls = [call for origin in origins if (call := configs.bound(origin, self._program))]
        for name, option in _OPTIONS.items():
            nodes = [call.args[name] for call in calls if name in call.args]
            if is_kept and len(nodes) == len(calls) == 1 and can_stand(nodes[0], place, self._flow):
                if not is_none(nodes[0]):
                    found[option] = self._program.text(nodes[0])
                elif option == "max_to_keep":
                    found[option] = "0"
            else:
                message = f"RunConfig's {name} has no part in the Keras program"
                self._program.left_out += [(node, message) for node in nodes if not is_none(node)]
        return found

    def is_shared(self, made: Estimator) -> bool:
        """Whether others than the model itself may train what is in its directory."""
        if not self.is_kept(made):
            return False
        return not made.trained or self._has_others(made) or self._are_several(made)

    def _has_others(self, made: Estimator) -> bool:
        """Whether another estimator has a directory, and is not just made in place of this one."""
        survey = self._program.survey
        used = [use.made for use in survey.uses.values()] + [of for _, of in survey.slots]
        others = [one for one in survey.made.values() if one is not made and self.is_kept(one)]
        return any((made in of) != (other in of) for other in others for of in used)

    def _are_several(self, made: Estimator) -> bool:
        """Whether one place makes several estimators, of which a former may be used later on."""
        if not self._program.is_repeated(made.call):
            return False
        match self._flow.statement(made.call):
            case ast.Assign(targets=[ast.Name() as target], value=value) if value is made.call:
                holder = self._flow.holder(target)
                owners = [u.owner for u in self._program.survey.uses.values() if made in u.made]
                return not all(
                    isinstance(owner, ast.Name)
                    and owner.id == target.id
                    and self._flow.holder(owner) is holder
                    for owner in owners
                )
        return True

    def _text(self, made: Estimator, place: ast.AST) -> str | None:
        """The text, at a place, of a directory that others may know of; None if there is none."""
        node = self._node(made)
        if self._is_named(made):
            if not self._flow.is_at(made.call, place):
                raise Obstacle(made.call, "model_dir", _NOT_KNOWN)
            return self._name(made)
        if node is None or isinstance(node, str):
            return node
        if not self._flow.is_at(node, place):
            origins = self._flow.origins(node)
            given = self._flow.arguments(node) if isinstance(node, ast.Name) else []
            others = [other for other in given if can_stand(other, place, self._flow)]
            node = others[0] if len(others) == 1 else origins[0] if len(origins) == 1 else node
            if _is_nowhere(node):
                return None
        if not (can_stand(node, place, self._flow) and _is_plain(node)):
            raise Obstacle(made.call, "model_dir", _NOT_KNOWN)
        return self._program.text(node)

    def _is_named(self, made: Estimator) -> bool:
        """Whether a directory is given a name, where the model is made, for all who need it."""
        node = self._node(made)
        if not isinstance(node, ast.expr) or _is_plain(node):
            return False
        return self._flow.is_at(node, made.call)

    def _name(self, made: Estimator) -> str:
        if id(made) not in self._names:
            taken = {n.id for n in ast.walk(self._program.file.tree) if isinstance(n, ast.Name)}
            taken |= set(self._names.values())
            names = (f"model_dir{end}" for end in itertools.chain([""], itertools.count(2)))
            self._names[id(made)] = next(name for name in names if name not in taken)
        return self._names[id(made)]

    def _node(self, made: Estimator) -> ast.expr | str | None:
        """The directory of an estimator, or its text; None for one that nobody else knows of."""
        if made.model is None:
            return None
        given = self._program.construction(made)
        node = given.args.get("model_dir") if given.has("model_dir") else None
        if node is None and given.has("config"):
            node = self._of_config(given.args["config"])
        return None if node is None or _is_nowhere(node) else node

    def _of_config(self, config: ast.expr) -> ast.expr | str | None:
        """The directory that a config names; where the config is not kept, what was in it."""
        statements = self._flow.bindings(config) if isinstance(config, ast.Name) else []
        if len(statements) == 1 and isinstance(statements[0], ast.Assign):
            if self._program.assignment(statements[0]) is not None:
                return configs.bound(statements[0].value, self._program).args.get("model_dir")
        return configs.config_of(config, self._program).model_dir


def _is_nowhere(node: ast.expr | str) -> bool:
    """Whether this is no directory, or one that is made in the place."""
    match node:
        case ast.Constant():
            return not node.value
        case ast.Call(func=ast.Attribute(attr="join"), args=[first, *_]):
            return _is_nowhere(first)
        case ast.Call():
            return ast.unparse(node.func).endswith("mkdtemp")
    return False


def _is_plain(node: ast.expr) -> bool:
    """Whether an expression is the same wherever it is written."""
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    return all(ast.unparse(call.func).startswith(("os.path.", "path.")) for call in calls)
