"""A SavedModel for TensorFlow Serving."""

import os
import time

import keras
import tensorflow as tf


def save_for_serving(model, base, signatures):
    """Writes a SavedModel into a new directory, named by the time, and returns its path."""
    while tf.io.gfile.exists(path := os.path.join(base, str(int(time.time())))):
        time.sleep(1)
    archive = keras.export.ExportArchive()
    archive.track(model)
    for name, function in signatures.items():
        archive.add_endpoint(name, function)
    archive.write_out(path, verbose=False)
    return path
