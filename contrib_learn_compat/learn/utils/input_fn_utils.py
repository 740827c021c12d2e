"""What an exported model is fed: InputFnOps and the functions that make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class InputFnOps(NamedTuple):
    """The features of a model, its labels (None in serving), and the tensors a client feeds."""

    features: Any
    labels: Any
    default_inputs: Any


def build_parsing_serving_input_fn(
    feature_spec: dict[str, Any], default_batch_size: int | None = None
) -> Callable[[], InputFnOps]:
    """Returns an input_fn that is fed serialized tf.Examples, as ``examples``.

    Args:
      feature_spec: the features to parse, as for ``tf.io.parse_example``.
      default_batch_size: the number of examples in a request; any where None.
    """

    def input_fn():
        examples = tf.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
        return InputFnOps(tf.parse_example(examples, feature_spec), None, {"examples": examples})

    return input_fn


def build_default_serving_input_fn(
    features: dict[str, tf.Tensor], default_batch_size: int | None = None
) -> Callable[[], InputFnOps]:
    """Returns an input_fn that is fed the features themselves.

    Args:
      features: tensors of the features' dtypes and shapes, whose first dimension is the batch.
      default_batch_size: the number of examples in a request; any where None.
    """

    def input_fn():
        fed = {
            name: tf.placeholder(
                tensor.dtype, [default_batch_size, *tensor.shape.as_list()[1:]], tensor.op.name
            )
            for name, tensor in features.items()
        }
        return InputFnOps(fed, None, fed)

    return input_fn
