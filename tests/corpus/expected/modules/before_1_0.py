"""Names of 0.8 to 0.12."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib import learn as skflow
# MIGRATE: tf.models is gone. Use tf.contrib.rnn for tensorflow.models.rnn, or the tf-models-official package. See migration_guide/rnn.md.
from contrib_learn_compat.tf.models.rnn import rnn, rnn_cell


def exp_decay(global_step):
    return tf.train.exponential_decay(0.1, global_step, 100, 0.001)


def graph(a, b):
    x = tf.multiply(a, tf.negative(b))
    y = tf.subtract(x, tf.math.reciprocal(a))
    z = tf.concat(axis=1, values=[x, y])
    parts = tf.split(axis=0, num_or_size_splits=2, value=z)
    s = tf.stack(parts)
    t = tf.unstack(s)
    c = tf.where(tf.greater(a, b), a, b)
    m = tf.batch_matmul(s, s)
    d = tf.SparseTensor(indices=[[0]], values=[1], dense_shape=[2])
    h = tf.nn.softmax_cross_entropy_with_logits(logits=z, labels=y)
    tf.scalar_summary('loss', tf.reduce_sum(h, reduction_indices=[1], keep_dims=True))
    merged = tf.merge_all_summaries()
    writer = tf.summary.FileWriter('/tmp/logs', tf.get_default_graph())
    init = tf.global_variables_initializer()
    v = tf.global_variables()
    return init, v, t, c, m, merged, writer


# MIGRATE: tf.contrib.learn.TensorFlowDNNClassifier is gone. Use tf.contrib.learn.DNNClassifier, or tf.keras.Model. See migration_guide/estimators.md.
classifier = learn.TensorFlowDNNClassifier(hidden_units=[10, 20, 10], n_classes=3, steps=200)
# MIGRATE: tf.contrib.learn.TensorFlowLinearRegressor is gone. Use tf.contrib.learn.LinearRegressor, or tf.keras.Model. See migration_guide/estimators.md.
regressor = skflow.TensorFlowLinearRegressor()
est = learn.DNNClassifier(hidden_units=[10], n_classes=2)


def model(features, targets):
    return learn.models.logistic_regression(features, targets)


est.fit(x=graph, y=exp_decay, steps=2)
est.evaluate(input_fn=graph, metrics={'accuracy': tf.contrib.metrics.streaming_accuracy})
head = learn.multi_class_head(3).create_model_fn_ops({}, 'train', targets=None)
