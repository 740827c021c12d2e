"""The cells and functions that TF 1.15 has in ``tf.nn``, too; tf-keras has kept the cells."""

import tensorflow.compat.v1 as tf
from tf_keras.api._v1.keras.__internal__.legacy.rnn_cell import (  # noqa: F401
    BasicLSTMCell,
    BasicRNNCell,
    DeviceWrapper,
    DropoutWrapper,
    GRUCell,
    LSTMCell,
    LSTMStateTuple,
    MultiRNNCell,
    ResidualWrapper,
    RNNCell,
)

from contrib_learn_compat._private import (  # noqa: F401
    best_effort_input_batch_size,
    transpose_batch_time,
)
from contrib_learn_compat._private_keras import LayerRNNCell  # noqa: F401

static_rnn = tf.nn.static_rnn
static_bidirectional_rnn = tf.nn.static_bidirectional_rnn
static_state_saving_rnn = tf.nn.static_state_saving_rnn
