"""What TF 1.15's core layers did around their own computation: names, checks, finishing touches."""

from __future__ import annotations

import collections
import contextlib
import weakref
from collections.abc import Iterator

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.utils import add_variable_to_collections, collect_named_outputs
from contrib_learn_compat.layers.weights import add_weight


@contextlib.contextmanager
def core_scope(scope: tf.VariableScope) -> Iterator[None]:
    """Opens the name scope in which a core layer inside the layer `scope` made its operations.

    The core layer opened `scope` once more, which took the name of the scope within itself. So an
    operation that is called as the scope is gets a number: ``Dropout/dropout_1``.
    """
    with tf.variable_scope(scope):
        pass
    with tf.name_scope(scope.original_name_scope):
        yield


_named = weakref.WeakKeyDictionary()  # graphs to Counters


def unique_name(base: str) -> str:
    """Returns a name for a layer that has none, numbered among the graph's layers of this base."""
    counts = _named.setdefault(tf.get_default_graph(), collections.Counter())
    counts[base] += 1
    return f"{base}_{counts[base]}"


class WeightMaker:
    """Makes a layer's weights and biases, and adds them to the collections asked for.

    Args:
      dtype, trainable: as in ``tf.get_variable``.
      variables_collections: a list of collections, or a dict of lists by ``weights``, ``biases``.
    """

    def __init__(self, dtype, trainable, variables_collections):
        self._dtype = dtype
        self._trainable = trainable
        self._collections = variables_collections

    def weights(self, name, shape, initializer, regularizer):
        """Returns a new variable."""
        return self._make(name, shape, initializer, regularizer, "weights")

    def biases(self, size, initializer, regularizer, name="bias"):
        """Returns a new variable of shape [size]."""
        return self._make(name, [size], initializer, regularizer, "biases")

    def _make(self, name, shape, initializer, regularizer, kind):
        variable = add_weight(name, shape, self._dtype, initializer, regularizer, self._trainable)
        add_variable_to_collections(variable, self._collections, kind)
        return variable


def finish_layer(
    outputs, outputs_collections, alias, activation_fn, normalizer_fn=None, normalizer_params=None
):
    """Returns the outputs, normalized and activated, and collects them under an alias."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    return collect_named_outputs(outputs_collections, alias, outputs)


def check_rank(inputs, layer: str, rank=None, min_rank=None, max_rank=None) -> None:
    """Checks that the rank of `inputs` is known, and is `rank` or in the bounds given.

    Raises:
      ValueError: where it is not; the text calls the layer `layer`.
    """
    complaint = f"Input 0 of layer {layer} is incompatible with the layer: "
    found = inputs.shape.rank
    if found is None:
        raise ValueError(
            complaint + "its rank is undefined, but the layer requires a defined rank."
        )
    full_shape = f". Full shape received: {inputs.shape.as_list()}"
    if rank is not None and found != rank:
        raise ValueError(f"{complaint}expected ndim={rank}, found ndim={found}{full_shape}")
    if max_rank is not None and found > max_rank:
        raise ValueError(f"{complaint}expected max_ndim={max_rank}, found ndim={found}")
    if min_rank is not None and found < min_rank:
        raise ValueError(
            f"{complaint}: expected min_ndim={min_rank}, found ndim={found}{full_shape}"
        )


def channels(inputs, channels_first: bool) -> int:
    """Returns the number of channels.

    Args:
      inputs: a tensor of known rank.
      channels_first: whether they are dimension 1, or the last one.

    Raises:
      ValueError: where it is unknown.
    """
    size = inputs.shape.as_list()[1 if channels_first else -1]
    if size is None:
        raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
    return size


def integers(value, count: int, argument: str) -> tuple[int, ...]:
    """Returns `count` integers: those in `value`, or the int `value` itself `count` times.

    Raises:
      ValueError: where `value` is something else; the text names the `argument`.
    """
    if isinstance(value, int):
        return (value,) * count
    complaint = f"The `{argument}` argument must be a tuple of {count} integers. Received: {value}"
    try:
        values = tuple(value)
    except TypeError:
        raise ValueError(complaint) from None
    if len(values) != count:
        raise ValueError(complaint)
    for element in values:
        try:
            int(element)
        except (ValueError, TypeError):
            raise ValueError(
                f"{complaint} including element {element} of type {type(element)}"
            ) from None
    return values


def padding_name(padding: str, causal: bool = False) -> str:
    """Returns a padding in capitals.

    Args:
      padding: ``"valid"`` or ``"same"``, in any case.
      causal: whether ``"causal"`` will do, too.

    Raises:
      ValueError: where it is something else.
    """
    name = padding.upper()
    if name not in ("VALID", "SAME", "CAUSAL"):
        raise ValueError(
            'The `padding` argument must be a list/tuple or one of "valid", "same" (or "causal", '
            f"only for `Conv1D). Received: {padding.lower()}"
        )
    if name == "CAUSAL" and not causal:
        raise ValueError("Causal padding is only supported for `Conv1D`and ``SeparableConv1D`.")
    return name


def check_data_format(data_format, allowed=("NCHW", "NHWC")) -> bool:
    """Returns whether channels come first.

    Raises:
      ValueError: where `data_format` is not one of the two `allowed`, channels first and last.
    """
    if data_format not in allowed:
        raise ValueError(f"data_format has to be either {allowed[0]} or {allowed[1]}.")
    return data_format == allowed[0]


def check_strides(strides, rates) -> None:
    """Checks that steps and holes do not come together.

    Raises:
      ValueError: where they do.
    """
    if max(strides) > 1 and max(rates) > 1:
        raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
