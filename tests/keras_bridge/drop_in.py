"""A model_fn in TF 1.15's own words, of the drop-in `tf`, in an eager program; run by a test."""

import numpy as np
import tensorflow

import contrib_learn_compat as learn
from contrib_learn_compat import tf
from contrib_learn_compat.keras import model_from_model_fn


def model_fn(features, labels, mode):
    width = features["x"].shape[1].value
    weights = tf.get_variable("weights", [width, 1], initializer=tf.zeros_initializer())
    count = tf.Variable(0, trainable=False, name="count", use_resource=False)
    assert weights != count
    head = learn.regression_head()

    def train_op_fn(loss):
        trained = tf.train.FtrlOptimizer(0.1).minimize(loss, tf.train.get_global_step())
        return tf.group(trained, tf.assign_add(count, 2))

    return head.create_model_fn_ops(
        features, mode, labels, train_op_fn, logits=tf.matmul(features["x"], weights)
    )


SPEC = {"x": tensorflow.TensorSpec([None, 3], tensorflow.float32)}

try:
    model_from_model_fn(model_fn, SPEC)
except RuntimeError as error:
    assert "enable_v2_behavior() after its imports" in str(error)
else:
    raise AssertionError("It ran without eager execution.")

tensorflow.compat.v1.enable_v2_behavior()
x = np.eye(3, dtype=np.float32)
model = model_from_model_fn(model_fn, SPEC)
losses = model.fit({"x": x}, np.ones([3, 1], np.float32), epochs=30, verbose=0).history["loss"]
assert losses[-1] < losses[0] / 4
assert model.get_variable("count").numpy() == 60
assert model.get_variable("regression_head/weights/Ftrl_1").shape == [3, 1]
assert isinstance(tensorflow.TensorShape([3])[0], int)
assert tensorflow.reduce_all(tensorflow.constant(1) == tensorflow.constant(1))
