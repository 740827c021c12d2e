"""What a SavedModel tells of its signatures."""

import os

import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2


def method_name(path, signature):
    """Returns the method of TensorFlow Serving that calls a signature of a SavedModel."""
    with tf.io.gfile.GFile(os.path.join(path, "saved_model.pb"), "rb") as stream:
        saved_model = saved_model_pb2.SavedModel.FromString(stream.read())
    return saved_model.meta_graphs[0].signature_def[signature].method_name
