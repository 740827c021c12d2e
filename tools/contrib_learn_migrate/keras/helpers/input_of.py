"""The input of a model, out of a dataset."""

import keras


def input_of(dataset):
    """Returns the input of a model that takes the features of a dataset."""
    features = dataset.element_spec[0]
    return keras.Input(features.shape[1:], dtype=features.dtype.name)
