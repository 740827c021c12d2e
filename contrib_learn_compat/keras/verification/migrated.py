"""The migrated half: runs a program, and compares the models that it trains and evaluates.

``python -m contrib_learn_compat.keras.verification.migrated JSON``, an object of the arguments of
:func:`main`.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import keras

from contrib_learn_compat.core.functions import taken_by
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    batches,
    functions,
    initial_values,
    models,
    pairing,
    recording,
)
from contrib_learn_compat.keras.verification.comparison import Rows, as_json


def compare_program(recorded: str, report: str, argv: list[str]) -> None:
    """Runs a program and writes what the comparison gives.

    Args:
      recorded: the file of :func:`.legacy.record_program`.
      report: a file to write: JSON of ``rows``, and the ``losses`` of ``legacy`` and ``migrated``.
      argv: the program and its arguments.

    Raises:
      NotComparableError: the program ends without a call of ``fit``.
    """
    sys.argv = argv
    sys.path[0] = str(Path(argv[0]).resolve().parent)
    with initial_values.Initializers() as initializers:
        pairs = pairing.Pairs(recording.load(recorded), initializers)
        pairs.run(lambda: runpy.run_path(argv[0], run_name="__main__"), argv[0])
    if not pairs.losses:
        raise NotComparableError(f"{argv[0]} ended without a call of keras.Model.fit")
    _write(report, pairs.rows, pairs.losses)


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
    (legacy,) = recording.load(recorded)["trainings"]
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
    rows = Rows()
    losses = models.compare(legacy, model, steps, build_predictor, initializers, rows)
    _write(report, [rows], [(legacy["losses"], losses)])


def _write(report: str, rows: list[Rows], losses: list[tuple[Any, list[float]]]) -> None:
    """Writes the rows of all parts, and the losses of the first training."""
    legacy, migrated = losses[0]
    result = {
        "rows": [row for part in rows for row in part.as_dicts()],
        "losses": {
            "legacy": [as_json(loss) for loss in legacy.tolist()],
            "migrated": [as_json(loss) for loss in migrated],
        },
    }
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
