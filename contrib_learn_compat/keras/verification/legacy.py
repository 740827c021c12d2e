"""The legacy half: runs a program up to its first training call, and records its model.

``python -m contrib_learn_compat.keras.verification.legacy JSON``, an object of the arguments of
:func:`main`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import tensorflow as tf

from contrib_learn_compat import _private, runner
from contrib_learn_compat.core import engine, steps
from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import input_fn as input_fns
from contrib_learn_compat.keras import mode_graph
from contrib_learn_compat.keras.verification import NotComparableError, optimizers, recording
from contrib_learn_compat.keras.verification.watching import Watched, watching
from contrib_learn_compat.learn import estimator as learn_estimator
from contrib_learn_compat.learn import run_config as learn_run_config
from contrib_learn_compat.model_fn import ModeKeys
from contrib_learn_compat.runner import sources

tf1 = tf.compat.v1

BATCH_SIZE = 32
METRIC_BATCHES = 3
_LABELS = re.compile("labels(/.*)?")
_ROUNDING = 1e-6
_DRAWS = 40
_DRAWN_ELEMENTS = 500_000


class _Recorded(BaseException):
    """Leaves the program; no `except Exception` of its own is in the way."""


def record_program(path: str, step_count: int, argv: list[str]) -> None:
    """Runs a program as ``python -m contrib_learn_compat`` does, and records its first training.

    Args:
      path: the file to write.
      step_count: how many training steps to record.
      argv: the program and its arguments.

    Raises:
      NotComparableError: the program ends without a call that trains an estimator.
    """

    def train(estimator, input_fn, hooks, *_):
        recording.save(path, record(estimator, input_fn, hooks, step_count))
        raise _Recorded

    # All ways to train come together here, each class in its own method.
    with (
        mock.patch.object(learn_estimator.BaseEstimator, "_train_model", train),
        mock.patch.object(core_estimator.Estimator, "_train_model", train),
    ):
        try:
            runner.main(argv)
        except (_Recorded, SystemExit) as leaving:
            if isinstance(leaving, _Recorded):
                return
    raise NotComparableError(f"{argv[0]} ended without training an Estimator")


def record_function(
    path: str, step_count: int, file: str, function: str, data: str, params: Any
) -> None:
    """Records what a model_fn of a module computes.

    Args:
      path: the file to write.
      step_count: how many training steps to record.
      file: the module.
      function: the model_fn's name.
      data: a file of arrays: features by their names, ``labels``, or ``labels/NAME`` for several.
      params: the model_fn's, or None.
    """
    runner.begin()
    sys.argv = [file]
    sys.path[0] = str(Path(file).resolve().parent)
    name = Path(file).stem
    spec = spec_from_file_location(name, file, loader=sources.Loader(name, file))
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    model = _Model(getattr(module, function), params)
    recording.save(path, record(model, lambda: _read(data), [], step_count))


class _Model:
    """A model_fn alone: what :func:`record` has to know of an Estimator."""

    def __init__(self, model_fn: Callable, params: Any):
        self._model_fn, self._params = model_fn, params
        self.config = learn_run_config.RunConfig(tf_random_seed=1)

    def ops(self, features, labels, mode):
        return mode_graph.called(self._model_fn, features, labels, mode, self._params, self.config)


def _read(data: str) -> tf.data.Dataset:
    """Returns the arrays of a file as batches of features and labels."""
    arrays = dict(np.load(data))
    labels = {name: arrays.pop(name) for name in list(arrays) if _LABELS.fullmatch(name)}
    labels = {name.partition("/")[2]: value for name, value in labels.items()}
    dataset = tf.data.Dataset.from_tensor_slices((arrays, labels.get("", labels)))
    return dataset.batch(BATCH_SIZE).repeat()


def record(estimator: Any, input_fn: Callable, hooks: list, step_count: int) -> dict[str, Any]:
    """Returns what an estimator's model computes, before and after some steps of training.

    Args:
      estimator: a ``tf.contrib.learn`` or ``tf.estimator`` Estimator.
      input_fn: what it is to be trained on.
      hooks: those of the training; of these, the ones run that feed it or prepare its input.
      step_count: how many steps to make; the input begins anew where it ends sooner.

    Returns:
      ``batches`` (the different ones), ``order`` (which of them each step takes), ``repeatable``,
      ``variables`` (by ``initial`` and ``trained``, then by name), ``trainable``, ``draws`` of the
      initial values, ``losses`` of the steps, ``disturbed`` (losses and variables of steps from
      initial values that are rounded in another way), ``dropout``, ``optimizer``, and by
      ``initial`` and ``trained`` in ``training``, ``evaluation`` and ``prediction`` what the graphs
      gave.
    """
    trained = _Training(estimator, input_fn, hooks, step_count)
    batches, values = trained.batches, trained.values
    return {
        **trained.record,
        "repeatable": _is_repeatable(estimator, input_fn, hooks, batches),
        "evaluation": _evaluated(estimator, input_fn, batches[:METRIC_BATCHES], values),
        "prediction": _predicted(estimator, input_fn, batches[0], values),
    }


class _Training:
    """The training graph, and what it gave: `batches`, `values` of variables, the `record`."""

    def __init__(self, estimator, input_fn, hooks, step_count):
        with engine.model_graph(estimator.config.tf_random_seed), watching() as watched:
            features, labels, input_hooks = _input(estimator, input_fn, ModeKeys.TRAIN)
            self._inputs = {"features": _named(features), "labels": _named(labels)}
            ops = _ops(estimator, features, labels, ModeKeys.TRAIN)
            self._loss = watched.minimized(ops.loss)
            self._train_op = ops.train_op
            self._variables = _by_name(tf1.global_variables())
            trainable = _by_name(tf1.trainable_variables())
            self._gradients = _gradients(self._loss, trainable)
            probe = optimizers.probe(watched.optimizer())
            self._scaffold = ops.scaffold or tf1.train.Scaffold()
            hooks = [*input_hooks, *_input_hooks(hooks)]
            self.batches, order = self._read(hooks, step_count)
            with tf1.Session() as session:
                self._run(session, order, watched, list(trainable), probe, ops.loss)

    def _read(self, hooks, count) -> tuple[list[dict], list[int]]:
        """Returns the different batches that the input gives, and their order in `count` steps."""
        batches: dict[str, dict] = {}
        order = []
        creator = tf1.train.ChiefSessionCreator(self._scaffold)
        with tf1.train.MonitoredSession(creator, hooks) as session:
            while len(order) < count and not session.should_stop():
                batch = _values(session.run(self._inputs))
                batches.setdefault(_digest(batch), batch)
                order.append(list(batches).index(_digest(batch)))
        if not order:
            raise NotComparableError("the input of the legacy program is empty")
        return list(batches.values()), [order[i % len(order)] for i in range(count)]

    def _run(self, session, order, watched, trainable, probe, reported_loss):
        self._initialize(session)
        initial = session.run(self._variables)
        losses = self._train(session, order)
        self.values = {"initial": initial, "trained": session.run(self._variables)}
        self._initialize(session)
        _assign(session, self._variables, _disturbed(initial))
        disturbed = self._train(session, order), session.run(self._variables)
        draws = self._draws(session, watched.slots)
        moved = probe and probe(session)  # As long as the optimizer has just been initialized.
        first = _feeds(self._inputs, self.batches[0])
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

    def _train(self, session, order) -> np.ndarray:
        """Makes the steps; returns their losses."""
        losses = []
        for index in order:
            feeds = _feeds(self._inputs, self.batches[index])
            loss, _ = session.run([self._loss, self._train_op], feeds)
            losses.append(loss)
        return np.array(losses)

    def _draws(self, session, slots) -> dict[str, np.ndarray]:
        """Returns initial values of the variables, drawn several times."""
        variables = {name: v for name, v in self._variables.items() if name not in slots}
        elements = sum(int(np.prod(v.shape.as_list())) for v in variables.values())
        count = max(1, min(_DRAWS, _DRAWN_ELEMENTS // max(1, elements)))
        draws = []
        for _ in range(count):
            self._initialize(session)
            draws.append(session.run(variables))
        return {name: np.stack([draw[name] for draw in draws]) for name in variables}

    def _initialize(self, session):
        _initialize(session, self._scaffold)


def _evaluated(estimator, input_fn, batches, points) -> dict[str, Any]:
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
                graph.session.run(updates, _feeds(graph.inputs, batch))
            results[point]["metrics"] = _keyed(graph.session.run(values))
    return results


def _predicted(estimator, input_fn, batch, points) -> dict[str, Any]:
    def fetches(ops, watched):
        return {"predictions": _keyed(ops.predictions), "logits": dict(watched.logits)}

    with _ModeGraph(estimator, input_fn, ModeKeys.INFER, fetches) as graph:
        return {point: graph.run(batch, variables) for point, variables in points.items()}


class _ModeGraph:
    """The graph of evaluation or prediction with a session in which it was initialized."""

    def __init__(self, estimator, input_fn, mode: str, fetches: Callable[[Any, Watched], dict]):
        with engine.model_graph(estimator.config.tf_random_seed) as self._graph:
            with watching() as watched:
                features, labels, _ = _input(estimator, input_fn, mode)
                self.ops = _ops(estimator, features, labels, mode)
            given = {"features": _named(features)}
            if mode != ModeKeys.INFER:
                given["labels"] = _named(labels)
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
        return self.session.run(self._fetches, _feeds(self.inputs, batch))


def _is_repeatable(estimator, input_fn, hooks, batches) -> bool:
    """Tells whether the input gives the same batch first under another seed."""
    with engine.model_graph((estimator.config.tf_random_seed or 0) + 1):
        features, labels, input_hooks = _input(estimator, input_fn, ModeKeys.TRAIN)
        fetches = {"features": _named(features), "labels": _named(labels)}
        hooks = [*input_hooks, *_input_hooks(hooks)]
        with tf1.train.MonitoredSession(tf1.train.ChiefSessionCreator(), hooks) as session:
            return _digest(_values(session.run(fetches))) == _digest(batches[0])
    return False


def _input(estimator, input_fn, mode):
    if isinstance(estimator, core_estimator.Estimator):
        return estimator._read_input(input_fn, mode)
    return input_fns.read(input_fn())


def _ops(estimator, features, labels, mode):
    if isinstance(estimator, _Model):
        return estimator.ops(features, None if mode == ModeKeys.INFER else labels, mode)
    _private.get_or_create_global_step_read()
    if isinstance(estimator, core_estimator.Estimator):
        given = None if mode == ModeKeys.INFER else labels
        return estimator._call_model_fn(features, given, mode, estimator.config)
    estimator._check_inputs(features, labels)
    if mode == ModeKeys.TRAIN:
        return estimator._get_train_ops(features, labels)
    if mode == ModeKeys.EVAL:
        return estimator._get_eval_ops(features, labels, None)
    return estimator._get_predict_ops(features)


def _input_hooks(hooks: list) -> list:
    """Returns those hooks that feed each step or have no part in steps: they prepare input."""
    feeding = tf1.train.FeedFnHook
    return [h for h in hooks if type(h) is feeding or not steps.is_called_in_runs(h)]


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


def _named(structure: Any) -> dict[str, Any]:
    """Returns the tensors of features or labels by name, which is empty for a single tensor."""
    if structure is None:
        return {}
    if isinstance(structure, dict):
        return {str(key): tensor for key, tensor in structure.items()}
    if isinstance(structure, (list, tuple)):
        return {str(i): tensor for i, tensor in enumerate(structure)}
    return {"": structure}


def _keyed(predictions: Any) -> dict[str, Any]:
    """Returns predictions or metrics by strings: (head name, key) is ``head name/key``."""
    if not isinstance(predictions, dict):
        return {"": predictions}
    return {
        "/".join(map(str, key)) if isinstance(key, tuple) else str(key): value
        for key, value in predictions.items()
    }


def _values(batch: dict[str, dict]) -> dict[str, dict]:
    """Returns a batch with the sparse values in the form that can be saved."""

    def kept(value):
        if isinstance(value, tf1.SparseTensorValue):
            return recording.Sparse(*map(np.asarray, value))
        return np.asarray(value)

    return {what: {name: kept(v) for name, v in part.items()} for what, part in batch.items()}


def _feeds(inputs: dict[str, dict], batch: dict[str, dict]) -> dict[tf.Tensor, np.ndarray]:
    """Returns the feeds that put a batch in the place of the input."""
    feeds = {}
    for what, tensors in inputs.items():
        for name, tensor in tensors.items():
            is_sparse = isinstance(tensor, tf.SparseTensor)
            parts = tf.nest.flatten(tensor, expand_composites=True)
            values = batch[what][name] if is_sparse else [batch[what][name]]
            feeds.update(zip(parts, values, strict=True))
    # The shape of a sparse constant may not be fed; all batches have it.
    return {tensor: value for tensor, value in feeds.items() if tensor.graph.is_feedable(tensor)}


def _digest(batch: dict[str, dict]) -> str:
    digest = hashlib.sha256()
    for array in _arrays(batch):
        # The addresses of strings say nothing of them.
        digest.update(array.astype("S").tobytes() if array.dtype == object else array.tobytes())
        digest.update(str(array.shape).encode())
    return digest.hexdigest()


def _arrays(batch: dict[str, dict]) -> Iterator[np.ndarray]:
    for part in batch.values():
        for value in part.values():
            yield from value if isinstance(value, recording.Sparse) else [value]


def main(
    recording: str,
    steps: int,
    program: str,
    arguments: list[str],
    function: str | None = None,
    data: str | None = None,
    params: Any = None,
) -> None:
    """Records a program, or a function of a module; see the two functions for that."""
    if function:
        record_function(recording, steps, program, function, data, params)
    else:
        record_program(recording, steps, [program, *arguments])


if __name__ == "__main__":
    try:
        main(**json.loads(sys.argv[1]))
    except NotComparableError as error:
        sys.exit(str(error))
