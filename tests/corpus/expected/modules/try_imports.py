try:
    from contrib_learn_compat import tf
except ImportError:
    tf = None

try:
    from contrib_learn_compat.tf.contrib import learn as skflow
except ImportError:
    from contrib_learn_compat.tf.contrib import learn as skflow

try:
    from contrib_learn_compat.tf.contrib.rnn import BasicLSTMCell, static_rnn
except ImportError:
    # MIGRATE: tf.models is gone. Use tf.contrib.rnn for tensorflow.models.rnn, or the tf-models-official package. See migration_guide/rnn.md.
    from contrib_learn_compat.tf.models.rnn.rnn_cell import BasicLSTMCell
    static_rnn = tf.nn.static_rnn


def cell(n):
    # MIGRATE: tf.contrib.learn.TensorFlowDNNClassifier is gone. Use tf.contrib.learn.DNNClassifier, or tf.keras.Model. See migration_guide/estimators.md.
    return BasicLSTMCell(n), static_rnn, skflow.TensorFlowDNNClassifier
