"""Weights on disk."""

import os

import keras


def checkpoints(model_dir):
    """Returns the callback that keeps a model's weights in a directory, if there is one."""
    if not model_dir:
        return []
    path = os.path.join(model_dir, "model.weights.h5")
    return [keras.callbacks.ModelCheckpoint(path, save_weights_only=True)]
