"""A Keras model beside what was recorded of a legacy one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from contrib_learn_compat.keras import weights
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    batches,
    implied,
    initial_values,
    optimizers,
    sdca,
)
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.comparison import FAIL, Rows, as_json

_GLOBAL_STEP = "global_step"
_POINTS = "initial", "trained"
# Gradients and weights that are nearly nothing beside the largest are held to its rounding.
_NEGLIGIBLE = 1e-2
_CURVE = "auc_precision_recall"
_DROPPING = (keras.layers.Dropout, keras.layers.GaussianDropout, keras.layers.AlphaDropout)


def compare(
    legacy: dict[str, Any],
    model: keras.Model,
    own: Iterable[Batch],
    build_predictor: Callable[[keras.Model], keras.Model] | None,
    initializers: initial_values.Initializers,
) -> dict[str, Any]:
    """Compares a compiled Keras model with what was recorded of a legacy one.

    Args:
      legacy: what :func:`.legacy.record` returned.
      model: just made; it gets the legacy weights, and is trained.
      own: the first batches that it would be trained on, one a step.
      build_predictor: makes a model of all predictions, or None.
      initializers: those of the model's weights.

    Returns:
      ``rows``, dicts of the fields of Row, and ``losses``, a list each of ``legacy`` and
      ``migrated`` with None where one is no number.
    """
    rows = Rows()
    data = _batches(legacy, own, rows)
    if not model.built:
        model(data[0].x)
    comparison = _Comparison(legacy, model, data, rows, initializers)
    comparison.compare_weights()
    losses = comparison.compare_steps()
    comparison.compare_points(build_predictor)
    comparison.compare_optimizers()
    return {
        "rows": rows.as_dicts(),
        "losses": {
            "legacy": [as_json(loss) for loss in legacy["losses"].tolist()],
            "migrated": [as_json(loss) for loss in losses],
        },
    }


class _Comparison:
    def __init__(self, legacy, model, data, rows, initializers):
        self._initializers = initializers
        self._legacy, self._model, self._data, self._rows = legacy, model, data, rows
        self._fresh = {id(w): keras.ops.convert_to_numpy(w) for w in model.weights}
        self._turn_dropout_off()

    def compare_weights(self) -> None:
        """Tells what became of each variable, and whether its initializer is the same."""
        rows, matching = self._rows, self._match(self._values("initial"))
        trainable = set(self._legacy["trainable"])
        for name, why in matching.unmapped_variables.items():
            missing = why or "the migrated model has no weight for it"
            is_trained = any(name == one or one.startswith(f"{name}/part_") for one in trainable)
            (rows.fail if is_trained else rows.skip)("weights", name, missing)
        for weight in matching.unmapped_weights:
            extra = "the legacy model has no variable for it"
            (rows.fail if weight.trainable else rows.skip)("weights", weight.path, extra)
        for names, weight, why in matching.mismatched:
            rows.fail("weights", _label(names, weight), why)
        drawn = [self._match(draw) for draw in self._draws()]
        if any(len(draw.mapped) != len(matching.mapped) for draw in drawn):
            rows.skip("initial values", "", "hooks of the legacy model set them")
            return
        for i, pair in enumerate(matching.mapped):
            name = _label(pair.variables, pair.weight)
            legacy = np.stack([draw.mapped[i].value for draw in drawn])
            fresh = [self._fresh[id(pair.weight)], *self._initializers.draws(pair.weight)]
            difference = initial_values.difference(legacy, np.stack(fresh))
            if difference:
                rows.fail("initial values", name, difference)
            else:
                rows.passed("initial values", name)

    def compare_steps(self) -> list[float]:
        """Trains the model from the legacy weights on; returns the losses."""
        legacy, model = self._legacy, self._model
        self._carry("initial")
        losses = []
        with sdca.in_order():
            for index in legacy["order"]:
                model.reset_metrics()
                logs = model.train_on_batch(*self._data[index], return_dict=True)
                losses.append(float(logs["loss"]))
        expected = legacy["losses"]
        scale = np.maximum(np.abs(expected), _NEGLIGIBLE * np.abs(expected).max())
        disturbed = legacy["disturbed"]["losses"]
        what = f"losses of {len(losses)} steps"
        self._rows.compare("steps", what, expected, losses, scale, disturbed=disturbed)
        disturbed = self._match(self._model_variables(legacy["disturbed"]["variables"])).mapped
        pairs = self._match(self._values("trained")).mapped
        for pair, other in zip(pairs, disturbed, strict=True):
            name = _label(pair.variables, pair.weight)
            scale = max(np.abs(pair.value).max(initial=0), _NEGLIGIBLE)
            value = keras.ops.convert_to_numpy(pair.weight)
            self._rows.compare("steps", name, pair.value, value, scale, disturbed=other.value)
        return losses

    def compare_points(self, build_predictor) -> None:
        """Compares what both models compute at the weights they began with, and trained ones."""
        predictor = build_predictor and build_predictor(self._model)
        for point in _POINTS:
            self._carry(point)
            self._compare_outputs(point, predictor)
            self._carry(point)
            self._compare_evaluation(point)
            self._carry(point)
            self._compare_training(point)

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
        if not logits:
            self._compare_with_predictions(outputs, recorded["predictions"])
        for name, value in logits.items():
            if len(logits) == len(outputs) == 1:
                (output,) = outputs.values()
            else:
                output = outputs.get(name)
            if output is None:
                rows.skip("logits", name, f"the migrated model has {sorted(outputs)}")
            else:
                rows.compare("logits", name, value, output, _scale(value))
        if predictor:
            predictions = _arrays(predictor(_taken(predictor, x), training=False))
        else:
            predictions = implied.predictions(recorded["predictions"], logits, outputs)
        for name, value in recorded["predictions"].items():
            found = _found(predictions, name)
            if found is None:
                lacking = "the predictor has none of that name"
                if not predictor:
                    lacking = "the migrated program has no build_predictor that gives it"
                rows.skip("prediction", name, lacking)
            else:
                rows.compare("prediction", name, value, found, _scale(value))

    def _compare_with_predictions(self, outputs, predictions):
        """Compares the output of a model without a head with a prediction that it may be."""
        for output in outputs.values():
            for name, value in predictions.items():
                if value.size == output.size and np.allclose(np.ravel(value), np.ravel(output)):
                    self._rows.compare("logits", name, value, output, _scale(value))
                    return
        self._rows.skip(
            "logits", "", "the legacy model_fn has no head, and predicts something else"
        )

    def _compare_evaluation(self, point):
        rows, recorded = self._rows, self._legacy["evaluation"][point]
        count = self._legacy["metric batches"]
        # A train_op_fn may add regularization to what the head reports.
        added = self._regularization() if self._legacy["adds to the head's loss"] else 0.0
        losses = [float(self._loss(batch, False)) - added for batch in self._data[:count]]
        rows.compare("loss", "in evaluation", recorded["loss"], losses[0])
        metrics = self._model.evaluate(_as_dataset(self._data[:count]), return_dict=True, verbose=0)
        for name, value in recorded["metrics"].items():
            found = _found(metrics, name)
            if name == "loss" or name.startswith("loss/"):
                self._compare_reported_loss(name, value, losses, found)
            elif found is None:
                rows.skip("metric", name, "the migrated model has none of that name")
            else:
                self._compare_metric(name, value, found)

    def _compare_metric(self, name, value, found):
        if name.startswith(_CURVE) and not np.allclose(found, value):
            differs = f"{found:.4g} in place of {value:.4g}"
            self._rows.skip("metric", name, f"{differs}: Keras interpolates this curve otherwise")
        else:
            self._rows.compare("metric", name, value, found, _scale(value))

    def _compare_reported_loss(self, name, value, losses, found):
        """Compares a loss among the metrics, which a head divides by the sum of the weights."""
        heads = self._legacy["evaluation"]["initial"]["logits"]
        head = name.partition("/")[2]
        if head and found is not None:
            self._rows.compare("loss", name, value, found)
        elif head and len(heads) > 1:
            self._rows.skip("loss", name, "the migrated model has none of that name")
        elif head not in heads:  # What an Estimator adds: the mean of the batches' losses.
            self._rows.compare("loss", "mean", value, np.mean(losses))
        elif all(isinstance(batch.weights, (np.ndarray, type(None))) for batch in self._data):
            averages = [
                loss if batch.weights is None else loss * batches.size(batch) / batch.weights.sum()
                for batch, loss in zip(self._data, losses, strict=False)
            ]
            self._rows.compare("loss", "weighted average", value, np.mean(averages))
        else:
            self._rows.skip("loss", "weighted average", "outputs have weights of their own")

    def _compare_training(self, point):
        rows, recorded = self._rows, self._legacy["training"][point]
        trained = self._model.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._loss(self._data[0], training=True)
        gradients = tape.gradient(loss, [weight.value for weight in trained])
        found = {id(w): g for w, g in zip(trained, gradients, strict=True)}
        rows.compare("loss", "in training", recorded["loss"], float(loss))
        expected = self._linear(recorded["gradients"])
        # Where a trained model has hardly a gradient left, what there is, is rounding.
        known = [g for at in self._legacy["training"].values() for g in at["gradients"].values()]
        largest = max((np.abs(gradient).max(initial=0) for gradient in known), default=0)
        for names, weight, value in expected:
            gradient = found.get(id(weight))
            if gradient is None:
                gradient = np.zeros(weight.shape)
            scale = max(np.abs(value).max(initial=0), _NEGLIGIBLE * largest)
            migrated = np.array(tf.convert_to_tensor(gradient))
            rows.compare("gradient", _label(names, weight), value, migrated, scale)

    def _loss(self, batch, training):
        outputs = self._model(batch.x, training=training)
        return self._model.compute_loss(
            x=batch.x, y=batch.y, y_pred=outputs, sample_weight=batch.weights, training=training
        )

    def _regularization(self) -> float:
        weights = [w for w in self._model.trainable_variables if w.regularizer is not None]
        return sum(float(weight.regularizer(weight)) for weight in weights)

    def _linear(self, gradients):
        """Returns (names, weight, gradient) of trained variables, in the forms of the weights.

        What becomes of a value may have something added, which does not become of a gradient.
        """
        zeros = {name: np.zeros_like(value) for name, value in self._values("initial").items()}
        return [
            (pair.variables, pair.weight, pair.value - zero.value)
            for pair, zero in zip(
                self._match({**zeros, **gradients}).mapped, self._match(zeros).mapped, strict=True
            )
            if pair.weight.trainable
        ]

    def _carry(self, point):
        self._match(self._values(point)).assign()

    def _match(self, variables):
        return weights.match(variables, self._model)

    def _values(self, point):
        return self._model_variables(self._legacy["variables"][point])

    def _model_variables(self, variables):
        """Returns the variables without those of optimizers."""
        left_out = {_GLOBAL_STEP, *self._legacy["slots"]}
        return {name: value for name, value in variables.items() if name not in left_out}

    def _draws(self) -> Iterator[dict[str, np.ndarray]]:
        draws = self._legacy["draws"]
        for i in range(len(draws[next(iter(draws))])):
            yield {name: draws[name][i] for name in self._values("initial")}

    def _turn_dropout_off(self):
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


def _batches(legacy: dict, own: Iterable[Batch], rows: Rows) -> list[Batch]:
    """Returns the migrated program's form of each legacy batch."""
    columns, compared = legacy["weight columns"], Rows()
    firsts: dict[int, Batch] = {}
    for index, batch in zip(legacy["order"], own, strict=False):
        batches.compare(legacy["batches"][index], batch, columns, compared)
        firsts.setdefault(index, batch)
    if not firsts:
        raise NotComparableError("the dataset of the migrated program is empty")
    is_same = all(row.verdict != FAIL for row in compared.rows.values())
    if legacy["repeatable"] or is_same:
        for row in compared.rows.values():
            rows.add(row)
    else:
        rows.skip("batch", "", "the legacy program's are random; both get those it had")
    if is_same and len(firsts) == len(legacy["batches"]):
        return [firsts[index] for index in range(len(firsts))]
    like = next(iter(firsts.values()))
    return [batches.adapted(batch, like, columns) for batch in legacy["batches"]]


def _as_dataset(data: list[Batch]) -> tf.data.Dataset:
    elements = [tuple(part for part in batch if part is not None) for batch in data]

    def spec(*arrays):
        sizes = zip(*(array.shape for array in arrays), strict=True)
        shape = [of[0] if len(set(of)) == 1 else None for of in sizes]
        return tf.TensorSpec(shape, tf.as_dtype(arrays[0].dtype))

    signature = tf.nest.map_structure(spec, *elements)
    dataset = tf.data.Dataset.from_generator(lambda: elements, output_signature=signature)
    # Where it has to find the end itself, Keras may count it as one more batch of zeros.
    return dataset.apply(tf.data.experimental.assert_cardinality(len(elements)))


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


def _found(values: dict[str, Any], name: str) -> Any:
    """Returns the value of a legacy name as Keras spells it.

    ``accuracy/kind`` is ``kind_accuracy`` for an output, and ``a/b`` may have to be ``a_b``.
    """
    key, _, head = name.rpartition("/")
    for spelling in (name, f"{head}_{key}", name.replace("/", "_")):
        if spelling in values:
            return values[spelling]
    return None


def _scale(value: Any) -> Any:
    """Returns the magnitude of an array, of small numbers 1."""
    value = np.asarray(value)
    if value.dtype.kind not in "fiub":
        return None
    return max(1.0, np.abs(value).max(initial=0))


def _label(names, weight) -> str:
    return f"{', '.join(names)} → {weight.path}"
