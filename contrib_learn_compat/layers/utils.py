"""What the layers share: collections, aliases, and reading arguments that take several forms."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf
from tensorflow import Variable  # the base of resource variables too

NamedOutputs = collections.namedtuple("NamedOutputs", ["name", "outputs"])


def collect_named_outputs(collections, alias, outputs):
    """Adds `outputs` to collections under an alias, and returns it.

    Args:
      collections: a collection's name or a list of names; nothing happens where there are none.
      alias: added to the tensor's list ``aliases``, without a trailing slash.
      outputs: a tensor.
    """
    if collections:
        append_tensor_alias(outputs, alias)
        tf.add_to_collections(collections, outputs)
    return outputs


def append_tensor_alias(tensor, alias):
    """Appends to the list ``tensor.aliases`` and returns the tensor."""
    tensor.aliases = [*getattr(tensor, "aliases", ()), alias[:-1] if alias[-1] == "/" else alias]
    return tensor


def get_tensor_aliases(tensor) -> list[str]:
    """Returns a tensor's aliases; without any, its operation's name or its own."""
    if hasattr(tensor, "aliases"):
        return tensor.aliases
    return [tensor.op.name if tensor.name.endswith(":0") else tensor.name]


def gather_tensors_aliases(tensors) -> list[str]:
    """Returns the aliases of all `tensors`, in order."""
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(collection, clear_collection=False) -> collections.OrderedDict:
    """Returns a collection's tensors by alias, and clears the collection if asked to."""
    output = collections.OrderedDict(
        (alias, tensor)
        for tensor in tf.get_collection(collection)
        for alias in get_tensor_aliases(tensor)
    )
    if clear_collection:
        tf.get_default_graph().clear_collection(collection)
    return output


def constant_value(value_or_tensor_or_var, dtype=None) -> Any:
    """Returns what is known of a value while the graph is built; None if nothing is.

    Raises:
      ValueError: for None, or for a tensor or variable of another type than `dtype`.
    """
    value = value_or_tensor_or_var
    if value is None:
        raise ValueError("value_or_tensor_or_var cannot be None")
    if not isinstance(value, (tf.Tensor, Variable)):
        return value
    if dtype and value.dtype != dtype:
        raise ValueError(f"It has the wrong type {value.dtype} instead of {dtype}")
    return None if isinstance(value, Variable) else tf.get_static_value(value)


def static_cond(pred: bool, fn1: Callable, fn2: Callable) -> Any:
    """Returns ``fn1()`` if `pred` holds, else ``fn2()``.

    Raises:
      TypeError: where either is not callable.
    """
    if not callable(fn1):
        raise TypeError("fn1 must be callable.")
    if not callable(fn2):
        raise TypeError("fn2 must be callable.")
    return fn1() if pred else fn2()


def smart_cond(pred, fn1: Callable, fn2: Callable, name=None) -> Any:
    """Chooses while the graph is built where `pred` is known, and with ``tf.cond`` elsewhere."""
    known = constant_value(pred)
    return tf.cond(pred, fn1, fn2, name=name) if known is None else static_cond(known, fn1, fn2)


def get_variable_collections(variables_collections, name):
    """Returns the collections for the variable `name`: a dict has them by name, a list for all."""
    if isinstance(variables_collections, dict):
        return variables_collections.get(name)
    return variables_collections


def partitions_of(variable) -> list:
    """Returns what a partitioned variable or a list consists of; any other variable by itself."""
    if isinstance(variable, (list, tuple)):
        return list(variable)
    return list(getattr(variable, "_get_variable_list", lambda: [variable])())


def add_variable_to_collections(variable, variables_collections, name) -> None:
    """Adds a layer's variable `name`, or each of its partitions, to the collections asked for."""
    for collection in get_variable_collections(variables_collections, name) or ():
        known = {id(var) for var in tf.get_collection(collection)}
        for partition in partitions_of(variable):
            if id(partition) not in known:
                tf.add_to_collection(collection, partition)


def channel_dimension(shape, data_format, min_rank=1) -> int:
    """Returns the number of channels: dimension 1 for ``channels_first``, else the last one.

    Raises:
      ValueError: where it is unknown, or `shape` has less than `min_rank` dimensions.
    """
    return _known_dimension(shape, 1 if data_format == "channels_first" else -1, min_rank)


def last_dimension(shape, min_rank=1) -> int:
    """Returns the last dimension of `shape`.

    Raises:
      ValueError: where it is unknown, or `shape` has less than `min_rank` dimensions.
    """
    return _known_dimension(shape, -1, min_rank)


def _known_dimension(shape, dim, min_rank) -> int:
    if shape.rank is None:
        raise ValueError("dims of shape must be known but is None")
    if shape.rank < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {shape.rank}")
    value = shape.as_list()[dim]
    if value is None:
        raise ValueError(f"dimension {dim} of shape must be known but is None: {shape_text(shape)}")
    return value


def shape_text(shape) -> str:
    """Writes a shape as TF 1.x did: ``(?, 3)``, and ``<unknown>`` where not even the rank is."""
    shape = tf.TensorShape(shape)
    if shape.rank is None:
        return "<unknown>"
    dims = ["?" if dim is None else str(dim) for dim in shape.as_list()]
    return f"({dims[0]},)" if len(dims) == 1 else f"({', '.join(dims)})"


def two_element_tuple(int_or_tuple) -> tuple[int, int]:
    """Returns (height, width) of an int, a list or tuple of two, or a shape of rank 2.

    Raises:
      ValueError: for anything else.
    """
    if isinstance(int_or_tuple, (list, tuple)):
        if len(int_or_tuple) != 2:
            raise ValueError(f"Must be a list with 2 elements: {int_or_tuple}")
        return int(int_or_tuple[0]), int(int_or_tuple[1])
    if isinstance(int_or_tuple, int):
        return int(int_or_tuple), int(int_or_tuple)
    if isinstance(int_or_tuple, tf.TensorShape) and len(int_or_tuple) == 2:
        return int_or_tuple[0], int_or_tuple[1]
    raise ValueError("Must be an int, a list with 2 elements or a TensorShape of length 2")


def n_positive_integers(n, value) -> tuple[int, ...]:
    """Returns `n` positive integers: those in `value`, or `value` itself `n` times.

    Raises:
      TypeError: where `n` is no number.
      ValueError: where `n` or an integer is not positive, or there are not `n` of them.
    """
    count = int(n)
    if count < 1 or count != n:
        raise ValueError("n must be a positive integer")
    try:
        values = (int(value),) * count
    except (TypeError, ValueError):
        complaint = f"Expected sequence of {count} positive integers, but received {value!r}"
        if len(value) != count:
            raise ValueError(complaint) from None
        try:
            values = tuple(int(x) for x in value)
        except (TypeError, ValueError):
            raise ValueError(complaint) from None
    for x in values:
        if x < 1:
            raise ValueError(f"expected positive integer, but received {x}")
    return values
