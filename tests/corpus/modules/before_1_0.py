"""Names of 0.8 to 0.12."""
import tensorflow as tf
from tensorflow.contrib import learn
from tensorflow.contrib import skflow
from tensorflow.models.rnn import rnn, rnn_cell


def exp_decay(global_step):
    return tf.train.exponential_decay(0.1, global_step, 100, 0.001)


def graph(a, b):
    x = tf.mul(a, tf.neg(b))
    y = tf.sub(x, tf.inv(a))
    z = tf.concat(1, [x, y])
    parts = tf.split(0, 2, z)
    s = tf.pack(parts)
    t = tf.unpack(s)
    c = tf.select(tf.greater(a, b), a, b)
    m = tf.batch_matmul(s, s)
    d = tf.SparseTensor(indices=[[0]], values=[1], shape=[2])
    h = tf.nn.softmax_cross_entropy_with_logits(z, y)
    tf.scalar_summary('loss', tf.reduce_sum(h, reduction_indices=[1], keep_dims=True))
    merged = tf.merge_all_summaries()
    writer = tf.train.SummaryWriter('/tmp/logs', tf.get_default_graph())
    init = tf.initialize_all_variables()
    v = tf.all_variables()
    return init, v, t, c, m, merged, writer


classifier = learn.TensorFlowDNNClassifier(hidden_units=[10, 20, 10], n_classes=3, steps=200)
regressor = skflow.TensorFlowLinearRegressor()
est = learn.DNNClassifier(hidden_units=[10], n_classes=2)


def model(features, targets):
    return learn.models.logistic_regression(features, targets)


est.fit(x=graph, y=exp_decay, steps=2)
est.evaluate(input_fn=graph, metrics={'accuracy': tf.contrib.metrics.streaming_accuracy})
head = learn.multi_class_head(3).create_model_fn_ops({}, 'train', targets=None)
