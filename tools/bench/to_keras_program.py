"""A small classifier, as TF 1.x programs were; to_keras.py measures it before and after moving."""

import sys
import time

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn

STEPS, EXAMPLES = int(sys.argv[1]), int(sys.argv[2])
FEATURES, BATCH = 20, 32

random = np.random.RandomState(0)
x = random.randn(EXAMPLES, FEATURES).astype(np.float32)
y = random.randint(0, 5, EXAMPLES)


def model_fn(features, labels, mode):
    head = learn.multi_class_head(5)
    hidden = layers.stack(features["x"], layers.fully_connected, [64, 32])
    return head.create_model_fn_ops(
        features,
        mode,
        labels=labels,
        logits_input=hidden,
        train_op_fn=lambda loss: tf.train.GradientDescentOptimizer(0.05).minimize(
            loss, tf.train.get_global_step()
        ),
    )


def input_fn():
    return {"x": tf.constant(x[:BATCH])}, tf.constant(y[:BATCH])


predict_input_fn = learn.io.numpy_input_fn({"x": x}, batch_size=128, num_epochs=1, shuffle=False)

estimator = learn.Estimator(model_fn, config=learn.RunConfig(tf_random_seed=1))
estimator.fit(input_fn=input_fn, steps=10)
start = time.perf_counter()
estimator.fit(input_fn=input_fn, steps=STEPS)
print(STEPS / (time.perf_counter() - start))

count = sum(1 for _ in estimator.predict(input_fn=predict_input_fn))
assert count == EXAMPLES
start = time.perf_counter()
count = sum(1 for _ in estimator.predict(input_fn=predict_input_fn))
print(count / (time.perf_counter() - start))
