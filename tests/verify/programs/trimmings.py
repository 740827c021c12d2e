"""A model_fn with all that is easily lost: a schedule, clipping, dropout, averages, buckets."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn

word = layers.sparse_column_with_hash_bucket("word", 20)
columns = [layers.embedding_column(word, 4), layers.real_valued_column("x", 3)]


def model_fn(features, labels, mode):
    is_training = mode == learn.ModeKeys.TRAIN
    with tf.contrib.framework.arg_scope(
        [layers.fully_connected], weights_regularizer=layers.l2_regularizer(0.05)
    ):
        net = layers.input_from_feature_columns(features, columns, scope="columns")
        net = layers.fully_connected(
            net,
            8,
            normalizer_fn=layers.batch_norm,
            normalizer_params={"is_training": is_training, "decay": 0.8},
            scope="hidden",
        )
        net = layers.dropout(net, keep_prob=0.6, is_training=is_training)
        logits = layers.fully_connected(net, 3, activation_fn=None, scope="logits")

    def decayed(learning_rate, step):
        return tf.train.exponential_decay(learning_rate, step, 10, 0.7, staircase=True)

    def train_op_fn(loss):
        return layers.optimize_loss(
            loss + tf.losses.get_regularization_loss(),
            tf.train.get_global_step(),
            learning_rate=0.3,
            optimizer="SGD",
            clip_gradients=0.5,
            learning_rate_decay_fn=decayed,
        )

    head = learn.multi_class_head(3)
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits, train_op_fn=train_op_fn
    )


def input_fn():
    random = np.random.RandomState(3)
    x = random.randn(48, 3).astype(np.float32)
    words = random.choice(["cat", "dog", "cow", "hen", "fox", "owl"], [48, 1])
    labels = (x[:, 0] > 0).astype(np.int64) + (words[:, 0] == "cow")
    indices = [[i, 0] for i in range(48)]
    words = tf.SparseTensor(indices, tf.constant(words[:, 0].tolist()), [48, 1])
    return {"x": tf.constant(x), "word": words}, tf.constant(labels)


estimator = learn.Estimator(model_fn, config=learn.RunConfig(tf_random_seed=4))
estimator.fit(input_fn=input_fn, steps=60)
print(estimator.evaluate(input_fn=input_fn, steps=1))
for prediction in estimator.predict(input_fn=input_fn):
    print(prediction["classes"])
