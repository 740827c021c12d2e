"""Predictions that follow from logits, where a migrated program has only those."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np


def predictions(
    legacy: Mapping[str, np.ndarray],
    logits: Mapping[str, np.ndarray],
    outputs: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Returns what the outputs of a model say of the legacy program's predictions.

    Args:
      legacy: the predictions by name.
      logits: what the legacy program made them of by name, if that is known.
      outputs: the model's by name: in the place of the logits or, where those are not known,
        of the predictions.
    """
    if len(logits) == len(outputs) == 1:
        return _made(legacy, *logits.values(), *outputs.values())
    if legacy.keys() != outputs.keys():
        return {}
    # The model predicts by itself, up to what its program makes of its outputs.
    found = dict(outputs)
    for name, output in outputs.items():
        found |= _made({name: legacy[name]}, output, output)
    return found


def _made(legacy, logits, output):
    """Returns those predictions that are clearly made of logits, made of an output."""
    if logits.shape != output.shape or logits.ndim != 2:
        return {}
    made = {name: _maker(value, logits) for name, value in legacy.items()}
    return {name: make(output) for name, make in made.items() if make is not None}


def _maker(prediction: np.ndarray, logits: np.ndarray) -> Callable | None:
    """Returns the first of the usual functions that makes a prediction of logits."""
    if prediction.dtype.kind not in "fiub":
        return None
    for make in _ONE_LOGIT + _ANY if logits.shape[1] == 1 else _ANY:
        made = np.squeeze(make(logits))
        if made.shape == np.squeeze(prediction).shape and np.allclose(
            made, np.squeeze(prediction), rtol=1e-5, atol=1e-6
        ):
            return make
    return None


def _identity(logits):
    return logits


def _sigmoid(logits):
    return 0.5 * (1 + np.tanh(0.5 * logits))


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _argmax(logits):
    return logits.argmax(axis=1)


def _of_two(make):
    """Returns a function of the logits of two classes, of which the first are zero."""
    return lambda logits: make(np.concatenate([np.zeros_like(logits), logits], axis=1))


_ONE_LOGIT = [_of_two(_softmax), _of_two(_argmax)]
_ANY = [_identity, _sigmoid, _softmax, _argmax, np.exp, lambda logits: logits > 0]
