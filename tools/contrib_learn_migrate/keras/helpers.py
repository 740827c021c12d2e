"""Functions and layers that a migrated program has of its own, where Keras has no such thing.

Each is written into the program once, with the imports that it needs, before its first use.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Helper:
    """A definition for migrated programs, with four spaces a level, and its imports."""

    text: str
    needs: tuple[str, ...]


HELPERS = {
    "inputs_of": Helper(
        '''\
def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    features = dataset.element_spec[0]
    if not isinstance(features, dict):
        return keras.Input(features.shape[1:], dtype=features.dtype.name)
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in features.items()
    }
''',
        ("import keras",),
    ),
    "rows": Helper(
        '''\
def rows(predictions):
    """Returns a dict of the predictions of each example."""
    return [dict(zip(predictions, row)) for row in zip(*predictions.values())]
''',
        (),
    ),
}
