"""A Keras model beside what was recorded of a legacy training."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from contrib_learn_compat.keras.verification import (
    batches,
    evaluations,
    implied,
    initial_values,
    optimizers,
    sdca,
)
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.beside import NEGLIGIBLE, Beside, label
from contrib_learn_compat.keras.verification.comparison import Rows, scale_of

_POINTS = "initial", "trained"
_DROPPING = (keras.layers.Dropout, keras.layers.GaussianDropout, keras.layers.AlphaDropout)


def compare(
    legacy: dict[str, Any],
    model: keras.Model,
    own: Iterable[Batch],
    build_predictor: Callable[[keras.Model], keras.Model] | None,
    initializers: initial_values.Initializers,
    rows: Rows,
) -> list[float]:
    """Compares a compiled Keras model with what was recorded of a legacy training.

    Args:
      legacy: what :func:`.following.training_record` returned.
      model: just made; it is trained, and left with the legacy weights of the same steps.
      own: the first batches that it would be trained on, one a step.
      build_predictor: makes a model of all predictions, or None.
      initializers: those of the model's weights.
      rows: where the rows go.

    Returns:
      The losses of the steps.
    """
    data = batches.paired(legacy, own, rows)
    if not model.built:
        model(data[0].x)
    comparison = _Comparison(Beside(model, legacy), data, rows)
    comparison.compare_weights(initializers)
    losses = comparison.compare_steps()
    comparison.compare_points(build_predictor)
    comparison.compare_optimizers()
    return losses


class _Comparison:
    def __init__(self, beside: Beside, data: list[Batch], rows: Rows):
        self._beside, self._data, self._rows = beside, data, rows
        self._legacy, self._model = beside.legacy, beside.model
        self._turn_dropout_off()

    def compare_weights(self, initializers: initial_values.Initializers) -> None:
        """Tells what became of each variable, and whether its initializer is the same."""
        rows, matching = self._rows, self._beside.at("initial")
        trainable = set(self._legacy["trainable"])
        for name, why in matching.unmapped_variables.items():
            missing = why or "the migrated model has no weight for it"
            is_trained = any(name == one or one.startswith(f"{name}/part_") for one in trainable)
            (rows.fail if is_trained else rows.skip)("weights", name, missing)
        for weight in matching.unmapped_weights:
            extra = "the legacy model has no variable for it"
            (rows.fail if weight.trainable else rows.skip)("weights", weight.path, extra)
        for names, weight, why in matching.mismatched:
            rows.fail("weights", label(names, weight), why)
        drawn = list(self._beside.draws())
        if any(len(draw.mapped) != len(matching.mapped) for draw in drawn):
            rows.skip("initial values", "", "hooks of the legacy model set them")
            return
        for i, pair in enumerate(matching.mapped):
            name = label(pair.variables, pair.weight)
            legacy = np.stack([draw.mapped[i].value for draw in drawn])
            value = keras.ops.convert_to_numpy(pair.weight)
            fresh = [value, *initializers.draws(pair.weight)]
            difference = initial_values.difference(legacy, np.stack(fresh))
            if difference:
                rows.fail("initial values", name, difference)
            else:
                rows.passed("initial values", name)

    def compare_steps(self) -> list[float]:
        """Trains the model from the legacy weights on; returns the losses."""
        legacy, model = self._legacy, self._model
        self._beside.carry("initial")
        losses = []
        for what in legacy["ordered"]:
            self._rows.passed("steps", what)
        with sdca.in_order(set()):
            for index in legacy["order"]:
                model.reset_metrics()
                logs = model.train_on_batch(*self._data[index], return_dict=True)
                losses.append(float(logs["loss"]))
                if str(len(losses)) in legacy["steps"]:
                    self._compare_trained(str(len(losses)))
        expected = legacy["losses"]
        scale = np.maximum(np.abs(expected), NEGLIGIBLE * np.abs(expected).max())
        disturbed = legacy["disturbed"]["losses"]
        what = f"losses of {len(losses)} steps"
        self._rows.compare("steps", what, expected, losses, scale, disturbed=disturbed)
        return losses

    def _compare_trained(self, steps):
        """Compares the weights after some steps."""
        pairs = self._beside.match(self._legacy["steps"][steps]).mapped
        disturbed = self._beside.match(self._legacy["disturbed"]["steps"][steps]).mapped
        for pair, other in zip(pairs, disturbed, strict=True):
            name = label(pair.variables, pair.weight)
            scale = max(np.abs(pair.value).max(initial=0), NEGLIGIBLE)
            value = keras.ops.convert_to_numpy(pair.weight)
            self._rows.compare(
                "steps", name, pair.value, value, scale, f"after {steps} steps", other.value
            )

    def compare_points(self, build_predictor) -> None:
        """Compares what both models compute at the weights they began with, and trained ones."""
        predictor = build_predictor and build_predictor(self._model)
        for point in _POINTS:
            self._beside.carry(point)
            self._compare_outputs(point, predictor)
            self._beside.carry(point)
            self._compare_evaluation(point)
            self._beside.carry(point)
            self._compare_training(point)
            self._beside.carry(point)

    def _compare_evaluation(self, point):
        def evaluate(dataset):
            return self._model.evaluate(dataset, return_dict=True, verbose=0)

        recorded = self._legacy["evaluation"][point]
        some = self._data[: self._legacy["metric batches"]]
        evaluations.compare(self._beside, recorded, some, evaluate, self._rows)

    def compare_optimizers(self) -> None:
        """Compares what the optimizers alone do with small and large gradients."""
        expected, kind = self._legacy["optimizer"], type(self._model.optimizer).__name__
        if expected is None:
            self._rows.skip("optimizer", kind, "the legacy program has not one optimizer alone")
            return
        try:
            steps = optimizers.moved(self._model.optimizer)
        except (TypeError, NotImplementedError) as error:
            self._rows.skip("optimizer", kind, f"it cannot be made anew from its config: {error}")
            return
        # Each gradient's own movement is the scale of what it moved.
        scale = np.abs(expected)
        note = "gradients of {:g} to {:g}".format(*optimizers.MAGNITUDES[:: len(expected) + 2])
        self._rows.compare("optimizer", kind, expected, steps, scale, note)

    def _compare_outputs(self, point, predictor):
        model, rows = self._model, self._rows
        recorded = self._legacy["prediction"][point]
        logits = recorded["logits"] or self._legacy["evaluation"][point]["logits"]
        x = self._data[0].x
        outputs = _arrays(model(x, training=False))
        for name, value in logits.items():
            if len(logits) == len(outputs) == 1:
                (output,) = outputs.values()
            else:
                output = outputs.get(name)
            if output is None:
                rows.skip("logits", name, f"the migrated model has {sorted(outputs)}")
            else:
                rows.compare("logits", name, value, output, scale_of(value))
        if predictor:
            predictions = _arrays(predictor(_taken(predictor, x), training=False))
        else:
            predictions = implied.predictions(recorded["predictions"], logits, outputs)
        for name, value in recorded["predictions"].items():
            found = evaluations.found(predictions, name)
            if found is None:
                lacking = "the predictor has none of that name"
                if not predictor:
                    lacking = "the migrated program has no build_predictor that gives it"
                rows.skip("prediction", name, lacking)
            else:
                rows.compare("prediction", name, value, found, scale_of(value))

    def _compare_training(self, point):
        rows, recorded = self._rows, self._legacy["training"][point]
        trained = self._model.trainable_variables
        with tf.GradientTape() as tape:
            loss = evaluations.loss_of(self._model, self._data[0], training=True)
        gradients = tape.gradient(loss, [weight.value for weight in trained])
        found = {id(w): g for w, g in zip(trained, gradients, strict=True)}
        rows.compare("loss", "in training", recorded["loss"], float(loss))
        expected = self._beside.linear(recorded["gradients"])
        # Where a trained model has hardly a gradient left, what there is, is rounding.
        known = [g for at in self._legacy["training"].values() for g in at["gradients"].values()]
        largest = max((np.abs(gradient).max(initial=0) for gradient in known), default=0)
        for names, weight, value in expected:
            gradient = found.get(id(weight))
            if gradient is None:
                gradient = np.zeros(weight.shape)
            scale = max(np.abs(value).max(initial=0), NEGLIGIBLE * largest)
            migrated = np.array(tf.convert_to_tensor(gradient))
            rows.compare("gradient", label(names, weight), value, migrated, scale)

    def _turn_dropout_off(self):
        self._compare_dropping()
        migrated = set()
        for layer in self._model._flatten_layers():
            names = ("rate",) if isinstance(layer, _DROPPING) else ("dropout", "recurrent_dropout")
            for name in names:
                rate = vars(layer).get(name)  # A recurrent layer shows what its cell has.
                if isinstance(rate, float) and rate:
                    migrated.add(round(rate, 6))
                    setattr(layer, name, 0.0)
        # A loop drops by the same rate many times.
        legacy = {round(rate, 6) for rate in self._legacy["dropout"] if rate is not None}
        if migrated != legacy:
            self._rows.fail("dropout", "", f"rates {sorted(migrated)} in place of {sorted(legacy)}")
        elif migrated:
            self._rows.passed("dropout", "", "off in both programs")

    def _compare_dropping(self):
        """Compares whether units are dropped in prediction as well, so that no two are the same."""
        x = self._data[0].x
        first, second = (_arrays(self._model(x, training=False)) for _ in range(2))
        migrated = any(not np.array_equal(first[name], second[name]) for name in first)
        legacy = self._legacy["prediction"]["initial"]["drops"]
        if migrated and not legacy:
            self._rows.fail("dropout", "in prediction", "it is on, and off in the legacy program")
        if legacy and not migrated:
            self._rows.fail("dropout", "in prediction", "it is off, and on in the legacy program")


def _taken(model: keras.Model, x: Any) -> Any:
    """Returns the features that a model takes, of those that were to be trained on."""
    if isinstance(x, dict) and isinstance(model.input, dict):
        return {name: x[name] for name in model.input}
    return x


def _arrays(outputs: Any) -> dict[str, np.ndarray]:
    """Returns a model's outputs by name; those of dicts in dicts have both names."""
    if not isinstance(outputs, dict):
        return {"": np.array(outputs)}
    return {
        "/".join(filter(None, [name, inner])): value
        for name, part in outputs.items()
        for inner, value in _arrays(part).items()
    }
