"""The graph that a model_fn builds for one mode, and what of it runs in TF 2 functions.

The graph is built as an Estimator builds it, and a session gives its variables their first values
or a checkpoint's. Parts of it become functions that get the variables, which live outside, as
arguments: so they are the same for every mode, and each replica of a strategy gives its own.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.core.functions import argument_names, taken_by
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.keras import dialect, specs
from contrib_learn_compat.keys import MetricKey
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps

tf1 = tf.compat.v1

# Takes all of a batch's tensors, and a variable's resource by name; returns a structure.
Function = Callable[[Sequence[tf.Tensor], Callable[[str], Any]], Any]

_UNFED = ("Placeholder", "VarHandleOp")


class ModeGraph:
    """What a model_fn returned for one mode, its graph, and functions of it.

    Attributes:
      variables: the graph's global variables, by name.
      local_variables: its local ones.
      trainable: the names of those to be trained.
      locals: the variables that stand for the local ones outside; whoever makes them puts them in.
      first_local_values: what these begin with.
      metrics: in evaluation, pairs of value and update op by name.
    """

    def __init__(
        self,
        model_fn: Callable,
        mode: str,
        features: Any,
        labels: Any,
        params: Any,
        config: Any,
    ):
        """Calls the model_fn.

        Args:
          model_fn: of any signature and any kind of result that an Estimator takes.
          mode: a ModeKeys value.
          features: the features' specs.
          labels: the labels' specs, or None.
          params: the model_fn's.
          config: the model_fn's; it has the graph's random seed.

        Raises:
          ValueError: the model_fn does not return what the mode needs.
        """
        self.mode = mode
        self._features, self._labels = features, labels
        with (
            dialect.of_drop_in(),
            engine.model_graph(config.tf_random_seed) as self.graph,
            tf1.variable_creator_scope(_as_resource),
        ):
            with tf1.name_scope("input_fn"):
                features, labels = map(specs.placeholders, (features, labels))
            given = [features] if labels is None else [features, labels]
            self._inputs = tf.nest.flatten(given, expand_composites=True)
            self.ops = called(model_fn, features, labels, mode, params, config)
            self.predictions = _with_plain_keys(_read(self.ops.predictions))
            if mode == ModeKeys.EVAL:
                self.metrics = _with_loss(self.ops)
            _warn_of_hooks(self.ops)
            self.variables = {v.op.name: v for v in tf1.global_variables()}
            self.local_variables = {v.op.name: v for v in tf1.local_variables()}
            self.trainable = {v.op.name for v in tf1.trainable_variables()}
            self._update_ops = tf1.get_collection(tf1.GraphKeys.UPDATE_OPS)
            self._tables = tf1.get_collection(tf1.GraphKeys.TABLE_INITIALIZERS)
        self.locals: dict[str, tf.Variable] = {}
        self.first_local_values: dict[str, Any] = {}
        self._resource_prefix = f"{uuid.uuid4()}/"
        self._definition = None

    def values(self, checkpoint_path: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Returns the values, by name, of the global and of the local variables.

        Args:
          checkpoint_path: where the values come from; None for those that training begins with.

        Raises:
          tf.errors.OpError: the checkpoint cannot be read, or does not fit.
        """
        with self.graph.as_default():
            session, run = engine.prediction_session(
                checkpoint_path=checkpoint_path,
                scaffold=self.ops.scaffold,
                master="",
                session_config=None,
                hooks=[],
                predictions=(self.variables, self.local_variables),
            )
        with session:
            return run()

    def inputs(self, features: Any, labels: Any) -> list[Any]:
        """Returns the tensors of a batch, as the functions take them."""
        return specs.conforming(self._features, features, "features") + specs.conforming(
            self._labels, labels, "labels"
        )

    @functools.cached_property
    def predict(self) -> Function:
        """Returns the predictions."""
        return self.function(self.predictions)

    @functools.cached_property
    def train(self) -> Function:
        """Makes a step by the model_fn's own train_op; returns the loss."""
        return self.function(self.ops.loss, after=[self.ops.train_op])

    @functools.cached_property
    def update(self) -> Function:
        """Updates what is no trained variable: metrics, or moving averages; returns the loss."""
        if self.mode == ModeKeys.EVAL:
            after = tf.nest.flatten([update for _, update in self.metrics.values()])
        else:
            after = self._update_ops
        return self.function(self.ops.loss, after=after)

    @functools.cached_property
    def metric_values(self) -> tuple[Callable, list[str]]:
        """The metrics as a function of the variables with the names that come with it."""
        return self.function_of_values({name: value for name, (value, _) in self.metrics.items()})

    def initialize_tables(self) -> None:
        """Fills the lookup tables, which live as long as the process."""
        if self._tables:
            self.function((), after=self._tables)((), None)

    def function(self, outputs: Any, after: Iterable[Any] = ()) -> Function:
        """Returns the function that computes `outputs`, a structure of the graph's tensors.

        Args:
          outputs: a structure of tensors.
          after: ops or tensors that are run first, which makes the effect of a step.
        """
        handles = {v.handle.op.name: name for name, v in self._all_variables().items()}
        fed = {t.op.name: i for i, t in enumerate(self._inputs)}
        call, used = self._imported(outputs, after, handles.keys() | fed.keys())

        def argument(op_name, inputs, handle_of):
            if op_name in handles:
                return handle_of(handles[op_name])
            value = inputs[fed[op_name]]
            if isinstance(value, specs.Missing):
                raise ValueError(value.message)
            return value

        return lambda inputs, handle_of: call(*(argument(op, inputs, handle_of) for op in used))

    def function_of_values(self, outputs: Any) -> tuple[Callable, list[str]]:
        """Returns a function of variables' values, and the names of these variables.

        Raises:
          ValueError: an output is not made of variables alone.
        """
        names = {v.handle.op.name: name for name, v in self._all_variables().items()}
        reads = {
            op.name: names[op.inputs[0].op.name]
            for op in self.graph.get_operations()
            if op.type == "ReadVariableOp" and op.inputs[0].op.name in names
        }
        call, used = self._imported(outputs, (), reads.keys())
        return call, [reads[op] for op in used]

    def _all_variables(self):
        return {**self.variables, **self.local_variables}

    def _imported(self, outputs, after, cuts) -> tuple[Callable, list[str]]:
        """Returns outputs as a function of the outputs of the ops `cuts`, and which it takes."""
        flat = tf.nest.flatten(outputs, expand_composites=True)
        after = [getattr(item, "op", item).name for item in after]
        fetches = [tensor.op.name for tensor in flat]
        definition, used = self._part([*fetches, *after], cuts)
        stray = [node.name for node in definition.node if node.op in _UNFED]
        if stray:
            raise ValueError(
                f"What the model_fn returned for mode {self.mode!r} needs {stray}: none of the "
                "features, the labels, and the variables in the collections of global and local "
                "variables. What a metric is in the end may depend on variables alone."
            )
        fetched = [tensor.name for tensor in flat if tensor.op.name not in cuts]

        def imported(*arguments):
            given = dict(zip(used, arguments, strict=True))
            elements = tf.graph_util.import_graph_def(
                definition,
                input_map={f"{name}:0": given[name] for name in given if name in consumed},
                return_elements=[*fetched, *after],
                name="",
            )
            found = dict(zip(fetched, elements[: len(fetched)], strict=True))
            results = [given[t.op.name] if t.op.name in cuts else found[t.name] for t in flat]
            # The last output is for functions of nothing but an effect.
            with tf.control_dependencies(elements[len(fetched) :]):
                return [*map(tf.identity, results), tf.constant(True)]

        consumed = {name.split(":")[0] for node in definition.node for name in node.input}
        signature = [self._signature(name) for name in used]
        with tf.init_scope():
            function = tf1.wrap_function(imported, signature)

        def call(*arguments):
            results = function(*arguments)[:-1]
            return tf.nest.pack_sequence_as(outputs, results, expand_composites=True)

        return call, used

    def _signature(self, op_name):
        (tensor,) = self.graph.get_operation_by_name(op_name).outputs
        if tensor.dtype == tf.resource:
            return tf.TensorSpec([], tf.resource)
        return tf.TensorSpec(tensor.shape, tensor.dtype)

    def _part(self, wanted: list[str], cuts) -> tuple[tf1.GraphDef, list[str]]:
        """Returns the graph that ops need, up to the ops `cuts`, and those of the latter it needs.

        In a function every op that has a state runs, needed or not.
        """
        if self._definition is None:
            self._definition = self.graph.as_graph_def()
        nodes = {node.name: node for node in self._definition.node}
        part = tf1.GraphDef(library=self._definition.library, versions=self._definition.versions)
        seen, used, waiting = set(), [], list(wanted)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in cuts:
                used.append(name)
                continue
            node = part.node.add()
            node.CopyFrom(nodes[name])
            node.attr.pop("_class", None)  # It may name an op that is cut off.
            kept = [i for i in node.input if not (i[0] == "^" and i[1:] in cuts)]
            node.input[:] = kept
            self._share_resource(node)
            waiting += [i.lstrip("^").split(":")[0] for i in kept]
        return part, used

    def _share_resource(self, node) -> None:
        """Has a table be the same in all of this graph's functions, and in no other's."""
        op = self.graph.get_operation_by_name(node.name)
        if "shared_name" in node.attr and not op.inputs:
            name = node.attr["shared_name"].s or node.name.encode()
            node.attr["shared_name"].s = self._resource_prefix.encode() + name
            node.device = "/device:CPU:0"


def _as_resource(next_creator, **kwargs):
    """Functions of TF 2 know no reference variables."""
    return next_creator(**{**kwargs, "use_resource": True})


def called(
    model_fn: Callable, features: Any, labels: Any, mode: str, params: Any, config: Any
) -> ModelFnOps | EstimatorSpec:
    """Calls a model_fn of any signature and any kind of result.

    Raises:
      ValueError: it does not take what it is given, or returns something else.
    """
    if params is not None and "params" not in argument_names(model_fn):
        raise ValueError(f"The model_fn {model_fn} takes no params, but got {params}.")
    taken = taken_by(model_fn, mode=mode, params=params, config=config, model_dir=None)
    takes_no_labels = len(argument_names(model_fn)) == len(taken) + 1
    if takes_no_labels and labels is not None:
        raise ValueError(f"The model_fn {model_fn} takes no labels, but got some.")
    ops = model_fn(*([features] if takes_no_labels else [features, labels]), **taken)
    if isinstance(ops, (ModelFnOps, EstimatorSpec)):
        if isinstance(ops.predictions, Mapping) and not ops.predictions and mode == ModeKeys.INFER:
            raise ValueError(f"The model_fn {model_fn} returned no predictions.")
        return ops
    if isinstance(ops, tuple) and len(ops) == 3:
        predictions, loss, train_op = ops
        return ModelFnOps(mode=mode, predictions=predictions, loss=loss, train_op=train_op)
    raise ValueError(
        f"The model_fn {model_fn} returned {ops!r}: it must return the ModelFnOps of a head, an "
        "EstimatorSpec, or (predictions, loss, train_op)."
    )


def _warn_of_hooks(ops) -> None:
    fields = "training_hooks", "training_chief_hooks", "evaluation_hooks", "prediction_hooks"
    hooks = [hook for field in fields for hook in getattr(ops, field, None) or ()]
    if hooks:
        names = ", ".join(sorted({type(hook).__name__ for hook in hooks}))
        tf1.logging.warning(
            "Keras runs no hooks; those of the model_fn have no effect: %s. Use callbacks.", names
        )


def _with_loss(ops) -> dict[str, tuple]:
    """Returns the metrics with the loss first, as learn.Estimator adds it where it is missing."""
    metrics = {
        name: metric if isinstance(metric, tuple) else (metric, tf1.no_op())
        for name, metric in ops.eval_metric_ops.items()
    }
    loss = metrics.pop(MetricKey.LOSS, None) or tf1.metrics.mean(ops.loss)
    metrics = {MetricKey.LOSS: loss, **metrics}
    return {name: (_read(value), update) for name, (value, update) in metrics.items()}


def _read(tensors: Any) -> Any:
    """Returns a structure with the values of the variables in it."""
    if tensors is None:
        return None
    return tf.nest.map_structure(
        lambda t: t.read_value() if isinstance(t, tf.Variable) else t, tensors
    )


def _with_plain_keys(tensors: Any) -> Any:
    """Returns a dict with its tuple keys, such as those of a multi-head, joined."""
    if not isinstance(tensors, Mapping):
        return tensors
    return {
        "/".join(map(str, key)) if isinstance(key, tuple) else key: tensor
        for key, tensor in tensors.items()
    }
