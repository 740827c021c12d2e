"""The legacy half: runs a program, and records the models that it trains and evaluates.

``python -m contrib_learn_compat.keras.verification.legacy JSON``, an object of the arguments of
:func:`main`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from contrib_learn_compat import runner
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    following,
    functions,
    graphs,
    recording,
)
from contrib_learn_compat.keras.verification.estimators import ModelFn
from contrib_learn_compat.runner import sources

BATCH_SIZE = 32
_LABELS = re.compile("labels(/.*)?")


def record_program(path: str, step_count: int, argv: list[str]) -> None:
    """Runs a program as ``python -m contrib_learn_compat`` does, and records its models.

    Args:
      path: the file to write.
      step_count: how many training steps to record.
      argv: the program and its arguments.

    Raises:
      NotComparableError: the program ends without a call that trains an estimator.
    """
    with tempfile.TemporaryDirectory() as scratch:
        followed = following.Followed(step_count, scratch)
        record = followed.run(lambda: runner.main(argv), argv[0])
    if not record["trainings"]:
        raise NotComparableError(f"{argv[0]} ended without training an Estimator")
    recording.save(path, record)


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
    training = graphs.Training(model, lambda: _read(data), [], step_count)
    recorded = following.training_record(training, model, lambda: _read(data), [])
    recording.save(path, {"trainings": [recorded], "evaluations": [], "left": ""})


def _read(data: str) -> tf.data.Dataset:
    """Returns the arrays of a file as batches of features and labels."""
    arrays = dict(np.load(data))
    labels = {name: arrays.pop(name) for name in list(arrays) if _LABELS.fullmatch(name)}
    labels = {name.partition("/")[2]: value for name, value in labels.items()}
    dataset = tf.data.Dataset.from_tensor_slices((arrays, labels.get("", labels)))
    return dataset.batch(BATCH_SIZE).repeat()


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
