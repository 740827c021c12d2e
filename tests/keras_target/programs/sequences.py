"""Texts read by a GRU, by LSTMs up to their lengths, and as a bag of words."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn, rnn


def model_fn(features, labels, mode, params):
    words = layers.embed_sequence(features["words"], vocab_size=12, embed_dim=5, scope="words")
    steps = tf.unstack(words, axis=1)
    with tf.variable_scope("first"):
        _, encoding = rnn.static_rnn(rnn.GRUCell(4), steps, dtype=tf.float32)
    cells = rnn.MultiRNNCell([rnn.BasicLSTMCell(n) for n in params["sizes"]])
    outputs, state = tf.nn.dynamic_rnn(
        cells, words, sequence_length=features["length"], dtype=tf.float32, scope="second"
    )
    bag = layers.bow_encoder(features["words"], 12, 3, scope="bag")
    net = tf.concat([encoding, tf.reduce_max(outputs, 1), bag], 1)
    head = learn.multi_class_head(3)
    return head.create_model_fn_ops(
        features,
        mode,
        labels=labels,
        logits_input=net,
        train_op_fn=lambda loss: layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, "SGD"),
    )


def input_fn():
    rng = np.random.RandomState(0)
    words = rng.randint(1, 12, (8, 6))
    length = rng.randint(1, 7, 8)
    words[np.arange(6) >= length[:, None]] = 0
    return {"words": tf.constant(words), "length": tf.constant(length)}, tf.constant(
        words[:, 0] % 3
    )


estimator = learn.Estimator(
    model_fn, params={"sizes": [4, 3]}, config=learn.RunConfig(tf_random_seed=1)
)
estimator.fit(input_fn=input_fn, steps=20)
print(sorted(estimator.evaluate(input_fn=input_fn, steps=1)))
print(len(list(estimator.predict(input_fn=input_fn))))
