"""`model_dir`: what training keeps there, and which models go on from it."""

from __future__ import annotations

import ast
import itertools

from contrib_learn_migrate.keras.estimators import configs
from contrib_learn_migrate.keras.estimators.survey import KMEANS, Estimator, Use
from contrib_learn_migrate.keras.hooks import own_callbacks
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text, is_none
from contrib_learn_migrate.keras.state.checkpoints import LOAD_VARIABLE

# What a RunConfig says of checkpoints, and what the callback calls it.
_OPTIONS = {
    "save_checkpoints_steps": "steps",
    "save_checkpoints_secs": "secs",
    "keep_checkpoint_max": "max_to_keep",
}
_CLUSTERS = "clusters do not go on from what is there"
_NOT_KNOWN = "it is not known where the model is used"


class ModelDirs:
    """The directories that the estimators of a program keep their models in."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self._names: dict[int, str] = {}  # Of directories, by the estimator.
        self._asked: list[Estimator] | None = None

    @property
    def are_kept(self) -> bool:
        """Whether any estimator keeps its model where it, or another, may go on from it."""
        known = [made for made in self._program.survey.made.values() if made.model]
        return any(map(self.is_kept, known))

    def is_kept(self, made: Estimator) -> bool:
        """Tells whether an estimator keeps its model where it, or another, may go on from it."""
        return not self._is_new(made) or self._is_asked_for(made) or self._has_single_ones(made)

    def is_shared(self, made: Estimator) -> bool:
        """Tells whether a model may have to be restored, in its directory, after it is made."""
        if not self.is_kept(made):
            return False
        is_alone = made.trained and not self._has_others(made) and not self._are_several(made)
        return not is_alone or self._has_single_ones(made)

    def check(self) -> None:
        """Raises an Obstacle if the program looks for TensorFlow's files in a directory."""
        for node in ast.walk(self._program.file.tree) if self.are_kept else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                call = self._flow.parent(node)
                is_joined = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("join")
                is_state = node.value == "checkpoint" and is_joined
                if is_state or node.value.endswith((".index", ".meta")):
                    raise Obstacle(node, repr(node.value), "Keras has no such file in a model_dir")

    def callback(
        self, made: list[Estimator], place: ast.AST, saver: Call | None = None
    ) -> str | None:
        """Returns the callback that keeps a model that may be of any of these; None for none.

        Args:
          made: the estimators.
          place: where they are trained.
          saver: the CheckpointSaverHook that training is given in place of the estimator's own.

        Raises:
          Obstacle: it is not known, at this place, where.
        """
        return self._only({self._callback(one, place, saver) for one in made}, place)

    def made(self, made: Estimator, model: str) -> str:
        """Returns the expression that makes a model, as far as it has been trained."""
        if self._is_named(made):
            node = self._given(made)
            if node is None or isinstance(node, ast.Constant):
                self._program.require("import tempfile")
                directory = "tempfile.mkdtemp()"
            else:
                directory = self._program.text(node)
            self._program.before.append(f"{self._name(made)} = {directory}")
        return model if self.is_shared(made) else self._restored(model, made, made.call)

    def used(self, use: Use) -> str:
        """Returns the model that a method is called of, as far as it has been trained."""
        model = self._program.text(use.owner)
        if model == own_callbacks.MODEL:
            return model  # It is as it is while it is trained.
        if use.call.has("checkpoint_path"):
            return self.at(model, use.made, use.call.args["checkpoint_path"])
        texts = {self._used(model, one, use.call.node) for one in use.made}
        return self._only(texts, use.owner)

    def at(self, model: str, made: list[Estimator], path: ast.expr) -> str:
        """Returns a model as a checkpoint, or the newest in a directory, has it."""
        if KMEANS in {one.symbol for one in made}:
            raise Obstacle(path, "checkpoint_path", _CLUSTERS)
        text = self._program.text(path)
        helper = "restored" if self.has(text, path) else "at_checkpoint"
        self._program.helpers.add(helper)
        return call_text(helper, model, text)

    def has(self, directory: str, place: ast.AST) -> bool:
        """Tells whether a text is, at a place, a directory of an estimator."""
        for made in self._program.survey.made.values():
            try:
                text = self._text(made, place)
            except Obstacle:
                continue  # It is not known there.
            if text and _is_same(text, directory):
                return True
        return False

    def asked(self, node: ast.Attribute) -> str:
        """Returns what `estimator.model_dir` becomes."""
        made, _ = self._program.survey.estimators(node.value)
        return self.directory(made, node)

    def directory(self, made: list[Estimator], place: ast.AST) -> str | None:
        """Returns the directory of a model that may be of any of these; None if there is none.

        Raises:
          Obstacle: it is not known, at this place, where.
        """
        return self._only({self._text(one, place) for one in made}, place)

    def any_model(self, place: ast.AST) -> tuple[list[Estimator], str]:
        """Returns an estimator of a program of one kind of model, and its model at a place.

        Raises:
          Obstacle: there are several kinds, or no model has a name there.
        """
        survey = self._program.survey
        for use in survey.uses.values():
            if isinstance(use.owner, ast.Name) and can_stand(use.owner, place, self._flow):
                if len({id(one.model) for one in survey.made.values()}) == 1:
                    return use.made, use.owner.id
        raise Obstacle(place, "load_variable", "it is not known whose variable it is")

    def _only(self, texts: set[str | None], place: ast.AST) -> str | None:
        if len(texts) > 1:
            raise Obstacle(place, "model_dir", "it is one directory or another")
        return texts.pop()

    def _restored(self, model: str, made: Estimator, place: ast.AST) -> str:
        directory = self._text(made, place)
        if directory is None:
            return model
        if made.symbol == KMEANS:
            raise Obstacle(made.call, "model_dir", _CLUSTERS)
        if not any(one.trained for one in self._program.survey.made.values()):
            # As in TF 1.15, it is an error if there is none.
            self._program.helpers |= {"at_checkpoint", "checkpoint_paths"}
            return call_text("at_checkpoint", model, f"checkpoint_paths({directory})[-1]")
        self._program.helpers.add("restored")
        return call_text("restored", model, directory)

    def _callback(self, made: Estimator, place: ast.AST, saver: Call | None) -> str | None:
        directory = self._text(made, place)
        options = self._options(made, place, is_kept=directory is not None)
        if saver:
            if directory is None or not _is_same(saver.text("checkpoint_dir"), directory):
                raise saver.obstacle("it keeps checkpoints elsewhere than in the model_dir")
            options = {name: text for name, text in options.items() if name == "max_to_keep"}
            given = {"steps": "save_steps", "secs": "save_secs"}
            options |= {name: saver.text(old) for name, old in given.items() if saver.has(old)}
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

    def _used(self, model: str, made: Estimator, call: ast.Call) -> str:
        is_first = self._is_new(made) and not self._program.is_repeated(call)
        if not self.is_shared(made) or is_first and [id(c) for c, _ in made.trained] == [id(call)]:
            return model
        return self._restored(model, made, call)

    def _has_single_ones(self, made: Estimator) -> bool:
        """Whether the program looks into single checkpoints, which the model then is as."""
        uses = self._program.survey.uses.values()
        if any(made in use.made and use.call.has("checkpoint_path") for use in uses):
            return True
        return any(self._program.symbol(call) in LOAD_VARIABLE for call in self._flow.calls)

    def _is_asked_for(self, made: Estimator) -> bool:
        """Whether the program asks an estimator for its directory, or exports are written there."""
        if self._asked is None:
            exporting = self._program.survey.exporting.values()
            self._asked = [one for exports in exporting for one in exports.made]
            self._asked += [
                one
                for node in ast.walk(self._program.file.tree)
                if isinstance(node, ast.Attribute) and node.attr == "model_dir"
                for one in self._program.survey.estimators(node.value)[0]
            ]
        return made in self._asked

    def _is_new(self, made: Estimator) -> bool:
        """Whether a directory is made for the model, and nobody else knows of it."""
        node = self._given(made)
        return node is None or _is_nowhere(node)

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
        if not self.is_kept(made):
            return None
        if self._is_named(made):
            if not self._flow.is_at(made.call, place):
                raise Obstacle(made.call, "model_dir", _NOT_KNOWN)
            return self._name(made)
        node = self._given(made)
        if isinstance(node, str):
            return node
        if not can_stand(node, place, self._flow):
            given = self._flow.arguments(node) if isinstance(node, ast.Name) else []
            given = [one for one in given if can_stand(one, place, self._flow)]
            if len(given) == 1 and _is_nowhere(given[0]):
                return None
            others = given or self._flow.origins(node)
            node = others[0] if len(others) == 1 else node
        if not (can_stand(node, place, self._flow) and _is_plain(node)):
            raise Obstacle(made.call, "model_dir", _NOT_KNOWN)
        return self._program.text(node)

    def _is_named(self, made: Estimator) -> bool:
        """Whether a directory is given a name, where the model is made, for all who need it."""
        if not self.is_kept(made):
            return False
        node = self._given(made)
        if self._is_new(made):
            return True
        return (
            isinstance(node, ast.expr) and not _is_plain(node) and self._flow.is_at(node, made.call)
        )

    def _name(self, made: Estimator) -> str:
        if id(made) not in self._names:
            taken = {n.id for n in ast.walk(self._program.file.tree) if isinstance(n, ast.Name)}
            taken |= set(self._names.values())
            names = (f"model_dir{end}" for end in itertools.chain([""], itertools.count(2)))
            self._names[id(made)] = next(name for name in names if name not in taken)
        return self._names[id(made)]

    def _given(self, made: Estimator) -> ast.expr | str | None:
        """The directory that an estimator is given, or its text."""
        given = self._program.construction(made)
        if given.has("model_dir"):
            return given.args["model_dir"]
        return self._of_config(given.args["config"]) if given.has("config") else None

    def _of_config(self, config: ast.expr) -> ast.expr | str | None:
        """The directory that a config names; where the config is not kept, what was in it."""
        statements = self._flow.bindings(config) if isinstance(config, ast.Name) else []
        if len(statements) == 1 and isinstance(statements[0], ast.Assign):
            if self._program.assignment(statements[0]) is not None:
                return configs.bound(statements[0].value, self._program).args.get("model_dir")
        return configs.config_of(config, self._program).model_dir


def _is_same(text: str, other: str) -> bool:
    """Whether two texts are of one expression."""
    return ast.dump(ast.parse(text)) == ast.dump(ast.parse(other))


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
