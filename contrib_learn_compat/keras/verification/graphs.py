"""The graphs of a legacy model for each mode, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.keras.verification import (
    NotComparableError,
    estimators,
    feeding,
    optimizers,
    sdca,
)
from contrib_learn_compat.keras.verification.watching import Watched, watching
from contrib_learn_compat.model_fn import ModeKeys

tf1 = tf.compat.v1

METRIC_BATCHES = 3
_ROUNDING = 1e-6
_DRAWS = 40
_DRAWN_ELEMENTS = 500_000


class Training:
    """The training graph, and what it gave: `batches`, `values` of variables, the `record`."""

    def __init__(self, estimator, input_fn, hooks, step_count):
        with engine.model_graph(estimator.config.tf_random_seed), watching() as watched:
            mode = ModeKeys.TRAIN
            features, labels, input_hooks = estimators.read_input(estimator, input_fn, mode)
            self._inputs = {"features": feeding.named(features), "labels": feeding.named(labels)}
            ops = estimators.call(estimator, features, labels, mode)
            self._loss = watched.minimized(ops.loss)
            self._train_op = sdca.train_op(ops)
            self._variables = _by_name(tf1.global_variables())
            trainable = _by_name(tf1.trainable_variables())
            self._gradients = _gradients(self._loss, trainable)
            probe = optimizers.probe(watched.optimizer())
            self._scaffold = ops.scaffold or tf1.train.Scaffold()
            own_hooks = [*ops.training_hooks, *ops.training_chief_hooks]
            hooks = [*input_hooks, *feeding.input_hooks([*hooks, *own_hooks])]
            self.batches, order = self._read(hooks, step_count)
            with tf1.Session() as session:
                self._run(session, order, watched, list(trainable), probe, ops.loss)

    def _read(self, hooks, count) -> tuple[list[dict], list[int]]:
        """Returns the different batches that the input gives, and their order in `count` steps."""
        batches: dict[str, dict] = {}
        order = []
        creator = tf1.train.ChiefSessionCreator(self._scaffold)
        with tf1.train.MonitoredSession(creator, hooks) as session:
            # Hooks may have given variables what they begin with, as clusters.
            self._initial = session.run_step_fn(
                lambda step_context: step_context.session.run(self._variables)
            )
            while len(order) < count and not session.should_stop():
                batch = feeding.values(session.run(self._inputs))
                batches.setdefault(feeding.digest(batch), batch)
                order.append(list(batches).index(feeding.digest(batch)))
        if not order:
            raise NotComparableError("the input of the legacy program is empty")
        return list(batches.values()), [order[i % len(order)] for i in range(count)]

    def _run(self, session, order, watched, trainable, probe, reported_loss):
        losses, last = self._train(order, self._initial)
        self.values = {"initial": self._initial, "trained": last}
        disturbed = self._train(order, {**self._initial, **_disturbed(self._initial)})
        draws = self._draws(session, watched.slots)
        moved = probe and probe(session)  # As long as the optimizer has just been initialized.
        first = feeding.feeds(self._inputs, self.batches[0])
        training = {}
        for point, values in self.values.items():
            _assign(session, self._variables, values)
            fetches = {"loss": self._loss, "gradients": self._gradients}
            training[point] = session.run(fetches, first)
        self.record = {
            "batches": self.batches,
            "order": order,
            "variables": self.values,
            "trainable": trainable,
            "slots": sorted(watched.slots),
            "losses": losses,
            "disturbed": {"losses": disturbed[0], "variables": disturbed[1]},
            "training": training,
            "adds to the head's loss": self._loss is not reported_loss,
            "dropout": watched.dropout,
            "weight columns": watched.weight_columns,
            "metric batches": min(METRIC_BATCHES, len(self.batches)),
            "optimizer": moved,
            "draws": draws,
        }

    def _train(self, order, initial) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Makes the steps in a session of their own, in which tables are empty.

        Returns:
          The losses, and the variables' last values.
        """
        losses = []
        with tf1.Session() as session:
            self._initialize(session)
            _assign(session, self._variables, initial)
            for index in order:
                feeds = feeding.feeds(self._inputs, self.batches[index])
                loss, _ = session.run([self._loss, self._train_op], feeds)
                losses.append(loss)
            return np.array(losses), session.run(self._variables)

    def _draws(self, session, slots) -> dict[str, np.ndarray]:
        """Returns initial values of the variables, drawn several times."""
        variables = {name: v for name, v in self._variables.items() if name not in slots}
        elements = sum(self._initial[name].size for name in variables)
        count = max(1, min(_DRAWS, _DRAWN_ELEMENTS // max(1, elements)))
        draws = []
        for _ in range(count):
            self._initialize(session)
            draws.append(session.run(variables))
        return {name: np.stack([draw[name] for draw in draws]) for name in variables}

    def _initialize(self, session):
        _initialize(session, self._scaffold)


def evaluated(
    estimator: Any, input_fn: Callable, batches: list[dict], points: dict[str, dict]
) -> dict[str, Any]:
    """Returns loss, logits and metrics at each of the points, which are values of variables."""

    def fetches(ops, watched):
        return {"loss": ops.loss, "logits": dict(watched.logits)}

    with _ModeGraph(estimator, input_fn, ModeKeys.EVAL, fetches) as graph:
        # It may be called with a value alone.
        metrics = {k: v for k, v in graph.ops.eval_metric_ops.items() if isinstance(v, tuple)}
        values = {key: value for key, (value, _) in metrics.items()}
        updates = [update for _, update in metrics.values()]
        results = {}
        for point, variables in points.items():
            results[point] = graph.run(batches[0], variables)
            graph.assign(variables)
            for batch in batches:
                graph.session.run(updates, feeding.feeds(graph.inputs, batch))
            results[point]["metrics"] = _keyed(graph.session.run(values))
    return results


def predicted(
    estimator: Any, input_fn: Callable, batch: dict, points: dict[str, dict]
) -> dict[str, Any]:
    """Returns predictions and logits at each of the points, which are values of variables."""

    def fetches(ops, watched):
        return {"predictions": _keyed(ops.predictions), "logits": dict(watched.logits)}

    with _ModeGraph(estimator, input_fn, ModeKeys.INFER, fetches) as graph:
        return {point: graph.run(batch, variables) for point, variables in points.items()}


class _ModeGraph:
    """The graph of evaluation or prediction with a session in which it was initialized."""

    def __init__(self, estimator, input_fn, mode: str, fetches: Callable[[Any, Watched], dict]):
        with engine.model_graph(estimator.config.tf_random_seed) as self._graph:
            with watching() as watched:
                features, labels, _ = estimators.read_input(estimator, input_fn, mode)
                self.ops = estimators.call(estimator, features, labels, mode)
            given = {"features": feeding.named(features)}
            if mode != ModeKeys.INFER:
                given["labels"] = feeding.named(labels)
            self.inputs = given
            self._fetches = fetches(self.ops, watched)
            self._variables = _by_name(tf1.global_variables())
            self._scaffold = self.ops.scaffold or tf1.train.Scaffold()
            self._scaffold.finalize()
            self.session = tf1.Session()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.session.close()

    def assign(self, variables: dict[str, np.ndarray]) -> None:
        """Gives variables their values, and metrics those that they begin with."""
        with self._graph.as_default():
            _initialize(self.session, self._scaffold)
        _assign(self.session, self._variables, variables)

    def run(self, batch: dict, variables: dict[str, np.ndarray]) -> dict[str, Any]:
        self.assign(variables)
        return self.session.run(self._fetches, feeding.feeds(self.inputs, batch))


def is_repeatable(estimator: Any, input_fn: Callable, hooks: list, batches: list[dict]) -> bool:
    """Tells whether the input gives the same batch first under another seed."""
    with engine.model_graph((estimator.config.tf_random_seed or 0) + 1):
        features, labels, input_hooks = estimators.read_input(estimator, input_fn, ModeKeys.TRAIN)
        fetches = {"features": feeding.named(features), "labels": feeding.named(labels)}
        hooks = [*input_hooks, *feeding.input_hooks(hooks)]
        with tf1.train.MonitoredSession(tf1.train.ChiefSessionCreator(), hooks) as session:
            first = feeding.values(session.run(fetches))
            return feeding.digest(first) == feeding.digest(batches[0])
    return False


def _initialize(session, scaffold) -> None:
    session.run(scaffold.init_op, scaffold.init_feed_dict)
    if scaffold.init_fn:
        scaffold.init_fn(session)
    session.run(scaffold.local_init_op)


def _assign(session, variables: dict[str, Any], values: dict[str, np.ndarray]) -> None:
    """Gives variables values by what initializes them, for a finished graph takes no new ops."""
    for name in variables.keys() & values.keys():
        initializer = variables[name].initializer
        session.run(initializer, {initializer.inputs[1]: values[name]})


def _disturbed(variables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns variables as another order of additions might have rounded them."""
    random = np.random.default_rng(0)
    return {
        name: value * (1 + _ROUNDING * random.uniform(-1, 1, value.shape)).astype(value.dtype)
        for name, value in variables.items()
        if value.dtype.kind == "f"
    }


def _gradients(loss, variables: dict[str, Any]) -> dict[str, tf.Tensor]:
    """Returns the gradients of those variables that the loss depends on.

    None, where an op on the way has no gradient, as in clustering.
    """
    try:
        gradients = tf1.gradients(loss, list(variables.values()))
    except LookupError:
        return {}
    return {
        name: tf.convert_to_tensor(gradient)
        for name, gradient in zip(variables, gradients, strict=True)
        if gradient is not None
    }


def _by_name(variables: list[Any]) -> dict[str, Any]:
    return {variable.op.name: variable for variable in variables}


def _keyed(predictions: Any) -> dict[str, Any]:
    """Returns predictions or metrics by strings: (head name, key) is ``head name/key``."""
    if not isinstance(predictions, dict):
        return {"": predictions}
    return {
        "/".join(map(str, key)) if isinstance(key, tuple) else str(key): value
        for key, value in predictions.items()
    }
