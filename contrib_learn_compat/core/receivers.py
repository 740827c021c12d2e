"""``tf.estimator.export``: how requests reach an exported model's features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import input_fn as input_fns

_FEATURE = "feature"
_LABEL = "label"
_RECEIVER = "input"


class _Serving(NamedTuple):
    features: Any
    receiver_tensors: dict[str, Any]
    receiver_tensors_alternatives: dict[str, dict[str, Any]] | None


class ServingInputReceiver(_Serving):
    """Features for the model, and the tensors that a client feeds to get them."""

    __slots__ = ()

    def __new__(cls, features, receiver_tensors, receiver_tensors_alternatives=None):
        """Checks and completes the fields.

        Args:
          features: a tensor, which is called ``feature``, or a dict of them.
          receiver_tensors: a tensor, which is called ``input``, or a dict of them.
          receiver_tensors_alternatives: other ways to feed the same features, by name: a dict of
            tensors or of dicts.

        Raises:
          ValueError: something is missing, is no tensor, or has a key that is no string.
        """
        alternatives = receiver_tensors_alternatives
        if alternatives is not None:
            if not isinstance(alternatives, dict):
                raise ValueError(f"receiver_tensors_alternatives must be a dict: {alternatives}.")
            for name, tensors in alternatives.items():
                alternatives[name] = _named_tensors(
                    tensors, "receiver_tensors_alternative", _RECEIVER
                )
        return super().__new__(
            cls,
            _named_tensors(features, "feature", _FEATURE, allow_numbers=True),
            _named_tensors(receiver_tensors, "receiver_tensor", _RECEIVER),
            alternatives,
        )


class TensorServingInputReceiver(_Serving):
    """A ServingInputReceiver for a model_fn whose features are one tensor, in no dict."""

    __slots__ = ()

    def __new__(cls, features, receiver_tensors, receiver_tensors_alternatives=None):
        """Takes what :class:`ServingInputReceiver` takes, with one tensor for `features`."""
        if features is None:
            raise ValueError("features must be defined.")
        _check_tensor(features, "feature")
        receiver = ServingInputReceiver(features, receiver_tensors, receiver_tensors_alternatives)
        return super().__new__(cls, receiver.features[_FEATURE], *receiver[1:])


class _Supervised(NamedTuple):
    features: Any
    labels: Any
    receiver_tensors: dict[str, Any]


class SupervisedInputReceiver(_Supervised):
    """Features and labels for an exported training or evaluation graph, and what is fed."""

    __slots__ = ()

    def __new__(cls, features, labels, receiver_tensors):
        """Takes tensors or dicts of them, see :class:`ServingInputReceiver`."""
        _named_tensors(features, "feature", _FEATURE, allow_numbers=True)
        _named_tensors(labels, "label", _LABEL, allow_numbers=True)
        fed = _named_tensors(receiver_tensors, "receiver_tensor", _RECEIVER)
        return super().__new__(cls, features, labels, fed)


def build_parsing_serving_input_receiver_fn(
    feature_spec: dict[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """Returns a function that makes a receiver of serialized tf.Examples.

    Args:
      feature_spec: the features to parse, as for ``tf.io.parse_example``.
      default_batch_size: the number of examples in a request; any where None.
    """

    def serving_input_receiver_fn():
        examples = tf.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
        features = tf.parse_example(examples, feature_spec)
        return ServingInputReceiver(features, {"examples": examples})

    return serving_input_receiver_fn


def build_raw_serving_input_receiver_fn(
    features: dict[str, tf.Tensor], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """Returns a function that makes a receiver of the features themselves.

    Args:
      features: tensors of the features' dtypes and shapes, whose first dimension is the batch.
      default_batch_size: the number of examples in a request; any where None.
    """

    def serving_input_receiver_fn():
        fed = _placeholders(features, default_batch_size)
        return ServingInputReceiver(fed, fed)

    return serving_input_receiver_fn


def build_raw_supervised_input_receiver_fn(
    features: Any, labels: Any, default_batch_size: int | None = None
) -> Callable[[], SupervisedInputReceiver]:
    """Returns a function that makes a receiver of features and labels.

    Args:
      features: a tensor or a dict of them, of the features' dtypes and shapes.
      labels: likewise.
      default_batch_size: the number of examples; any where None.

    Raises:
      ValueError: a key is in both.
    """

    def named(tensors, default_name):
        return tensors if isinstance(tensors, dict) else {default_name: tensors}

    both = named(features, _RECEIVER).keys() & named(labels, _LABEL).keys()
    if both:
        raise ValueError(
            f"Features and labels must have distinct keys. Found overlapping keys: {both}"
        )

    def supervised_input_receiver_fn():
        fed_features = _placeholders(features, default_batch_size)
        fed_labels = _placeholders(labels, default_batch_size)
        fed = {**named(fed_features, _RECEIVER), **named(fed_labels, _LABEL)}
        return SupervisedInputReceiver(fed_features, fed_labels, fed)

    return supervised_input_receiver_fn


def build_supervised_input_receiver_fn_from_input_fn(
    input_fn: Callable, **input_fn_args: Any
) -> Callable[[], SupervisedInputReceiver]:
    """Returns a function that makes a receiver of what `input_fn` would read."""
    with tf.Graph().as_default():
        features, labels, _ = input_fns.read(input_fn(**input_fn_args))
    return build_raw_supervised_input_receiver_fn(features, labels)


def _placeholders(tensors: Any, batch_size: int | None) -> Any:
    if isinstance(tensors, dict):
        return {key: _placeholders(tensor, batch_size) for key, tensor in tensors.items()}
    # An eager tensor has no name to pass on.
    name = None if tf.executing_eagerly() else getattr(getattr(tensors, "op", None), "name", None)
    shape = tf.TensorShape([batch_size]).concatenate(tensors.shape[1:])
    return tf.placeholder(dtype=tensors.dtype, shape=shape, name=name)


def _check_tensor(tensor: Any, label: str) -> None:
    if not isinstance(tensor, (tf.Tensor, tf.SparseTensor)):
        raise ValueError(f"{label} must be a Tensor or SparseTensor.")


def _named_tensors(
    tensors: Any, field: str, default_name: str, allow_numbers: bool = False
) -> dict[Any, Any]:
    if tensors is None:
        raise ValueError(f"{field}s must be defined.")
    if not isinstance(tensors, dict):
        tensors = {default_name: tensors}
    for name, tensor in tensors.items():
        if not isinstance(name, (str, int) if allow_numbers else str):
            kinds = "strings or ints" if allow_numbers else "strings"
            raise ValueError(f"{field} keys must be {kinds}: {name}.")
        _check_tensor(tensor, f"{field} {name}" if name else field)
    return tensors
