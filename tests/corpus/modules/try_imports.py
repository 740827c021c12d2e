try:
    import tensorflow as tf
except ImportError:
    tf = None

try:
    from tensorflow.contrib import learn as skflow
except ImportError:
    import skflow

try:
    from tensorflow.contrib.rnn import BasicLSTMCell, static_rnn
except ImportError:
    from tensorflow.models.rnn.rnn_cell import BasicLSTMCell
    static_rnn = tf.nn.rnn


def cell(n):
    return BasicLSTMCell(n), static_rnn, skflow.TensorFlowDNNClassifier
