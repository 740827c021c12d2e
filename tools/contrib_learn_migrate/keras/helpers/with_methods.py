"""The methods of TensorFlow Serving that call the signatures of a SavedModel."""

import os

import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2


def with_methods(path, signatures):
    """Has each signature of a SavedModel called by the method that its function is named after."""
    file = os.path.join(path, "saved_model.pb")
    with tf.io.gfile.GFile(file, "rb") as stream:
        saved_model = saved_model_pb2.SavedModel.FromString(stream.read())
    for name, function in signatures.items():
        signature = saved_model.meta_graphs[0].signature_def[name]
        signature.method_name = f"tensorflow/serving/{function.__name__}"
    with tf.io.gfile.GFile(file, "wb") as stream:
        stream.write(saved_model.SerializeToString())
    return path
