"""The averages of batch normalization are updated if the legacy program updated them."""

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.keras.program import conversion
from contrib_learn_migrate.rewrite import rewrite

PROGRAM = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn


def model_fn(features, labels, mode):
    is_training = mode == learn.ModeKeys.TRAIN
    net = {norm}
    loss = tf.losses.mean_squared_error(labels, layers.linear(net, 1))
    step = tf.train.get_global_step()
    {train}
    return learn.ModelFnOps(mode, net, loss, train_op)


def input_fn():
    return {{"x": tf.constant([[1.0], [2.0]])}}, tf.constant([[0.5], [2.5]])


estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=10)
"""
CONTRIB = "layers.batch_norm(features['x'], decay=0.9, is_training=is_training)"
CORE = "tf.layers.batch_normalization(features['x'], momentum=0.9, training=is_training)"
LINEAR = (
    "layers.linear(features['x'], 3, normalizer_fn=layers.batch_norm, "
    "normalizer_params={'is_training': is_training})"
)
IN_PLACE = CONTRIB.replace("decay", "updates_collections=None, decay")
MINIMIZE = "train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, step)"
WITH_UPDATES = f"""\
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        {MINIMIZE}"""


def moved(norm, train):
    text = PROGRAM.format(norm=norm, train=train)
    new = conversion(rewrite(text, target(), program=True).text)
    (line,) = (line for line in new.text.splitlines() if "Normalization(" in line and "=" in line)
    return line, [message for _, message in new.left_out]


@pytest.mark.parametrize("norm", [CONTRIB, CORE, LINEAR])
def test_they_stay_where_nothing_updates_them(norm):
    line, said = moved(norm, MINIMIZE)
    assert "keras.layers.BatchNormalization(momentum=1.0" in line
    assert len([message for message in said if "nothing ran UPDATE_OPS" in message]) == 1


@pytest.mark.parametrize(
    ("norm", "train"),
    [
        (CONTRIB, WITH_UPDATES),
        (CORE, WITH_UPDATES),
        (CONTRIB, "train_op = layers.optimize_loss(loss, step, 0.1, 'SGD')"),
        (IN_PLACE, MINIMIZE),
    ],
)
def test_they_are_updated_as_they_were(norm, train):
    line, said = moved(norm, train)
    assert "momentum=0.9" in line
    assert not said
