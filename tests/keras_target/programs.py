"""Small programs for the tests of the Keras target."""

import textwrap

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.keras.program import conversion
from contrib_learn_migrate.rewrite import rewrite

MODEL = """\
import functools
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn


def model_fn(features, labels, mode):
    head = learn.multi_class_head(3)
    logits = layers.linear(features["x"], 3)
    return head.create_model_fn_ops(
        features,
        mode,
        labels=labels,
        logits=logits,
        train_op_fn=lambda loss: tf.train.AdagradOptimizer(0.1).minimize(
            loss
        ),
    )


"""
INPUT = """\
def input_fn():
    return {"x": tf.constant([[1.0], [2.0]])}, tf.constant([0, 2])


"""
ESTIMATOR = """\
estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=10)
"""


def converted(text):
    """Returns a program at the Keras target.

    Raises:
      Obstacles: it has none.
    """
    return conversion(rewrite(textwrap.dedent(text), target(), program=True).text).text


def of_model(text):
    """Returns what follows the model in a program that begins with one."""
    new = converted(MODEL + textwrap.dedent(text))
    end = new.index("    return model\n") + len("    return model\n")
    return new[end:].strip("\n") + "\n"
