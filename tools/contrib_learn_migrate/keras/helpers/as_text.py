"""SavedModels as text."""

import os

import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.protobuf import saved_model_pb2


def as_text(path):
    """Has a SavedModel in the text format of protocol buffers, and returns its path."""
    file = os.path.join(path, "saved_model.pb")
    with tf.io.gfile.GFile(file, "rb") as stream:
        saved_model = saved_model_pb2.SavedModel.FromString(stream.read())
    with tf.io.gfile.GFile(file + "txt", "w") as stream:
        stream.write(text_format.MessageToString(saved_model))
    tf.io.gfile.remove(file)
    return path
