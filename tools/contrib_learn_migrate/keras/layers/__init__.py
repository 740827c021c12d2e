"""Layers: functions of tensors in TensorFlow 1, objects that are applied to tensors in Keras."""

from contrib_learn_migrate.keras.layers import (  # noqa: F401  registers the rules
    convolutions,
    core,
    dense,
    embeddings,
    normalization,
    pooling,
    regularization,
    repetition,
    rnn,
    shaping,
)
