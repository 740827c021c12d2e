"""Many training steps in one session call: a copy of a step's ops, in a loop inside the graph.

Only what computes is copied. What holds state, such as variables, iterators and queues, is entered
into the loop, so that the steps of the copy and those of the original go on from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf

_SCOPE = "steps_per_execution"


def obstacle(fetches: Any, loss: tf.Tensor) -> str | None:
    """Returns why a step that runs `fetches` cannot be looped; None where it can."""
    if loss.shape.rank != 0:
        return f"the loss '{loss.name}' is no scalar"
    nodes = [op.node_def for op in _ancestors(fetches) if not _stays_outside(op)]
    for node in (*nodes, *_nodes_of_functions(nodes, loss.graph)):
        if node.op == "Placeholder":
            return f"'{node.name}' has to be fed at each step"
        if node.attr["seed"].i or node.attr["seed2"].i:
            return f"'{node.name}' draws from a seed, and a copy of it would draw other numbers"
    return None


class StepLoop:
    """Steps in a loop in the default graph, which go on while nothing asks for a look at them."""

    def __init__(self, train_op: Any, loss: tf.Tensor, global_step: tf.Tensor):
        """Adds the loop to the graph.

        Args:
          train_op: what a step runs.
          loss: a scalar.
          global_step: the global step, read after `train_op`.
        """
        with tf.name_scope(_SCOPE):
            self._most = tf.placeholder(tf.int64, [], "most")
            self._due_step = tf.placeholder(global_step.dtype, [], "due_step")
            self._last_loss = tf.placeholder(loss.dtype, [], "last_loss")
            # Keeps the loss of the last step for the case that the next one fails.
            kept = tf.raw_ops.VarHandleOp(
                dtype=loss.dtype, shape=[], shared_name=f"{_SCOPE}/kept_loss"
            )
            self._kept_loss = tf.raw_ops.ReadVariableOp(resource=kept, dtype=loss.dtype)
            with tf.control_dependencies(
                [tf.raw_ops.AssignVariableOp(resource=kept, value=self._last_loss)]
            ):
                going = tf.constant(True)
            zero, one = tf.constant(0, tf.int64), tf.constant(1, tf.int64)
            last_step = self._due_step - 1

        frame = _Frame(loss.graph)
        # A turn begins with what the one before has left in these, and is made if that is going.
        frame.add_variable("going", going)
        made = frame.add_variable("made", zero)
        frame.add_variable("loss", self._last_loss)
        frame.add_variable("global_step", tf.zeros_like(self._due_step))
        frame.copy(_ancestors([train_op, loss, global_step]))
        new_loss, new_step = frame.copy_of(loss), frame.copy_of(global_step)
        done = [f"^{frame.copy_of(op)}" for op in ops_of(train_op)]

        made = frame.add("AddV2", made, frame.enter(one), T=tf.int64)
        may_go_on = frame.all(
            frame.add("Less", made, frame.enter(self._most), T=tf.int64),
            frame.add("Less", new_step, frame.enter(last_step), T=last_step.dtype),
            frame.add("Equal", new_loss, new_loss, T=loss.dtype),  # Not so for NaN.
        )
        keep = frame.add("AssignVariableOp", frame.enter(kept), new_loss, *done, dtype=loss.dtype)
        self._results = frame.close(
            going=[may_go_on, f"^{keep}", *done],
            made=[made],
            loss=[new_loss],
            global_step=[new_step],
        )

    def in_session(self, session: tf.Session) -> Callable[[int, float, Any], tuple[int, Any, Any]]:
        """Returns a function that makes steps in `session`.

        Its arguments are how many steps to make at most, the global step that they must not reach,
        and the last step's loss. It returns how many it made, the loss and the global step: after
        at least one step and before all of them where the loss is NaN.
        """
        feeds = [self._most, self._due_step, self._last_loss]
        run = session.make_callable(self._results, feeds)
        largest = self._due_step.dtype.max

        def steps(most, due_step, last_loss):
            _, made, loss, step = run(most, min(due_step, largest), last_loss)
            return int(made), loss, step

        return steps

    def kept_loss(self, session: tf.Session) -> Any:
        """Returns the loss of the last step that did not fail."""
        return session.run(self._kept_loss)


class _Frame:
    """The nodes of a loop as TensorFlow's executor takes them, in one frame with one pivot.

    A variable goes round from Merge over Switch to NextIteration, and leaves by Exit; LoopCond
    opens the Switches. A node that takes nothing from the frame waits for the pivot, else it would
    run once more, in the turn that is not made.
    """

    def __init__(self, graph: tf.Graph):
        self._graph_def = tf.GraphDef(versions=graph.graph_def_versions)
        self._outer = {}
        self._copies = {}
        self._dtypes = {}
        self._count = 0

    def add(self, op: str, *inputs: str, name: str | None = None, **attrs: Any) -> str:
        """Adds a node and returns its name, which stands for its first output too."""
        self._count += 1
        name = name or f"{_SCOPE}/{op}_{self._count}"
        node = self._graph_def.node.add(name=name, op=op, input=inputs)
        for key, value in attrs.items():
            kind = {tf.DType: "type", bool: "b", int: "i", str: "s"}[type(value)]
            value = value.base_dtype.as_datatype_enum if kind == "type" else value
            value = value.encode() if kind == "s" else value
            setattr(node.attr[key], kind, value)
        return name

    def enter(self, tensor: tf.Tensor, is_constant: bool = True) -> str:
        outer = f"outer_{len(self._outer)}"
        self._outer[f"{outer}:0"] = tensor
        is_reference = tensor.dtype != tensor.dtype.base_dtype
        return self.add(
            "RefEnter" if is_reference else "Enter",
            outer,
            T=tensor.dtype,
            frame_name=_SCOPE,
            is_constant=is_constant,
            parallel_iterations=1,
        )

    def add_variable(self, name: str, initial: tf.Tensor) -> str:
        """Returns the name of the value with which a turn begins; the first variable is `going`."""
        scope, dtype = f"{_SCOPE}/{name}", initial.dtype
        entered = self.enter(initial, is_constant=False)
        self.add("Merge", entered, f"{scope}/next", name=f"{scope}/merge", T=dtype, N=2)
        if not self._dtypes:
            self._is_going = self.add("LoopCond", f"{scope}/merge")
        self.add("Switch", f"{scope}/merge", self._is_going, name=f"{scope}/switch", T=dtype)
        value = self.add("Identity", f"{scope}/switch:1", T=dtype)
        if not self._dtypes:
            self._pivot = value
        self._dtypes[name] = dtype
        return value

    def all(self, first: str, *others: str) -> str:
        for other in others:
            first = self.add("LogicalAnd", first, other)
        return first

    def copy(self, ops: list[tf.Operation]) -> None:
        """Copies ops, except those that are rather entered."""
        inner = [op for op in ops if not _stays_outside(op)]
        for op in filter(_stays_outside, ops):
            self._copies.update({tensor: self.enter(tensor) for tensor in op.outputs})
        for op in inner:
            self._copies[op] = f"{_SCOPE}/copy/{op.name}"
            self._copies.update({tensor: f"{_SCOPE}/copy/{tensor.name}" for tensor in op.outputs})
        for op in inner:
            waits = [f"^{self._copies[c]}" for c in op.control_inputs if c in self._copies]
            if not waits and all(_stays_outside(tensor.op) for tensor in op.inputs):
                waits = [f"^{self._pivot}"]
            node = self._graph_def.node.add()
            node.CopyFrom(op.node_def)
            node.name = self._copies[op]
            node.input[:] = [*(self._copies[tensor] for tensor in op.inputs), *waits]
            node.attr.pop("_class", None)  # Where the original is, the state is that it uses.
            if "frame_name" in node.attr:
                node.attr["frame_name"].s = f"{_SCOPE}/".encode() + node.attr["frame_name"].s

    def copy_of(self, of: tf.Tensor | tf.Operation) -> str:
        return self._copies[of]

    def close(self, **next_values: list[str]) -> list[tf.Tensor]:
        """Gives the variables their next values, and returns the last ones from the graph."""
        exits = []
        for name, inputs in next_values.items():
            scope, dtype = f"{_SCOPE}/{name}", self._dtypes[name]
            self.add("NextIteration", *inputs, name=f"{scope}/next", T=dtype)
            exits.append(self.add("Exit", f"{scope}/switch", T=dtype) + ":0")
        return tf.import_graph_def(self._graph_def, self._outer, exits, name="")


def ops_of(fetches: Any) -> list[tf.Operation]:
    """Returns the ops of Tensors and ops, in any nesting."""
    return [getattr(fetch, "op", fetch) for fetch in tf.nest.flatten(fetches)]


def _ancestors(fetches: Any) -> list[tf.Operation]:
    """Returns the ops that `fetches` need, and their own."""
    found = dict.fromkeys(ops_of(fetches))
    left = list(found)
    while left:
        op = left.pop()
        for other in (*(tensor.op for tensor in op.inputs), *op.control_inputs):
            if other not in found:
                found[other] = None
                left.append(other)
    return list(found)


def _stays_outside(op: tf.Operation) -> bool:
    """Tells ops that hold state, and constants, which need not be computed anew in each turn."""
    if op.inputs or op.control_inputs:
        return False
    return op.type == "Const" or any(
        tensor.dtype == tf.resource or tensor.dtype != tensor.dtype.base_dtype
        for tensor in op.outputs
    )


def _nodes_of_functions(nodes: Iterable[tf.NodeDef], graph: tf.Graph) -> Iterator[tf.NodeDef]:
    """Yields the nodes of the functions that `nodes` call, and that those call."""
    functions = {f.signature.name: f.node_def for f in graph.as_graph_def().library.function}
    left = list(nodes)
    while left:
        node = left.pop()
        called = [node.op]
        for value in node.attr.values():
            called += [value.func.name, *(function.name for function in value.list.func)]
        for name in called:
            body = functions.pop(name, ())
            yield from body
            left += body
