"""The migrated half: runs a program up to its first ``fit``, and compares its model.

``python -m contrib_learn_compat.keras.verification.migrated JSON``, an object of the arguments of
:func:`main`.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import keras
import tensorflow as tf

from contrib_learn_compat.core.functions import taken_by
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    batches,
    functions,
    initial_values,
    recording,
)
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.models import compare


class _Compared(BaseException):
    """Leaves the program; no `except Exception` of its own is in the way."""


def compare_program(recorded: str, report: str, argv: list[str]) -> None:
    """Runs a program up to its first ``fit`` and writes what the comparison gives.

    Args:
      recorded: the file of :func:`.legacy.record_program`.
      report: a file to write: JSON of ``rows``, and the ``losses`` of ``legacy`` and ``migrated``.
      argv: the program and its arguments.

    Raises:
      NotComparableError: the program ends without a call of ``fit``.
    """

    def fit(model, x=None, y=None, batch_size=None, sample_weight=None, **_):
        legacy = recording.load(recorded)
        dataset = _dataset(x, y, sample_weight, batch_size).take(len(legacy["order"]))
        own = map(_batch, dataset)
        build_predictor = getattr(sys.modules["__main__"], "build_predictor", None)
        _write(report, compare(legacy, model, own, build_predictor, initializers))
        raise _Compared

    sys.argv = argv
    sys.path[0] = str(Path(argv[0]).resolve().parent)
    with initial_values.Initializers() as initializers, mock.patch.object(keras.Model, "fit", fit):
        try:
            runpy.run_path(argv[0], run_name="__main__")
        except (_Compared, SystemExit) as leaving:
            if isinstance(leaving, _Compared):
                return
    raise NotComparableError(f"{argv[0]} ended without a call of keras.Model.fit")


def compare_function(recorded: str, report: str, file: str, function: str, params: Any) -> None:
    """Compares the model that a function of a module makes, on the legacy batches.

    Args:
      recorded: the file of :func:`.legacy.record_function`.
      report: a file to write, see :func:`compare_program`.
      file: the module.
      function: the name of the function, which takes ``features``, a dict of keras.Input, and
        ``params`` where it has a parameter for them.
      params: what it is called with.
    """
    sys.argv = [file]
    sys.path[0] = str(Path(file).resolve().parent)
    module = runpy.run_path(file, run_name=Path(file).stem)
    legacy = recording.load(recorded)
    own = [batches.as_dense(batch, legacy["weight columns"]) for batch in legacy["batches"]]
    features = {
        name: keras.Input(value.shape[1:], name=name, dtype=batches.dtype_name(value))
        for name, value in own[0].x.items()
    }
    build = functions.named(module, function, file)
    with initial_values.Initializers() as initializers:
        model = functions.built(build, features, **taken_by(build, params=params))
    build_predictor = module.get("build_predictor")
    steps = (own[index] for index in legacy["order"])
    _write(report, compare(legacy, model, steps, build_predictor, initializers))


def _dataset(x, y, weights, batch_size) -> tf.data.Dataset:
    """Returns what `fit` is given as a dataset; arrays in their order."""
    if isinstance(x, tf.data.Dataset):
        return x
    parts = tuple(part for part in (x, y, weights) if part is not None)
    return tf.data.Dataset.from_tensor_slices(parts).batch(batch_size or 32).repeat()


def _batch(element: Any) -> Batch:
    """Returns an element's arrays, dense as Keras makes them for a dense input."""

    def array(value):
        return (tf.sparse.to_dense(value) if isinstance(value, tf.SparseTensor) else value).numpy()

    return Batch(*keras.utils.unpack_x_y_sample_weight(tf.nest.map_structure(array, element)))


def _write(report: str, result: dict[str, Any]) -> None:
    Path(report).write_text(json.dumps(result), encoding="utf-8")


def main(
    recording: str,
    report: str,
    program: str,
    arguments: list[str],
    function: str | None = None,
    params: Any = None,
) -> None:
    """Compares a program, or a function of a module; see the two functions for that."""
    if function:
        compare_function(recording, report, program, function, params)
    else:
        compare_program(recording, report, [program, *arguments])


if __name__ == "__main__":
    try:
        main(**json.loads(sys.argv[1]))
    except NotComparableError as error:
        sys.exit(str(error))
