"""A binary classifier with weights, thresholds and a centered bias."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import estimator
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as head_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import run_config

STEPS = 30


def model(features, labels, mode):
    head = head_lib.multi_class_head(
        n_classes=2,
        weight_column_name='weight',
        enable_centered_bias=True,
        thresholds=[0.3, 0.5, 0.7])
    net = layers.relu(features['x'], 6)
    return head.create_model_fn_ops(
        features=features,
        mode=mode,
        labels=labels,
        train_op_fn=lambda loss: tf.train.GradientDescentOptimizer(0.2).minimize(
            loss, global_step=tf.train.get_global_step()),
        logits_input=net)


def get_data():
    x = np.linspace(-1, 1, 80).reshape(40, 2).astype('float32')
    y = (x.sum(axis=1) > 0.1).astype('int64').reshape(-1, 1)
    w = np.where(y > 0, 2.0, 1.0).astype('float32')
    return {'x': tf.constant(x), 'weight': tf.constant(w)}, tf.constant(y)


est = estimator.Estimator(model_fn=model, config=run_config.RunConfig(tf_random_seed=3))
est.fit(input_fn=get_data, steps=STEPS)
scores = est.evaluate(input_fn=get_data, steps=1)
for name, value in sorted(scores.items()):
    print(name, round(float(value), 4))
