"""What holds of every head's losses, for any batch: its formula in NumPy, and three laws."""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from contrib_learn_compat import heads

tf1 = tf.compat.v1
N = 3  # classes

# float32 sums of some tens of losses.
CLOSE = {"rtol": 2e-5, "atol": 1e-6}


def sigmoid_cross_entropy(labels, logits):
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))


def cross_entropy_of_ids(labels, logits):
    largest = logits.max(axis=1, keepdims=True)
    total = largest + np.log(np.exp(logits - largest).sum(axis=1, keepdims=True))
    return total - np.take_along_axis(logits, labels, axis=1)


def hinge(labels, logits):
    return np.maximum(0, 1 - (2 * labels - 1) * logits)


def squared(labels, logits):
    return (logits - labels) ** 2


def poisson(labels, logits):
    large = np.maximum(labels, 1)  # the factorial's logarithm is taken to be 0 up to here
    stirling = large * np.log(large) - large + np.log(2 * np.pi * large) / 2
    return np.exp(logits) - labels * logits + np.where(labels > 1, stirling, 0)


def whole(dtype, largest):
    return lambda shape: npst.arrays(dtype, shape, elements=st.integers(0, largest))


def real(lowest, highest):
    floats = st.floats(lowest, highest, width=32)
    return lambda shape: npst.arrays(np.float32, shape, elements=floats)


class Kind(NamedTuple):
    """A head: how to make it, the widths of what it takes, labels for it, the loss of each."""

    factory: Callable
    args: dict
    logits_width: int
    labels_width: int
    labels: Callable
    loss: Callable


KINDS = {
    "binary": Kind(
        heads.multi_class_head, {"n_classes": 2}, 1, 1, whole(np.int64, 1), sigmoid_cross_entropy
    ),
    "multi_class": Kind(
        heads.multi_class_head,
        {"n_classes": N},
        N,
        1,
        whole(np.int64, N - 1),
        cross_entropy_of_ids,
    ),
    "svm": Kind(heads.binary_svm_head, {}, 1, 1, whole(np.int64, 1), hinge),
    "multi_label": Kind(
        heads.multi_label_head, {"n_classes": N}, N, N, whole(np.int64, 1), sigmoid_cross_entropy
    ),
    "regression": Kind(heads.regression_head, {"label_dimension": 2}, 2, 2, real(-10, 10), squared),
    "poisson": Kind(heads.poisson_regression_head, {}, 1, 1, whole(np.float32, 20), poisson),
}


@st.composite
def batches(draw, names=tuple(KINDS)):
    """{"weights": ..., head's name: (labels, logits)}: a batch for each of the named heads."""
    size = draw(st.integers(1, 8))
    batch = {"weights": draw(real(0.015625, 8)((size, 1)))}
    for name in names:
        kind = KINDS[name]
        labels = draw(kind.labels((size, kind.labels_width)))
        batch[name] = labels, draw(real(-8, 8)((size, kind.logits_width)))
    return batch


def formula(name, batch):
    """(training loss, weighted average loss), in float64."""
    labels, logits = batch[name]
    losses = KINDS[name].loss(labels, logits.astype(np.float64))
    weights = np.broadcast_to(batch["weights"].astype(np.float64), losses.shape)
    return np.mean(weights * losses), np.sum(weights * losses) / np.sum(weights)


class Model:
    """A graph of heads in EVAL, made once and run on many batches.

    Args:
      names: of `KINDS`; what `make_head` makes takes a dict of logits if there are several.
      make_head: makes the head from scalar Tensors, the loss weights, one for each name.
    """

    def __init__(self, names, make_head):
        with tf.Graph().as_default() as graph:
            weights = tf1.placeholder(tf.float32, [None, 1])
            labels, logits = {}, {}
            for name in names:
                kind = KINDS[name]
                dtype = tf.float32 if name in ("regression", "poisson") else tf.int64
                labels[name] = tf1.placeholder(dtype, [None, kind.labels_width])
                logits[name] = tf1.placeholder(tf.float32, [None, kind.logits_width])
            self._inputs = {"weights": weights, **{k: (labels[k], logits[k]) for k in names}}
            self._loss_weights = [tf1.placeholder(tf.float32, []) for _ in names]
            ops = make_head(self._loss_weights).create_model_fn_ops(
                {"w": weights},
                "eval",
                labels=labels,
                logits=logits if len(names) > 1 else logits[names[0]],
            )
            summary = graph.get_collection(tf1.GraphKeys.SUMMARIES)[0]
            self._fetches = ops.loss, summary.op.inputs[1], ops.predictions
        self._session = tf1.Session(graph=graph)

    def run(self, batch, loss_weights=()):
        """Returns (training loss, the first head's reported loss, predictions) of a batch."""
        feeds = dict(zip(self._loss_weights, loss_weights, strict=False))
        for name, tensors in self._inputs.items():
            feeds.update(zip(tf.nest.flatten(tensors), tf.nest.flatten(batch[name]), strict=True))
        return self._session.run(self._fetches, feeds)


def make(name, **names):
    kind = KINDS[name]
    return kind.factory(weight_column_name="w", label_name=name, **kind.args, **names)


@functools.cache
def model(name):
    return Model([name], lambda _: make(name))


@functools.cache
def multi_model():
    members = [make(name, head_name=name) for name in KINDS]
    return Model(list(KINDS), lambda loss_weights: heads.multi_head(members, loss_weights))


def examples(test):
    return settings(max_examples=25, deadline=None, derandomize=True)(test)


@pytest.mark.parametrize("name", KINDS)
@examples
@given(data=st.data())
def test_losses_are_their_formula(name, data):
    batch = data.draw(batches([name]))
    loss, average, _ = model(name).run(batch)
    np.testing.assert_allclose((loss, average), formula(name, batch), **CLOSE)


@pytest.mark.parametrize("name", KINDS)
@examples
@given(data=st.data())
def test_twice_the_weights_is_twice_the_loss(name, data):
    batch = data.draw(batches([name]))
    loss, average, _ = model(name).run(batch)
    twice, same, _ = model(name).run({**batch, "weights": 2 * batch["weights"]})
    np.testing.assert_allclose((twice, same), (2 * loss, average), rtol=1e-6)


@pytest.mark.parametrize("name", KINDS)
@examples
@given(data=st.data())
def test_the_order_of_the_batch_does_not_matter(name, data):
    batch = data.draw(batches([name]))
    order = data.draw(st.permutations(range(len(batch["weights"]))))
    labels, logits = batch[name]
    shuffled = {"weights": batch["weights"][order], name: (labels[order], logits[order])}
    loss, average, predictions = model(name).run(batch)
    same_loss, same_average, same_predictions = model(name).run(shuffled)
    np.testing.assert_allclose((same_loss, same_average), (loss, average), **CLOSE)
    for key, values in predictions.items():
        np.testing.assert_allclose(same_predictions[key], values[order], rtol=1e-6)


@examples
@given(batch=batches(), loss_weights=real(-4, 4)(len(KINDS)))
def test_a_multi_head_weighs_the_losses_of_its_heads(batch, loss_weights):
    loss, _, _ = multi_model().run(batch, loss_weights)
    parts = [
        formula(name, batch)[0] * weight for name, weight in zip(KINDS, loss_weights, strict=True)
    ]
    scale = np.abs(parts).sum()  # the losses may cancel out
    np.testing.assert_allclose(loss, np.sum(parts), rtol=0, atol=CLOSE["rtol"] * scale + 1e-6)
