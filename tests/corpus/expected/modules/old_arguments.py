"""Spellings of arguments that went in the course of 1.x."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers, learn

estimator = learn.DNNClassifier(
    feature_columns=[layers.real_valued_column('x')], hidden_units=[3],
    config=learn.RunConfig(gpu_memory_fraction=0.5, num_cores=4))


def model_fn(features, targets, mode, params):
    predictions, loss = learn.models.linear_regression_zero_init(features, targets)
    total = tf.reduce_mean(loss, reduction_indices=0)
    top = tf.argmax(predictions, dimension=1)
    e = tf.expand_dims(top, dim=1)
    return {'p': e}, total, tf.no_op()


experiment = learn.Experiment(estimator=estimator, train_input_fn=None, eval_input_fn=None,
                              local_eval_frequency=100)
head = learn.multi_class_head(3)
head.create_model_fn_ops(features={}, mode=learn.ModeKeys.TRAIN, labels=None,
                         train_op_fn=learn.no_op_train_fn, logits=None)
