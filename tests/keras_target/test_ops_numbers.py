"""Operations in Keras compute what TensorFlow 1's computed."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from . import bodies

RNG = np.random.RandomState(1)
X = RNG.normal(size=(3, 4)).astype("float32")
Y = RNG.uniform(0.1, 2, size=(3, 4)).astype("float32")
I = RNG.randint(0, 3, size=(3,)).astype("int32")  # noqa: E741
Z = RNG.normal(size=(2, 6, 5, 3)).astype("float32")
K = RNG.normal(size=(3, 2, 3, 4)).astype("float32")

EXPRESSIONS = [
    *(f"tf.{name}(x)" for name in "abs ceil cos erf exp floor sign sin square tan tanh".split()),
    *(f"tf.{name}(y)" for name in "log log1p rsqrt sqrt sigmoid negative".split()),
    *(f"tf.{name}(x, y)" for name in "add maximum minimum multiply pow subtract mod".split()),
    *(f"tf.{name}(x, y)" for name in "equal greater less_equal squared_difference".split()),
    *(f"tf.nn.{name}(x)" for name in "elu leaky_relu log_softmax relu relu6 selu softplus".split()),
    *(f"tf.nn.{name}(x)" for name in "sigmoid softmax softsign swish tanh".split()),
    *(f"tf.reduce_{name}(x, 1)" for name in "logsumexp max mean min prod sum".split()),
    "tf.reduce_sum(x)",
    "tf.identity(x + y) * 2",
    "tf.reduce_mean(x, reduction_indices=[0, 1], keep_dims=True)",
    "tf.reduce_all(x > 0, axis=0)",
    "tf.round(x * 10)",
    "tf.truediv(x, y)",
    "tf.nn.leaky_relu(x, alpha=0.3)",
    "tf.nn.softmax(x, dim=0)",
    "tf.argmax(x)",
    "tf.argmax(x, 1)",
    "tf.argmin(input=x, axis=-1)",
    "tf.norm(x, axis=1)",
    "tf.cast(x, tf.int32)",
    "tf.to_int32(x) + tf.to_int32(y)",
    "tf.clip_by_value(x, -0.5, 0.3)",
    "tf.add_n([x, y, x])",
    "tf.where(x > 0, x, y)",
    "tf.reshape(x, [-1, 2])",
    "tf.reshape(x, [tf.shape(x)[0], 2, 2])",
    "tf.transpose(z, [0, 3, 1, 2])",
    "tf.transpose(x)",
    "tf.concat([x, y], 1)",
    "tf.stack([x, y], axis=1)",
    "tf.unstack(x, axis=1)[2]",
    "tf.split(x, 2, axis=1)[1]",
    "tf.split(x, [1, 3], 1)[1]",
    "tf.expand_dims(x, -1)",
    "tf.squeeze(tf.expand_dims(x, 1), [1])",
    "tf.tile(x, [2, 1])",
    "tf.pad(x, [[0, 0], [1, 2]])",
    "tf.pad(x, [[0, 0], [1, 2]], mode='REFLECT')",
    "tf.slice(x, [0, 1], [-1, 2])",
    "tf.gather(y, i)",
    "tf.gather(x, i, axis=1)",
    "x + tf.zeros([4]) + tf.ones_like(y)",
    "tf.range(2, 9, 3)",
    "x * tf.constant([1.0, 2.0, 3.0, 4.0])",
    "tf.one_hot(i, 4)",
    "tf.one_hot(i, 4, 1, 0)",
    "tf.one_hot(i, 4, axis=0, dtype=tf.int32)",
    "tf.sequence_mask(i, 4, dtype=tf.float32)",
    "tf.matmul(x, y, transpose_b=True)",
    "tf.matmul(x, y, transpose_a=True)",
    "tf.nn.xw_plus_b(x, tf.transpose(y), tf.ones([3])) * 2",
    "tf.nn.bias_add(x, y[0]) * 2",
    "tf.nn.l2_loss(x) * 3",
    "tf.nn.l2_normalize(x, 1)",
    "tf.nn.l2_normalize(x * 1e-5, dim=0, epsilon=1e-8)",
    "tf.nn.embedding_lookup(y, i)",
    "tf.nn.conv2d(z, k, strides=[1, 2, 2, 1], padding='SAME')",
    "tf.nn.max_pool(z, ksize=[1, 2, 3, 1], strides=[1, 2, 2, 1], padding='VALID')",
    "tf.nn.avg_pool(z, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')",
    "tf.nn.max_pool(z, [1, len('ab'), 3, 1], [1, len('ab'), len('ab'), 1], 'SAME')",
    "z.get_shape().as_list()[1] * z[:, 0]",
    "z * z.shape[2].value + z.get_shape().ndims",
]  # fmt: skip


@pytest.fixture(scope="module")
def wanted():
    """The answers of TensorFlow 1, in one graph."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        v1 = tf.compat.v1
        names = {n: v1.placeholder_with_default(v, v.shape) for n, v in arrays().items()}
        made = {text: eval(_of_tensorflow_2(text), {"tf": v1, **names}) for text in EXPRESSIONS}
        return session.run(made)


def arrays():
    return {"x": X, "y": Y, "i": I, "z": Z, "k": K}


def _of_tensorflow_2(text):
    """A dimension is what was its value."""
    return text.replace("].value", "]")


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_it_computes_the_same(text, wanted):
    new, body = bodies.rendered(f"result = {text}")
    assert not body.obstacles
    assert "tf." not in new
    inputs = {
        name: keras.Input(batch_shape=value.shape, dtype=value.dtype.name, name=name)
        for name, value in arrays().items()
        if re.search(rf"\b{name}\b", text)
    }
    names = dict(inputs)
    exec(new, {"keras": keras}, names)
    result = names["result"]
    if isinstance(result, keras.KerasTensor):
        result = keras.Model(inputs, result)({name: arrays()[name] for name in inputs})
    result = keras.ops.convert_to_numpy(result)
    np.testing.assert_allclose(result, wanted[text], rtol=1e-5, atol=1e-6)
    if "arg" not in text:  # Keras's places are of int32.
        assert result.dtype == np.asarray(wanted[text]).dtype
