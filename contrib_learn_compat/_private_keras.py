"""The private tf-keras that has no public name, apart so that only RNN cells load tf-keras."""

# The base of cells whose variables are made as a layer's.
from tf_keras.src.layers.rnn.legacy_cells import LayerRNNCell  # noqa: F401
