"""DynamicRnnEstimator: a recurrent network over sequences."""

from __future__ import annotations

import ast
from dataclasses import replace

from contrib_learn_migrate.keras.canned.base import Canned
from contrib_learn_migrate.keras.columns.base import Feature, Place
from contrib_learn_migrate.keras.columns.layers import input_layer
from contrib_learn_migrate.keras.columns.numbers import Real
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.optimizers import optimizer
from contrib_learn_migrate.keras.rules import Obstacle, call_text
from contrib_learn_migrate.keras.values import values_of

TAKES = {
    "DynamicRnnEstimator": "problem_type prediction_type sequence_feature_columns "
    "context_feature_columns num_classes num_units cell_type optimizer learning_rate "
    "predict_probabilities momentum gradient_clipping_norm dropout_keep_probabilities model_dir "
    "feature_engineering_fn config",
}
_CELLS = {
    "basic_rnn": ("simple_rnn_cell", "SimpleRNNCell"),
    "gru": ("gru_cell", "GRUCell"),
    "lstm": ("lstm_cell", "LSTMCell"),
}
# Features that a model takes beside those of its columns, if there are any.
_FEATURES = ("sequence_length", "rnn_cell_state_0")


class Recurrent(Canned):
    """A recurrent network that ends in a layer of logits, of each step or of the last."""

    def _head(self) -> Head:
        call = self._call
        call.refuse("context_feature_columns", "dropout_keep_probabilities", "momentum")
        for node in ast.walk(self.file.tree):
            if isinstance(node, ast.Constant) and node.value in _FEATURES:
                raise Obstacle(node, node.value, "it may be a feature of the model")
        if self._constant("problem_type") == "LINEAR_REGRESSION":
            return Head(
                scope="",
                size="1",
                loss="keras.losses.MeanSquaredError()",
                predictions={"scores": "keras.ops.squeeze(logits, axis=-1)"},
            )
        if not call.has("num_classes"):
            raise call.obstacle("num_classes is not given")
        sizes = values_of(call.args["num_classes"], self)
        if not sizes or min(sizes) < 3:
            raise call.obstacle("two classes are not moved yet")
        predictions = {"classes": "keras.ops.argmax(logits, axis=-1)"}
        if call.literal("predict_probabilities", False):
            predictions["probabilities"] = "keras.ops.softmax(logits)"
        return Head(
            scope="",
            size=call.text("num_classes"),
            loss="keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
            metrics="[keras.metrics.SparseCategoricalAccuracy(name='accuracy')]",
            predictions=predictions,
        )

    def _lines(self, place: Place, head: Head) -> list[str]:
        columns = self._columns_of("sequence_feature_columns")
        for column in columns:
            if type(column) is not Real:
                raise column.obstacle("it is not moved in sequences")
        of_steps = self._constant("prediction_type") == "MULTIPLE_VALUE"
        layer = call_text(
            "keras.layers.RNN", self._cell(), return_sequences="True" if of_steps else None
        )
        dense = call_text("keras.layers.Dense", head.size)
        return [
            f"outputs = {layer}({input_layer(columns, place)})",
            f"logits = {dense}(outputs)",
            *self._ending(head, self._optimizer()),
        ]

    def _cell(self) -> str:
        call = self._call
        kind = call.literal("cell_type", "basic_rnn")
        if kind not in _CELLS:
            raise call.obstacle("its cell is not moved yet")
        helper, cell = _CELLS[kind]
        self.helpers.add(helper)
        units = call.args.get("num_units")
        if isinstance(units, ast.List | ast.Tuple):
            cells = [call_text(cell, self.text(part)) for part in units.elts]
            return cells[0] if len(cells) == 1 else f"[{', '.join(cells)}]"
        if not isinstance(call.literal("num_units"), int):
            raise call.obstacle("num_units are not known")
        return call_text(cell, call.text("num_units"))

    def _optimizer(self) -> str:
        call = self._call
        clip = call.text("gradient_clipping_norm", "5.0")
        node = call.args.get("optimizer", ast.Constant("SGD"))
        if isinstance(node, ast.Constant) and node.value == "Momentum":
            raise call.obstacle("its momentum is not known")
        rate = call.args.get("learning_rate", ast.Constant(0.1))
        more = {} if clip == "None" else {"global_clipnorm": clip}
        return optimizer(self.value_of(node), self, rate, **more)

    def _constant(self, name: str) -> str:
        """Returns the name of a constant of ProblemType or PredictionType."""
        node = self.value_of(self._call.args[name])
        if not isinstance(node, ast.Attribute):
            raise self._call.obstacle(f"{name} is not known")
        return node.attr

    def _input(self, feature: Feature) -> str:
        return super()._input(replace(feature, size=f"None, {feature.size}"))
