"""Loads the modules that register rules."""

from contrib_learn_migrate.keras import (  # noqa: F401
    activations,
    initializers,
    layers,
    ops,
    optimizers,
    programs,
    proximal,
)
from contrib_learn_migrate.keras.columns import rules  # noqa: F401
from contrib_learn_migrate.keras.estimators import datasets, known_data  # noqa: F401
from contrib_learn_migrate.keras.state import checkpoints  # noqa: F401
