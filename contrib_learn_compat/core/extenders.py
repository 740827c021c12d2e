"""What tf.contrib.estimator adds to a model that exists: features handed on, gradients clipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.export_outputs import SERVING_KEY, PredictOutput
from contrib_learn_compat.core.functions import taken_by


def forward_features(
    estimator: Estimator,
    keys: str | Sequence[str] | None = None,
    sparse_default_values: dict[str, Any] | None = None,
) -> Estimator:
    """Returns an Estimator, on the same model_dir, whose predictions have features among them.

    Args:
      estimator: an Estimator whose predictions are a dict.
      keys: the name of a feature, or a list of names; all features by default.
      sparse_default_values: for those features that are sparse, what is where they have no value.

    Raises:
      TypeError: `keys` are neither.
    """
    keys = _checked_keys(keys)

    def model_fn(features, labels, mode, config):
        spec = estimator.model_fn(features, labels, mode, config)
        if spec.predictions is None:
            return spec
        names = tuple(features) if keys is None else keys
        _check_forwarded(names, features, spec.predictions)
        forwarded = {
            name: _dense(name, features[name], sparse_default_values or {}) for name in names
        }
        outputs = (spec.export_outputs or {}).items()
        for name, output in outputs:
            if name in ("predict", SERVING_KEY) and isinstance(output, PredictOutput):
                output.outputs.update(forwarded)
        return spec._replace(predictions={**spec.predictions, **forwarded})

    return Estimator(model_fn, estimator.model_dir, estimator.config)


def _checked_keys(keys):
    if keys is None:
        return None
    if isinstance(keys, str):
        return (keys,)
    if not isinstance(keys, (list, tuple)):
        raise TypeError(f"keys should be either a string or a list of strings. Given: {type(keys)}")
    for key in keys:
        if not isinstance(key, str):
            raise TypeError(
                "All items in the given keys list should be a string. "
                f"There exist an item with type: {type(key)}"
            )
    return keys


def _check_forwarded(names, features, predictions):
    if not isinstance(predictions, dict):
        raise ValueError(
            "Predictions should be a dict to be able to forward features. "
            f"Given: {type(predictions)}"
        )
    for name in names:
        if name not in features:
            raise ValueError(
                f'keys should be exist in features. Key "{name}" is not in features dict. '
                f"features dict has following keys: {features.keys()}. "
                "Please check arguments of forward_features."
            )
        if name in predictions:
            raise ValueError(
                f"Cannot forward feature key ({name}). Since it does exist in predictions. "
                f"Existing prediction keys: {predictions.keys()}. "
                "Please check arguments of forward_features."
            )


def _dense(name, feature, sparse_default_values):
    if name in sparse_default_values:
        if not isinstance(feature, tf.SparseTensor):
            raise ValueError(f"Feature ({name}) is expected to be a `SparseTensor`.")
        return tf.sparse_tensor_to_dense(feature, default_value=sparse_default_values[name])
    if isinstance(feature, tf.SparseTensor):
        raise ValueError(
            f"Feature ({name}) should be a Tensor. Please use `keys` argument of forward_features "
            "to filter unwanted features, oradd key to argument `sparse_default_values`."
            f"Type of features[{name}] is {type(feature)}."
        )
    return tf.convert_to_tensor(feature)


def clip_gradients_by_norm(optimizer: tf.train.Optimizer, clip_norm: Any) -> tf.train.Optimizer:
    """Returns an optimizer that clips all gradients together to a norm, and applies another's.

    Args:
      optimizer: the other optimizer.
      clip_norm: the greatest norm of all gradients, a number or a scalar Tensor.
    """
    return _ClippingOptimizer(optimizer, clip_norm)


class _ClippingOptimizer(tf.train.Optimizer):
    def __init__(self, optimizer, clip_norm):
        super().__init__(use_locking=False, name="ClipByNorm" + optimizer.get_name())
        self._optimizer = optimizer
        self._clip_norm = clip_norm

    def compute_gradients(self, *args, **kwargs):
        return self._optimizer.compute_gradients(*args, **kwargs)

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        gradients, variables = zip(*grads_and_vars, strict=True)
        clipped, _ = tf.clip_by_global_norm(gradients, self._clip_norm)
        pairs = list(zip(clipped, variables, strict=True))
        return self._optimizer.apply_gradients(pairs, global_step, name)

    def get_slot(self, *args, **kwargs):
        return self._optimizer.get_slot(*args, **kwargs)

    def get_slot_names(self, *args, **kwargs):
        return self._optimizer.get_slot_names(*args, **kwargs)


def call_logit_fn(logit_fn: Callable, features: Any, mode: str, params: Any, config: Any) -> Any:
    """Returns what a logit_fn makes of features: a Tensor, or a dict of Tensors by name.

    Args:
      logit_fn: a function of `features` and those of `mode`, `params` and `config` that it takes.
      features, mode, params, config: what a model_fn gets.

    Raises:
      ValueError: it makes something else.
    """
    logits = logit_fn(
        features=features, **taken_by(logit_fn, mode=mode, params=params, config=config)
    )
    tensors = logits.items() if isinstance(logits, dict) else [("logits", logits)]
    if not all(isinstance(name, str) and tf.is_tensor(tensor) for name, tensor in tensors):
        raise ValueError(
            "logit_fn should return a Tensor or a dictionary mapping strings to Tensors.  "
            f"logit_fn returned: {logits}"
        )
    return logits
