"""Legacy model_fns as Keras models: ``model_from_model_fn``, for those who cannot rewrite yet."""

from contrib_learn_compat.keras.model import (
    ModelFnModel as ModelFnModel,
)
from contrib_learn_compat.keras.model import (
    model_from_model_fn as model_from_model_fn,
)
