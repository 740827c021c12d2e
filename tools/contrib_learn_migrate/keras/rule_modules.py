"""Loads the modules that register rules."""

from contrib_learn_migrate.keras import (  # noqa: F401
    activations,
    checkpoints,
    columns_rules,
    datasets,
    initializers,
    known_data,
    layers,
    ops,
    optimizers,
    programs,
    proximal,
)
