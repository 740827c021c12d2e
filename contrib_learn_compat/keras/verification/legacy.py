"""The legacy half: runs a program up to its first training call, and records its model.

``python -m contrib_learn_compat.keras.verification.legacy JSON``, an object of the arguments of
:func:`main`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import tensorflow as tf

from contrib_learn_compat import runner
from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    functions,
    graphs,
    recording,
)
from contrib_learn_compat.keras.verification.estimators import ModelFn
from contrib_learn_compat.learn import estimator as learn_estimator
from contrib_learn_compat.runner import sources

BATCH_SIZE = 32
_LABELS = re.compile("labels(/.*)?")


class _Recorded(BaseException):
    """Leaves the program; no `except Exception` of its own is in the way."""


def record_program(path: str, step_count: int, argv: list[str]) -> None:
    """Runs a program as ``python -m contrib_learn_compat`` does, and records its first training.

    Args:
      path: the file to write.
      step_count: how many training steps to record.
      argv: the program and its arguments.

    Raises:
      NotComparableError: the program ends without a call that trains an estimator.
    """

    def train(estimator, input_fn, hooks, *_):
        recording.save(path, record(estimator, input_fn, hooks, step_count))
        raise _Recorded

    # All ways to train come together here, each class in its own method; and a model_dir in which
    # max_steps are reached is not to end the program before.
    with (
        mock.patch.object(learn_estimator, "saved_global_step", lambda model_dir: 0),
        mock.patch.object(core_estimator, "saved_global_step", lambda model_dir: 0),
        mock.patch.object(learn_estimator.BaseEstimator, "_train_model", train),
        mock.patch.object(core_estimator.Estimator, "_train_model", train),
    ):
        try:
            runner.main(argv)
        except (_Recorded, SystemExit) as leaving:
            if isinstance(leaving, _Recorded):
                return
    raise NotComparableError(f"{argv[0]} ended without training an Estimator")


def record_function(
    path: str, step_count: int, file: str, function: str, data: str, params: Any
) -> None:
    """Records what a model_fn of a module computes.

    Args:
      path: the file to write.
      step_count: how many training steps to record.
      file: the module.
      function: the model_fn's name.
      data: a file of arrays: features by their names, ``labels``, or ``labels/NAME`` for several.
      params: the model_fn's, or None.
    """
    runner.begin()
    sys.argv = [file]
    sys.path[0] = str(Path(file).resolve().parent)
    name = Path(file).stem
    spec = spec_from_file_location(name, file, loader=sources.Loader(name, file))
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    model = ModelFn(functions.named(vars(module), function, file), params)
    recording.save(path, record(model, lambda: _read(data), [], step_count))


def _read(data: str) -> tf.data.Dataset:
    """Returns the arrays of a file as batches of features and labels."""
    arrays = dict(np.load(data))
    labels = {name: arrays.pop(name) for name in list(arrays) if _LABELS.fullmatch(name)}
    labels = {name.partition("/")[2]: value for name, value in labels.items()}
    dataset = tf.data.Dataset.from_tensor_slices((arrays, labels.get("", labels)))
    return dataset.batch(BATCH_SIZE).repeat()


def record(estimator: Any, input_fn: Callable, hooks: list, step_count: int) -> dict[str, Any]:
    """Returns what an estimator's model computes, before and after some steps of training.

    Args:
      estimator: a ``tf.contrib.learn`` or ``tf.estimator`` Estimator.
      input_fn: what it is to be trained on.
      hooks: those of the training; of these, the ones run that feed it or prepare its input.
      step_count: how many steps to make; the input begins anew where it ends sooner.

    Returns:
      ``batches`` (the different ones), ``order`` (which of them each step takes), ``repeatable``,
      ``variables`` (by ``initial`` and ``trained``, then by name), ``trainable``, ``draws`` of the
      initial values, ``losses`` of the steps, ``disturbed`` (losses and variables of steps from
      initial values that are rounded in another way), ``dropout``, ``optimizer``, and by
      ``initial`` and ``trained`` in ``training``, ``evaluation`` and ``prediction`` what the graphs
      gave.
    """
    trained = graphs.Training(estimator, input_fn, hooks, step_count)
    batches, values = trained.batches, trained.values
    return {
        **trained.record,
        "repeatable": graphs.is_repeatable(estimator, input_fn, hooks, batches),
        "evaluation": graphs.evaluated(
            estimator, input_fn, batches[: graphs.METRIC_BATCHES], values
        ),
        "prediction": graphs.predicted(estimator, input_fn, batches[0], values),
    }


def main(
    recording: str,
    steps: int,
    program: str,
    arguments: list[str],
    function: str | None = None,
    data: str | None = None,
    params: Any = None,
) -> None:
    """Records a program, or a function of a module; see the two functions for that."""
    if function:
        record_function(recording, steps, program, function, data, params)
    else:
        record_program(recording, steps, [program, *arguments])


if __name__ == "__main__":
    try:
        main(**json.loads(sys.argv[1]))
    except NotComparableError as error:
        sys.exit(str(error))
