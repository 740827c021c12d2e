"""Loads the modules that register rules."""

from contrib_learn_migrate.keras import (  # noqa: F401
    activations,
    checkpoints,
    datasets,
    initializers,
    known_data,
    layers,
    ops,
    optimizers,
    programs,
    proximal,
)
from contrib_learn_migrate.keras.columns import rules  # noqa: F401
