"""The inputs of a model, out of a dataset."""

import keras


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    features = dataset.element_spec[0]
    if not isinstance(features, dict):
        return keras.Input(features.shape[1:], dtype=features.dtype.name)
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in features.items()
    }
