"""The Keras model of a model_fn."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import tensorflow as tf
import tf_keras

from contrib_learn_compat.core.run_config import RunConfig
from contrib_learn_compat.keras import dialect
from contrib_learn_compat.keras.modes import Modes
from contrib_learn_compat.model_fn import ModeKeys

_GLOBAL_STEP = tf.compat.v1.GraphKeys.GLOBAL_STEP


def model_from_model_fn(
    model_fn: Callable,
    feature_spec: Any = None,
    params: Any = None,
    *,
    label_spec: Any = None,
    config: Any = None,
    name: str | None = None,
) -> ModelFnModel:
    """Returns a Keras model that trains, evaluates and predicts what a model_fn describes.

        model = model_from_model_fn(model_fn, {"x": tf.TensorSpec([None, 4], tf.float32)})
        model.load_checkpoint("old_model_dir")
        model.fit(dataset, epochs=3)

    Args:
      model_fn: a model_fn as learn.Estimator and tf.estimator.Estimator take it, unchanged.
      feature_spec: what batches of features look like: a dict, or another structure, of
        tf.TensorSpec, tf.SparseTensorSpec, or of what tf.io.parse_example takes; or a
        tf.data.Dataset of features and labels. By default the first batch tells.
      params: whatever the model_fn takes as such.
      label_spec: what batches of labels look like, likewise. With it the variables are made as
        training begins with them, and it is needed to train on several replicas.
      config: a RunConfig for a model_fn that takes one; its ``tf_random_seed`` seeds the graphs.
      name: the Keras model's name.

    Returns:
      A :class:`ModelFnModel`, which is compiled.

    Raises:
      TypeError: a spec is none.
      ValueError: the model_fn returns what is no model, or takes no params.
      RuntimeError: eager execution is off.
    """
    dialect.check_eager()  # Keras would make a graph, after which eager execution stays off.
    return ModelFnModel(
        model_fn, feature_spec, params, label_spec=label_spec, config=config, name=name
    )


class ModelFnModel(tf_keras.Model):
    """A model_fn as a model of Keras 2; :func:`model_from_model_fn` makes it.

    The model_fn is called once a mode, when the mode is first needed, in a graph of TF 1 of its
    own. The modes share the variables, which are named as in TF 1.15. Functions of TF 2 run the
    graphs' parts:

    - ``fit`` runs the model_fn's own train_op, unless ``compile`` has been given an optimizer.
      Then that optimizer gets the gradients of the loss, the update ops run before, and the global
      step counts the steps. The ``loss`` it reports is the mean over the epoch's steps.
    - ``evaluate`` returns the head's metrics under their own names, with the loss first.
    - ``predict`` returns the dict of predictions. Keys of a multi-head are tuples of head and key,
      here joined: ``"head/key"``.
    """

    def __init__(
        self,
        model_fn: Callable,
        feature_spec: Any = None,
        params: Any = None,
        *,
        label_spec: Any = None,
        config: Any = None,
        name: str | None = None,
    ):
        """See :func:`model_from_model_fn`."""
        super().__init__(name=name, autocast=False)
        # Keras does not look into objects of other kinds: what is in there is no weight.
        self._modes = Modes(model_fn, params, config or RunConfig(), feature_spec, label_spec)
        self._variables_by_name: dict[str, tf.Variable] = {}
        self.compile()
        if not self._prepare(ModeKeys.TRAIN):
            self._prepare(ModeKeys.INFER)

    def compile(
        self,
        optimizer: Any = None,
        *,
        run_eagerly: bool | None = None,
        steps_per_execution: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Says how to train.

        Args:
          optimizer: a Keras optimizer, or its name, in place of the model_fn's own train_op.
          run_eagerly: run each step outside of a function.
          steps_per_execution: how many steps a call of a function makes.
          **kwargs: none.

        Raises:
          TypeError: loss, metrics or the like: these are the head's.
        """
        if kwargs:
            raise TypeError(
                f"compile() got {sorted(kwargs)}: loss and metrics are those of the model_fn's "
                "head; give an optimizer alone, or nothing for the model_fn's own train_op."
            )
        super().compile(
            optimizer or "sgd", run_eagerly=run_eagerly, steps_per_execution=steps_per_execution
        )
        if optimizer is None:
            self.optimizer = None

    def get_variable(self, name: str) -> tf.Variable:
        """Returns the variable that is so called in TF 1.15, and in checkpoints.

        Raises:
          KeyError: there is none; the message lists those that there are.
        """
        if name not in self._variables_by_name:
            raise KeyError(f"No variable {name!r}, but {sorted(self._variables_by_name)}.")
        return self._variables_by_name[name]

    def load_checkpoint(self, path: str) -> None:
        """Gives the variables the values that they have, by name, in a checkpoint.

        Variables of a mode that is not needed yet, such as the slots of an optimizer, get theirs
        when it is.

        Args:
          path: a checkpoint of TF 1.x or of an Estimator, or a model_dir, for its newest.

        Raises:
          ValueError: there is no checkpoint.
          tf.errors.OpError: it cannot be read or does not fit; the message says where.
        """
        found = tf.train.latest_checkpoint(path) if os.path.isdir(path) else path
        if not found or not tf.io.gfile.exists(f"{found}.index"):
            raise ValueError(f"There is no checkpoint at {path}.")
        values = {}
        for graph in self._modes.graphs.values():
            values.update(graph.values(found)[0])
        for name, value in values.items():
            self._variables_by_name[name].assign(value)
        self._modes.checkpoint = found

    def save_checkpoint(self, model_dir: str) -> str:
        """Writes a checkpoint as an Estimator would, which can go on from it; returns its path."""
        names, slices, values = [], [], []
        for name, variable in self._modes.graph_variables().items():
            part = variable._get_save_slice_info()
            names.append(part.full_name if part else name)
            slices.append(part.spec if part else "")
            values.append(self._variables_by_name[name].read_value())
        os.makedirs(model_dir, exist_ok=True)
        step = self._variables_by_name[_GLOBAL_STEP].numpy()
        path = os.path.join(model_dir, f"model.ckpt-{step}")
        tf.raw_ops.SaveV2(prefix=path, tensor_names=names, shape_and_slices=slices, tensors=values)
        tf.compat.v1.train.update_checkpoint_state(model_dir, path)
        return path

    def call(self, inputs: Any, training: Any = None) -> Any:
        """Returns the predictions for a batch of features; `training` makes no difference."""
        graph, tensors = self._mode(ModeKeys.INFER, inputs)
        return graph.predict(tensors, self._handle(graph))

    def predict_step(self, data: Any) -> Any:
        """Returns the predictions for a batch."""
        features, _, _ = tf_keras.utils.unpack_x_y_sample_weight(data)
        return self.call(features)

    def train_step(self, data: Any) -> dict[str, tf.Tensor]:
        """Makes a step of training; returns the mean loss of the epoch so far."""
        graph, tensors = self._mode(ModeKeys.TRAIN, *_unpacked(data))
        replicas = self.distribute_strategy.num_replicas_in_sync
        if self.optimizer is not None:
            with tf.GradientTape() as tape:
                tape.watch(self.trainable_variables)
                loss = graph.update(tensors, self._handle(graph))
                own_part = loss / replicas  # Keras adds the replicas' gradients up.
            self.optimizer.minimize(own_part, self.trainable_variables, tape=tape)
            self._variables_by_name[_GLOBAL_STEP].assign_add(1)
        elif replicas > 1:
            raise ValueError(
                "The model_fn's own train_op would train each replica by itself: give the "
                "optimizer to Keras, as in model.compile(optimizer=tf_keras.optimizers.Adam())."
            )
        else:
            loss = graph.train(tensors, self._handle(graph))
        self._modes.loss.update_state(loss)
        return {"loss": self._modes.loss.result()}

    def test_step(self, data: Any) -> dict[str, tf.Tensor]:
        """Updates the head's metrics with a batch."""
        graph, tensors = self._mode(ModeKeys.EVAL, *_unpacked(data))
        return {"loss": graph.update(tensors, self._handle(graph))}

    def make_train_function(self, force: bool = False) -> Callable:
        """Returns what makes steps of training."""
        self._prepare(ModeKeys.TRAIN)
        return super().make_train_function(force)

    def make_predict_function(self, force: bool = False) -> Callable:
        """Returns what predicts batches."""
        self._prepare(ModeKeys.INFER)
        self._average_replicas()
        return super().make_predict_function(force)

    def make_test_function(self, force: bool = False) -> Callable:
        """Returns what updates the metrics with batches, and returns what they are then."""
        self._prepare(ModeKeys.EVAL)
        self._average_replicas()
        if self.test_function is None or force:
            update = super().make_test_function(force)

            def updated_metrics(iterator):
                update(iterator)
                return self._metric_values()

            self.test_function = updated_metrics
        return self.test_function

    def reset_metrics(self) -> None:
        """Begins to count anew."""
        self._modes.loss.reset_state()
        if ModeKeys.EVAL in self._modes.graphs:
            graph = self._modes.graphs[ModeKeys.EVAL]
            for name, value in graph.first_local_values.items():
                graph.locals[name].assign(value)

    @property
    def metrics(self) -> list:
        """No metrics of Keras's own, which would take the place of the head's."""
        return []

    @property
    def metrics_names(self) -> list[str]:
        """The names of what evaluate returns, in its order."""
        graph = self._modes.graphs.get(ModeKeys.EVAL)
        return list(graph.metrics) if graph else ["loss"]

    def _metric_values(self):
        graph = self._modes.graphs[ModeKeys.EVAL]
        values, names = graph.metric_values
        return values(*(self._variable(graph, name).read_value() for name in names))

    def _prepare(self, mode):
        """Makes a mode ready where its specs are known; tells whether they are."""
        known = self._modes.knows_specs(mode)
        if known and mode not in self._modes.graphs:
            self._adopt(self._modes.made(mode))
        return known

    def _mode(self, mode, features, labels=None):
        """Returns a mode's graph and its inputs out of a batch, by which it is made if need be."""
        if mode not in self._modes.graphs:
            if tf.distribute.get_strategy().num_replicas_in_sync > 1:
                raise ValueError(
                    "On several replicas a model needs to know its batches beforehand: give "
                    "model_from_model_fn feature_spec and label_spec, or the dataset."
                )
            self._modes.infer_specs(mode, features, labels)
            with tf.init_scope():
                self._prepare(mode)
        graph = self._modes.graphs[mode]
        return graph, graph.inputs(features, labels)

    def _adopt(self, graph):
        """Makes the variables that a mode has and none had before, and fills its tables."""
        is_new = not graph.variables.keys() <= self._variables_by_name.keys()
        values, local_values = graph.values(self._modes.checkpoint if is_new else None)
        with self.distribute_strategy.scope():
            self._variables_by_name = {
                **self._variables_by_name,
                **{
                    name: _variable(graph.variables[name], value, name in graph.trainable)
                    for name, value in values.items()
                    if name not in self._variables_by_name
                },
            }
            graph.locals = {
                name: _local_variable(graph.local_variables[name], value)
                for name, value in local_values.items()
            }
        graph.first_local_values = local_values
        graph.initialize_tables()
        self._modes.graphs[graph.mode] = graph
        self.built = True

    def _average_replicas(self):
        """Has all replicas go on from the mean of their moving averages."""
        if self.distribute_strategy.num_replicas_in_sync > 1:
            for variable in self.non_trainable_weights:
                variable.assign(variable.read_value())

    def _variable(self, graph, name):
        return graph.locals[name] if name in graph.locals else self._variables_by_name[name]

    def _handle(self, graph):
        return lambda name: self._variable(graph, name).handle


def _unpacked(data):
    features, labels, weights = tf_keras.utils.unpack_x_y_sample_weight(data)
    if weights is not None:
        raise ValueError(
            "A head takes weights from the features: put sample_weight there, under the head's "
            "weight_column_name."
        )
    return features, labels


def _variable(old, value, trainable):
    """Makes an eager variable after one of a graph."""
    if trainable or not old.dtype.is_floating:
        return tf.Variable(value, trainable, name=old.op.name, shape=old.shape, dtype=old.dtype)
    # Moving averages are each replica's own, as those of Keras's BatchNormalization.
    return _replicas_own(old, value, tf.VariableAggregation.MEAN)


def _local_variable(old, value):
    is_number = old.dtype.is_floating or old.dtype.is_integer
    aggregation = tf.VariableAggregation
    return _replicas_own(
        old, value, aggregation.SUM if is_number else aggregation.ONLY_FIRST_REPLICA
    )


def _replicas_own(old, value, aggregation):
    return tf.Variable(
        value,
        trainable=False,
        name=old.op.name,
        shape=old.shape,
        dtype=old.dtype,
        synchronization=tf.VariableSynchronization.ON_READ,
        aggregation=aggregation,
    )
