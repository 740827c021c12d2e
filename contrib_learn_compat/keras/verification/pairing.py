"""What a migrated program trains and evaluates, each beside what the legacy program did.

Trainings and evaluations are paired by their number. A model that has been compared has the legacy
weights from then on, for what the program does next.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from contrib_learn_compat.keras.verification import (
    EVALUATED_BATCHES,
    NotComparableError,
    batches,
    evaluations,
    guarding,
    initial_values,
    models,
)
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.beside import Beside
from contrib_learn_compat.keras.verification.comparison import Rows

_WRITERS = [
    *((keras.Model, name) for name in ("export", "save", "save_weights")),
    (tf.saved_model, "save"),
]


class Pairs:
    """The trainings and evaluations that are compared.

    Attributes:
      rows: of each part of the program.
      losses: of each training, those of the legacy model and those of the migrated one.
    """

    def __init__(self, legacy: dict[str, Any], initializers: initial_values.Initializers):
        self.rows: list[Rows] = []
        self.losses: list[tuple[np.ndarray, list[float]]] = []
        self._legacy, self._initializers = legacy, initializers
        self._evaluated = 0
        self._known: list[keras.Model] = []
        self._guard = guarding.Guard()

    def run(self, program: Callable[[], Any], path: str) -> None:
        """Runs a program, and compares what it trains and evaluates."""
        with self._patches():
            left = self._guard.run(program, path)
        self._tell_what_is_not_compared(left)

    @contextlib.contextmanager
    def _patches(self) -> Iterator[None]:
        evaluate_natively = keras.Model.evaluate

        def fit(model, x=None, y=None, batch_size=None, sample_weight=None, **_):
            dataset = _dataset(x, y, sample_weight, batch_size)
            self._fit(model, dataset if dataset is x else dataset.repeat())
            model.history = keras.callbacks.History()
            model.history.set_model(model)
            model.history.history = {"loss": self.losses[-1][1][-1:]}
            return model.history

        def evaluate(
            model, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None, steps=None,
            callbacks=None, return_dict=False, **options,
        ):  # fmt: skip
            def results_of(dataset):
                return evaluate_natively(model, dataset, return_dict=True, verbose=0)

            if self._guard.is_on:
                dataset = _dataset(x, y, sample_weight, batch_size)
                results = self._evaluate(model, dataset.take(steps or -1), results_of)
                values = list(results.values())
                return results if return_dict else values if values[1:] else values[0]
            return evaluate_natively(
                model, x, y, batch_size, verbose, sample_weight, steps, callbacks,
                return_dict=return_dict, **options,
            )  # fmt: skip

        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.object(keras.Model, "fit", fit))
            stack.enter_context(mock.patch.object(keras.Model, "evaluate", evaluate))
            for patch_of_files in self._guard.watching_files():
                stack.enter_context(patch_of_files)
            for owner, name in _WRITERS:
                stack.enter_context(self._guard.watching(owner, name))
            yield

    def _fit(self, model, dataset):
        if self._is_known(model):
            return self._guard.skip()
        number = len(self._known)
        if number == len(self._legacy["trainings"]):
            raise guarding.LeftError("where it trains a model more than the legacy program")
        with self._guard.pause():
            legacy = self._legacy["trainings"][number]
            own = map(_batch, dataset.take(len(legacy["order"])))
            build_predictor = getattr(sys.modules["__main__"], "build_predictor", None)
            rows = self._part("model", "trainings", number)
            losses = models.compare(legacy, model, own, build_predictor, self._initializers, rows)
            self.losses.append((legacy["losses"], losses))
        self._known.append(model)
        if number == 0:
            self._watch_evaluate_predictions()

    def _watch_evaluate_predictions(self):
        """Compares what a migrated program measures besides its model's metrics."""
        program = sys.modules["__main__"]
        natively = getattr(program, "evaluate_predictions", None)

        def evaluate_predictions(model, predictor, dataset, metrics):
            def results_of(dataset):
                return natively(model, predictor, dataset, metrics)

            return self._evaluate(model, dataset, results_of)

        if natively:
            program.evaluate_predictions = evaluate_predictions

    def _evaluate(self, model, dataset, evaluate):
        """Returns the results of an evaluation, which is compared if the legacy program has one."""
        number, self._evaluated = self._evaluated, self._evaluated + 1
        with self._guard.pause():
            if number >= len(self._legacy["evaluations"]):
                return evaluate(dataset)
            recorded = self._legacy["evaluations"][number]
            rows = self._part("evaluation", "evaluations", number)
            if recorded["training"] is None:
                rows.skip("metric", "", "the legacy program evaluates another checkpoint")
                return evaluate(dataset)
            legacy = self._legacy["trainings"][recorded["training"]]
            own = list(map(_batch, dataset.take(EVALUATED_BATCHES)))
            count = len(recorded["batches"])
            if len(own) != count:
                rows.fail("batch", "", f"{len(own)} are evaluated in place of {count}")
            try:
                pairs = {**legacy, **recorded, "order": list(range(count))}
                data = batches.paired(pairs, own, rows)
            except NotComparableError as error:
                rows.skip("batch", "", str(error))
                return evaluate(dataset)
            if not model.built:
                model(data[0].x)
            beside, own_weights = Beside(model, legacy), model.get_weights()
            beside.carry("trained")
            results = evaluations.compare(beside, recorded["results"], data, evaluate, rows)
            if not self._is_known(model):
                model.set_weights(own_weights)  # It is to be trained yet.
            return results

    def _is_known(self, model):
        return any(model is known for known in self._known)

    def _part(self, what: str, of: str, number: int) -> Rows:
        """Returns the rows of a training or an evaluation, numbered if there are several."""
        several = f"{what} {number + 1}"
        single = "" if what == "model" else what
        self.rows.append(Rows(several if len(self._legacy[of]) > 1 else single))
        return self.rows[-1]

    def _tell_what_is_not_compared(self, left: str) -> None:
        rows = Rows()
        for half, why in (("legacy", self._legacy["left"]), ("migrated", left)):
            if why:
                rows.skip("program", half, f"{why}; nothing behind that is compared")
        counts = {
            "trainings": ("trains", "models", len(self._known)),
            "evaluations": ("evaluates", "times", self._evaluated),
        }
        for of, (does, what, count) in counts.items():
            expected = len(self._legacy[of])
            if count != expected:
                said = f"the legacy program {does} {expected} {what}, the migrated one {count}"
                rows.skip("program", of, said)
        self.rows.append(rows)


def _dataset(x, y, weights, batch_size) -> tf.data.Dataset:
    """Returns what a model is given as a dataset; arrays in their order, in batches."""
    if isinstance(x, tf.data.Dataset):
        return x
    parts = tuple(part for part in (x, y, weights) if part is not None)
    return tf.data.Dataset.from_tensor_slices(parts).batch(batch_size or 32)


def _batch(element: Any) -> Batch:
    """Returns an element's arrays, dense as Keras makes them for a dense input."""

    def array(value):
        return (tf.sparse.to_dense(value) if isinstance(value, tf.SparseTensor) else value).numpy()

    return Batch(*keras.utils.unpack_x_y_sample_weight(tf.nest.map_structure(array, element)))
