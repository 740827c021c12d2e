"""Exports: where a program writes SavedModels, by a call or beside training."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras.estimators import taken
from contrib_learn_migrate.keras.estimators.survey import (
    ESTIMATORS,
    KMEANS,
    LOGISTIC,
    Estimator,
    Exporting,
    Use,
)
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, call_text
from contrib_learn_migrate.keras.saved_models import signatures
from contrib_learn_migrate.keras.saved_models.serving import Fed, Serving

METHODS = ("export_savedmodel", "export_saved_model")
_SERVING_FNS = ("serving_input_fn", "serving_input_receiver_fn")  # What the argument is called.
_STRATEGY = (
    "serving_input_fn default_output_alternative_key assets_extra as_text exports_to_keep "
    "strip_default_attrs"
)
_LATEST, _FINAL = "tf.estimator.LatestExporter", "tf.estimator.FinalExporter"
_EXPORTERS = {
    **{
        f"tf.contrib.learn.{space}make_export_strategy": _STRATEGY
        for space in ("", "utils.", "utils.saved_model_export_utils.")
    },
    _LATEST: "name serving_input_receiver_fn assets_extra as_text exports_to_keep",
    _FINAL: "name serving_input_receiver_fn assets_extra as_text",
}
_UNKNOWN = {KMEANS, LOGISTIC, "tf.contrib.learn.DynamicRnnEstimator"}


@dataclass(frozen=True)
class Export:
    """A place where a program exports a model.

    Attributes:
      call: what says how.
      made: the estimators that it may export.
      slot: its serving input function.
      fed: what clients feed.
    """

    call: Call
    made: list[Estimator]
    slot: ast.expr
    fed: Fed


class Exports:
    """The exports of a program.

    Attributes:
      serving: its serving input functions.
    """

    def __init__(self, program) -> None:
        self._program = program
        self.serving = Serving(program)
        self._called: dict[int, Export] = {}  # By the call.
        self._beside: dict[int, list[Export]] = {}  # By the call that trains.
        self._names: dict[tuple[int, str], str] = {}

    def note(self, use: Use) -> None:
        """Notes an export by an estimator's method.

        Raises:
          Obstacle: it is not certain what is exported.
        """
        use.call.refuse("checkpoint_path", "graph_rewrite_specs", "experimental_mode")
        self._called[id(use.call.node)] = self._export(use.call, use.made, use.call.node)

    def note_beside(self, exporting: Exporting) -> None:
        """Notes the exports of models that have been trained in the same call.

        Raises:
          Obstacle: it is not certain what is exported, or when.
        """
        found = []
        for element, exporter in callbacks.hooks(self._program, exporting.exporters):
            symbol = self._program.symbol(exporter)
            if symbol not in _EXPORTERS:
                name = symbol or ast.unparse(element)
                raise Obstacle(element, name, "it is not known what it exports")
            call = bind(exporter, symbol, tuple(_EXPORTERS[symbol].split()), self._program)
            name = call.args.get("name")
            if name is not None and not can_stand(name, exporting.call, self._program.flow):
                raise call.obstacle("its name is not known where the model is trained")
            if symbol == _LATEST:
                message = (
                    "LatestExporter exports the trained model, not those of checkpoints before"
                )
                self._program.left_out.append((exporter, message))
            found.append(self._export(call, exporting.made, exporting.call))
        self._beside[id(exporting.call)] = found

    def texts(self, made: Estimator) -> list[str]:
        """Returns the functions that export a model, all of the name ``export``."""
        exports = [export for export in self._all() if made in export.made]
        return list(dict.fromkeys(self._function(export, made) for export in exports))

    def name(self, made: Estimator, text: str, name: str) -> None:
        """Gives a function that exports a model its name."""
        self._names[id(made.model), text] = name

    def called(self, use: Use) -> str:
        """Returns what exports a model in the place of an estimator's method."""
        export = self._called.get(id(use.call.node))
        if export is None:
            return self._program.own_text(use.call.node)  # It is told of why not.
        return self._exported(export, self._program.model(use), use.call.text("export_dir_base"))

    def beside(self, call: ast.Call, model: str, is_final: str | None = None) -> list[str]:
        """Returns the expressions that export a model when it has been trained.

        Args:
          call: what trains it.
          model: the text of the model.
          is_final: the text of the test for the last step; None if there is no such step, empty if
            training always comes to it.

        Raises:
          Obstacle: it is not certain what is exported, or where.
        """
        program, texts = self._program, []
        for export in self._beside.get(id(call), ()):
            program.require("import os")
            directory = program.model_dirs.directory(export.made, call)
            base = call_text(
                "os.path.join", directory, "'export'", export.call.text("name", "'Servo'")
            )
            text = self._exported(export, model, base)
            count = export.call.literal(
                "exports_to_keep", None if export.call.name == _FINAL else 5
            )
            if count is not None and count < 1:
                raise export.call.obstacle("it keeps no export")
            if count is not None:
                program.helpers.add("keep_newest")
                text = call_text("keep_newest", text, str(count))
            if export.call.name == _FINAL:
                if is_final is None:
                    raise export.call.obstacle("it exports nothing where there is no max_steps")
                text = f"{is_final} and {text}" if is_final else text
            texts.append(text)
        return texts

    def rewritten(self, node: ast.AST) -> str | None:
        """Returns the path of an export in the place of its decoding: it is no bytes any more."""
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="decode")):
                if all(id(origin) in self._called for origin in self._program.flow.origins(value)):
                    return self._program.text(value)
        return None

    def kept(self) -> list[ast.expr]:
        """Returns the expressions that stand in the new text."""
        nodes = [(export.fed.source, export.call.args.get("name")) for export in self._all()]
        return [node for pair in nodes for node in pair if node]

    def gone(self) -> list[ast.expr]:
        """Returns the expressions that do not."""
        return [export.slot for export in self._all() if export.slot is not export.fed.source]

    def _all(self) -> list[Export]:
        return [
            *self._called.values(),
            *(one for beside in self._beside.values() for one in beside),
        ]

    def _export(self, call: Call, made: list[Estimator], place: ast.AST) -> Export:
        call.refuse("assets_extra")
        slot = next((call.args[name] for name in _SERVING_FNS if call.has(name)), None)
        if slot is None:
            raise call.obstacle("it has no serving input function")
        export = Export(call, made, slot, self.serving.fed(slot))
        source = export.fed.source
        if source is not None and not can_stand(source, place, self._program.flow):
            raise call.obstacle("what is parsed is not known here")
        for one in made:
            if one.model:  # Else it is told of why not.
                self._check(export, one)
        return export

    def _check(self, export: Export, made: Estimator) -> None:
        if made.is_core:
            if getattr(made.model.built, "exported", None) is None:
                raise export.call.obstacle("the export_outputs of its model_fn are not known")
        else:
            self._check_head(export.call, made)
        if made.symbol in ESTIMATORS:
            self._check_fed(export)
        if taken.engineered(made) is not None:
            raise export.call.obstacle("its feature_engineering_fn is not given labels")
        inputs = self._inputs(made)
        if inputs is not None and export.fed.keys is not None and inputs - export.fed.keys:
            raise export.call.obstacle("what is fed is not all that the model takes")

    def _check_fed(self, export: Export) -> None:
        """Raises an Obstacle if a model_fn would have made other tensors of what is fed."""
        if not export.fed.is_dense:
            raise export.call.obstacle("its sparse features may not be as those of training are")
        for _, dtype in export.fed.specs.values():
            if dtype.endswith(("float64", "double")):
                raise export.call.obstacle("Keras computes in float32, not in float64")

    def _check_head(self, call: Call, made: Estimator) -> None:
        head = None if made.symbol in _UNKNOWN else made.model.built.head
        if head is None or head.parts or not head.loss:
            raise call.obstacle(f"the signatures of such a {made.symbol} are not known")
        if head.is_named and not head.name:
            raise call.obstacle("the name of its head is no literal")
        key = call.literal("default_output_alternative_key")
        if key not in (None, head.name):
            raise call.obstacle(f"it has no head {key!r}")

    def _inputs(self, made: Estimator) -> set[str] | None:
        """The names of the features that a model takes; None if they are not known."""
        slot = made.trained[0][1] if made.trained else None
        names = taken.inputs(made)
        if names or slot is None:
            return set(names) or None
        keys = self._program.inputs.keys(slot)
        return keys and {key for key in keys if repr(key) != made.model.built.head.weight_column}

    def _exported(self, export: Export, model: str, base: str) -> str:
        """The call that exports a model, and returns the path of the export."""
        names = {self._names[id(made.model), self._function(export, made)] for made in export.made}
        if len(names) > 1:
            raise export.call.obstacle("one model is exported as another is not")
        text = call_text(names.pop(), model, base, export.fed.argument)
        if export.call.literal("as_text"):
            self._program.helpers.add("as_text")
            text = call_text("as_text", text)
        return text

    def _function(self, export: Export, made: Estimator) -> str:
        """The text of the function that exports a model."""
        inputs = self._inputs(made)
        is_whole = inputs is not None and inputs == export.fed.keys
        kind = signatures.OfSpec if made.is_core else signatures.OfHead
        return kind(export.call, made.model, export.fed, is_whole, self._program).text()
