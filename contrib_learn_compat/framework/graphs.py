"""Which graph, which name scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow.compat.v1 as tf


def _graph_element(value: Any) -> Any:
    """Returns the tensor or operation that `value` is or stands for; None for anything else."""
    if isinstance(value, (tf.Tensor, tf.Operation)) or tf.is_tensor(value):
        return value
    convert = getattr(value, "_as_graph_element", None)
    return convert() if convert else None


def get_graph_from_inputs(op_input_list: Iterable[Any], graph: tf.Graph | None = None) -> tf.Graph:
    """Returns the one graph that all the inputs come from.

    Args:
      op_input_list: tensors and operations; what is neither (a number, a list) is passed over.
      graph: the graph that they have to come from, if it is known.

    Returns:
      `graph`, or else the inputs' graph, or else the default graph.

    Raises:
      TypeError: where `graph` is not a graph, or `op_input_list` cannot be iterated.
      ValueError: where an input comes from another graph.
    """
    if tf.get_default_graph().building_function:
        return tf.get_default_graph()
    if graph and not isinstance(graph, tf.Graph):
        raise TypeError(f"Input graph needs to be a Graph: {graph}")
    first = None
    for element in filter(lambda e: e is not None, map(_graph_element, tuple(op_input_list))):
        if not graph:
            first, graph = element, element.graph
        elif element.graph is not graph:
            if first is None:
                raise ValueError(f"{element} is not from the passed-in graph.")
            raise ValueError(f"{element} must be from the same graph as {first}.")
    return graph or tf.get_default_graph()


def get_name_scope() -> str:
    """Returns the default graph's name scope, such as ``outer/inner``; an empty string outside."""
    return tf.get_default_graph().get_name_scope()


def with_dependencies(dependencies, output_tensor, name=None) -> tf.Tensor:
    """Returns `output_tensor`, to be had only after all of `dependencies` have run."""
    with tf.name_scope(name, "control_dependency", [*dependencies, output_tensor]) as scope:
        with tf.get_default_graph().colocate_with(output_tensor):
            with tf.control_dependencies(dependencies):
                return tf.identity(tf.convert_to_tensor(output_tensor), name=scope)
