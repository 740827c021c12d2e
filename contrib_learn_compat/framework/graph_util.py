"""Looking into graphs, and rewriting their protos."""

from __future__ import annotations

from collections.abc import Iterable

import tensorflow.compat.v1 as tf


def get_placeholders(graph) -> list[tf.Tensor]:
    """Returns a graph's placeholders, in the order of their making.

    Raises:
      TypeError: where `graph` is not a graph.
    """
    if not isinstance(graph, tf.Graph):
        raise TypeError(f"Input graph needs to be a Graph: {graph}")
    return [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]


def fuse_op(
    graph_def: tf.GraphDef,
    input_nodes: list[str],
    output_nodes: list[str],
    output_dtypes: list[int],
    output_quantized: bool,
    op_name: str,
    op_type: str,
) -> tf.GraphDef:
    """Returns a graph in which one custom operation stands for the part between some nodes.

    Args:
      graph_def: the graph.
      input_nodes: the names of the nodes that the operation takes its inputs from.
      output_nodes: the names of the nodes, of one input each, that stay as its outputs.
      output_dtypes: the outputs' types, as numbers.
      output_quantized: whether they are quantized.
      op_name: the operation's name.
      op_type: its type.

    Raises:
      TypeError: where an argument is of another type, or the part has inputs that are not given.
      AssertionError: where a node is missing, or an output node has not one input.
    """
    if not isinstance(graph_def, tf.GraphDef):
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.")
    if isinstance(input_nodes, str):
        raise TypeError("input_nodes must be a list.")
    if isinstance(output_nodes, str):
        raise TypeError("output_nodes must be a list.")
    nodes = {node.name: node for node in graph_def.node}
    inputs = {name: [_node_name(i) for i in node.input] for name, node in nodes.items()}
    for name in (*input_nodes, *output_nodes):
        assert name in nodes, f"{name} is not in graph"

    before = _reachable(input_nodes, inputs)
    up_to_outputs = _reachable(output_nodes, inputs)
    _check_closed(up_to_outputs - before - set(output_nodes), before, input_nodes, inputs)

    fused = tf.GraphDef(library=graph_def.library, versions=graph_def.versions)
    fused.node.extend(node for node in graph_def.node if node.name in before)
    operation = fused.node.add(name=op_name, op=op_type, input=input_nodes)
    operation.attr["_output_types"].list.type.extend(output_dtypes)
    operation.attr["_output_quantized"].b = output_quantized
    for index, name in enumerate(output_nodes):
        assert len(nodes[name].input) == 1, f"{name} has not one input"
        output = fused.node.add()
        output.CopyFrom(nodes[name])
        output.input[0] = f"{op_name}:{index}" if index else op_name
    fused.node.extend(node for node in graph_def.node if node.name not in up_to_outputs | before)
    return fused


def _node_name(input_name: str) -> str:
    """Returns the name of the node that an input comes from."""
    return input_name.lstrip("^").split(":")[0]


def _reachable(names: Iterable[str], inputs: dict[str, list[str]]) -> set[str]:
    """Returns nodes and all that they depend on."""
    reached, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += inputs[name]
    return reached


def _check_closed(part, before, input_nodes, inputs) -> None:
    """Raises TypeError where the part to fuse uses a node before it that is no input node."""
    for name in sorted(part):
        for used in inputs[name]:
            if used in before and used not in input_nodes:
                raise TypeError(f"Node {name} uses input {used} not in input_nodes.")
