"""Trains a program of the guide and its Keras form from the same weights, and records both.

As a program it is the Keras half, ``keras_forms.py KERAS_PROGRAM LEGACY.npz KERAS.npz``: it runs
the program with a ``fit`` that begins at the legacy program's initial weights.
"""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import numpy as np

# Goes before the legacy program; its `recorder` is given to fit() or train().
_RECORDER = """
import itertools
import sys
import numpy
import tensorflow

class Recorder(tensorflow.train.SessionRunHook):
    def after_create_session(self, session, coord):
        self.losses = []
        self.initial = session.run(tensorflow.trainable_variables())

    def before_run(self, context):
        loss = tensorflow.get_collection(tensorflow.GraphKeys.LOSSES)[-1]
        return tensorflow.train.SessionRunArgs(loss)

    def after_run(self, context, values):
        self.losses.append(values.results)

    def end(self, session):
        self.trained = session.run(tensorflow.trainable_variables())

recorder = Recorder()
"""

# Goes behind it.
_SAVING = """
arrays = {"losses": recorder.losses}
for i, (initial, trained) in enumerate(zip(recorder.initial, recorder.trained)):
    arrays["initial/%d" % i], arrays["trained/%d" % i] = initial, trained
if "estimator" in globals():
    # A core Estimator goes on predicting for ever.
    rows = list(itertools.islice(estimator.predict(input_fn=input_fn), 12))
    for key in rows[0]:
        name = "/".join(key) if isinstance(key, tuple) else key
        arrays["predictions/" + name] = [row[key] for row in rows]
numpy.savez(sys.argv[1], **arrays)
"""


def recording(program: str) -> str:
    """Returns a legacy program that saves the losses, the weights and the predictions as well.

    It saves them in the file that is its argument: ``losses``, one a step; ``initial/0``,
    ``trained/0`` and so on, the trainable variables as they were made; and ``predictions/KEY``.
    """
    hooked, calls = re.subn(r"\.fit\((.*)\)\n", r".fit(\1, monitors=[recorder])\n", program)
    if not calls:
        hooked, calls = re.subn(r"\.train\((.*)\)\n", r".train(\1, hooks=[recorder])\n", program)
    assert calls == 1, "not one call of fit or train"
    return _RECORDER + hooked + _SAVING


def _numbered(arrays, prefix: str) -> list[np.ndarray]:
    return [arrays[f"{prefix}/{i}"] for i in range(sum(key.startswith(prefix) for key in arrays))]


def _matching(model, arrays: list[np.ndarray]) -> list:
    """Returns for each array the model's first weight of that shape that is not yet taken."""
    free, taken = list(model.trainable_variables), []
    for array in arrays:
        index = next(i for i, weight in enumerate(free) if tuple(weight.shape) == array.shape)
        taken.append(free.pop(index))
    assert not free, f"the legacy model has nothing for {free}"
    return taken


def _carry(arrays: list[np.ndarray], weights: list) -> None:
    for array, weight in zip(arrays, weights, strict=True):
        weight.assign(array)


def _recorded_losses(keras):
    """Returns a callback whose `losses` are those of the steps; Keras's logs have running means."""

    class Losses(keras.callbacks.Callback):
        losses = []

        def on_train_batch_begin(self, batch, logs=None):
            self.model.reset_metrics()

        def on_train_batch_end(self, batch, logs=None):
            self.losses.append(logs["loss"])

    return Losses()


def _run(program: str, legacy_file: str, keras_file: str) -> None:
    import keras
    import tensorflow as tf

    legacy = dict(np.load(legacy_file))
    keras_fit = keras.Model.fit

    def fit(model, x, *args, callbacks=(), **kwargs):
        weights = _matching(model, _numbered(legacy, "initial"))
        _carry(_numbered(legacy, "initial"), weights)
        recorded = _recorded_losses(keras)
        history = keras_fit(model, x, *args, callbacks=[*callbacks, recorded], **kwargs)
        trained = [np.array(weight) for weight in weights]
        _carry(_numbered(legacy, "trained"), weights)
        # A dataset may have no end; each has all examples in its first batch.
        first = x.take(1) if isinstance(x, tf.data.Dataset) else x
        predictions = model.predict(first, verbose=0)
        _carry(trained, weights)
        arrays = {f"trained/{i}": array for i, array in enumerate(trained)}
        if isinstance(predictions, dict):
            arrays |= {f"predictions/{name}": value for name, value in predictions.items()}
        else:
            arrays["predictions"] = predictions
        np.savez(keras_file, losses=recorded.losses, **arrays)
        return history

    keras.Model.fit = fit
    sys.path[0] = str(Path(program).parent)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    _run(*sys.argv[1:])
