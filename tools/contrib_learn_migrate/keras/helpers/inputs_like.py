"""The input or the inputs of a model, out of a dataset."""

import keras


def inputs_like(dataset):
    """Returns the input of a model that takes the features of a dataset; of a dict, a dict."""
    features = dataset.element_spec[0]
    if not isinstance(features, dict):
        return keras.Input(features.shape[1:], dtype=features.dtype.name)
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in features.items()
    }
