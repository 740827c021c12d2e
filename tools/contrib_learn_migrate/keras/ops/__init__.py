"""Operations: what the bodies of model_fns call beside layers, as keras.ops."""

from contrib_learn_migrate.keras.ops import (  # noqa: F401  registers the rules
    arrays,
    elementwise,
    neural,
    reductions,
    types,
    variables,
)
