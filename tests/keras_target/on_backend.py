"""Runs migrated programs, of one model each, on the backend that KERAS_BACKEND names.

  python on_backend.py FOLDER PROGRAM...

A model begins at the weights that FOLDER has of it, or leaves its own there. FOLDER/BACKEND gets
what each program prints, and what its model computes before and after its training.
"""

import contextlib
import runpy
import sys
from pathlib import Path
from unittest import mock

import keras
import numpy as np

_fit = keras.Model.fit


def main(folder, programs):
    results = folder / keras.backend.backend()
    results.mkdir()
    for program in programs:
        name = program.stem
        fit = observed_fit(folder / f"{name}.weights.h5", results / f"{name}.npz")
        sys.argv = [str(program)]
        with (
            (results / f"{name}.txt").open("w") as output,
            contextlib.redirect_stdout(output),
            contextlib.suppress(SystemExit),  # As app.run ends.
            mock.patch.object(keras.Model, "fit", fit),
        ):
            runpy.run_path(str(program), run_name="__main__")
        keras.backend.clear_session()


def observed_fit(weights, outputs):
    """Returns a `fit` that begins at weights in a file, and keeps what the model computes."""

    def fit(model, dataset, *args, **kwargs):
        features = keras.tree.map_structure(np.array, next(iter(dataset))[0])
        if weights.exists():
            model.load_weights(weights)
        else:
            model.save_weights(weights)
        before = np.array(model(features, training=False))
        history = _fit(model, dataset, *args, **kwargs)
        np.savez(outputs, before=before, after=np.array(model(features, training=False)))
        return history

    return fit


if __name__ == "__main__":
    folder, *programs = map(Path, sys.argv[1:])
    main(folder, programs)
