# Somebody began to move this program and gave up at tf.contrib.
import numpy as np
from contrib_learn_compat import tf
tf.disable_v2_behavior()


def model_fn(features, labels, mode, params):
    logits = tf.contrib.layers.fully_connected(
        features["x"], params["n_classes"], activation_fn=None)
    head = tf.contrib.learn.multi_class_head(params["n_classes"])
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits,
        train_op_fn=lambda loss: tf.train.AdagradOptimizer(0.5).minimize(
            loss, tf.train.get_global_step()))


def input_fn():
    x = np.eye(4, dtype=np.float32)
    return {"x": tf.constant(x)}, tf.constant([0, 1, 2, 2])


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    estimator = tf.contrib.learn.Estimator(
        model_fn, params={"n_classes": 3}, config=tf.contrib.learn.RunConfig(tf_random_seed=6))
    estimator.fit(input_fn=input_fn, steps=25)
    print("%.4f" % estimator.evaluate(input_fn=input_fn, steps=1)["loss"])
