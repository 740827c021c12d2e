"""The training graph of a legacy model, and what is recorded of it."""

from __future__ import annotations

import os
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
from contrib_learn_compat.keras.verification.watching import watching
from contrib_learn_compat.model_fn import ModeKeys

tf1 = tf.compat.v1

METRIC_BATCHES = 3
_GLOBAL_STEP = "global_step"
_ROUNDING = 1e-6
# Weights are compared after so many steps, too: what differs at first may come together again.
_EARLY = 5
_DRAWS = 40
_DRAWN_ELEMENTS = 500_000


class Training:
    """The training graph, and what it gave: `batches`, `values` of variables, the `record`."""

    def __init__(self, estimator, input_fn, hooks, step_count):
        seed = estimator.config.tf_random_seed
        with engine.model_graph(seed) as self._graph, watching() as watched:
            mode = ModeKeys.TRAIN
            features, labels, input_hooks = estimators.read_input(estimator, input_fn, mode)
            self._inputs = {"features": feeding.named(features), "labels": feeding.named(labels)}
            ops = estimators.call(estimator, features, labels, mode)
            self._loss = watched.minimized(ops.loss)
            self._train_op = sdca.train_op(ops)
            self._variables = by_name(tf1.global_variables())
            trainable = by_name(tf1.trainable_variables())
            self._saver = tf1.train.Saver(list(self._variables.values()))
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
        losses, steps = self._train(order, self._initial)
        self.values = {"initial": self._initial, "trained": steps[str(len(order))]}
        disturbed = self._train(order, {**self._initial, **_disturbed(self._initial)})
        draws = self._draws(session, watched.slots)
        moved = probe and probe(session)  # As long as the optimizer has just been initialized.
        first = feeding.feeds(self._inputs, self.batches[0])
        training = {}
        for point, values in self.values.items():
            assign(session, self._variables, values)
            fetches = {"loss": self._loss, "gradients": self._gradients}
            training[point] = session.run(fetches, first)
        self.record = {
            "batches": self.batches,
            "order": order,
            "variables": self.values,
            "trainable": trainable,
            "slots": sorted(watched.slots),
            "losses": losses,
            "steps": steps,
            "disturbed": {"losses": disturbed[0], "steps": disturbed[1]},
            "training": training,
            "adds to the head's loss": self._loss is not reported_loss,
            "dropout": watched.dropout,
            "ordered": sorted(watched.ordered),
            "weight columns": watched.weight_columns,
            "metric batches": min(METRIC_BATCHES, len(self.batches)),
            "optimizer": moved,
            "draws": draws,
        }

    def _train(self, order, initial) -> tuple[np.ndarray, dict[str, dict[str, np.ndarray]]]:
        """Makes the steps in a session of their own, in which tables are empty.

        Returns:
          The losses, and the variables' values after some steps, by their number.
        """
        losses, values = [], {}
        with tf1.Session() as session:
            self._initialize(session)
            assign(session, self._variables, initial)
            for index in order:
                feeds = feeding.feeds(self._inputs, self.batches[index])
                loss, _ = session.run([self._loss, self._train_op], feeds)
                losses.append(loss)
                if len(losses) in (_EARLY, len(order)):
                    values[str(len(losses))] = session.run(self._variables)
            return np.array(losses), values

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
        initialize(session, self._scaffold)

    def save(self, model_dir: str) -> None:
        """Writes a checkpoint of the trained variables."""
        values = self.values["trained"]
        with tf1.Session(graph=self._graph) as session:
            self._initialize(session)
            assign(session, self._variables, values)
            path, step = os.path.join(model_dir, "model.ckpt"), int(values[_GLOBAL_STEP])
            self._saver.save(session, path, step, write_meta_graph=False)


def initialize(session: tf1.Session, scaffold: tf1.train.Scaffold) -> None:
    session.run(scaffold.init_op, scaffold.init_feed_dict)
    if scaffold.init_fn:
        scaffold.init_fn(session)
    session.run(scaffold.local_init_op)


def assign(session: tf1.Session, variables: dict[str, Any], values: dict[str, np.ndarray]) -> None:
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


def by_name(variables: list[Any]) -> dict[str, Any]:
    return {variable.op.name: variable for variable in variables}
