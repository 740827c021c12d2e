"""``tf.estimator.Estimator``: trains, evaluates and serves what a model_fn describes."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.core import checkpoint_errors, engine, events, saved_model, warm_start
from contrib_learn_compat.core import input_fn as input_fns
from contrib_learn_compat.core.functions import argument_names, taken_by
from contrib_learn_compat.core.model_fn import EstimatorSpec, ModeKeys
from contrib_learn_compat.core.nan_loss import NanLossHook
from contrib_learn_compat.core.run_config import RunConfig, TaskType, default_session_config

_MODEL_FN_ARGUMENTS = {"features", "labels", "mode", "params", "self", "config"}
_OVERRIDABLE = {"model_fn", "_create_and_assert_global_step", "_export_all_saved_models"}


class _Evaluation(NamedTuple):
    """What an evaluation's graph has to run."""

    scaffold: tf.train.Scaffold
    input_hooks: list[tf.train.SessionRunHook]
    hooks: Sequence[tf.train.SessionRunHook]
    update_op: tf.Operation
    results: dict[str, Any]


class Estimator:
    """Runs the graphs that a model_fn builds, one for each of training, evaluation, prediction.

    The state lives in `model_dir`: training continues from its newest checkpoint and writes new
    ones, evaluation and prediction read them. Subclasses give another model_fn and override
    nothing else.
    """

    def __init__(self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None):
        """Takes the model.

        Args:
          model_fn: called with ``features`` and those of ``labels``, ``mode``, ``params`` and
            ``config`` that it has parameters for; returns an EstimatorSpec.
          model_dir: where checkpoints and events go; the config's, or a temporary directory.
          config: a RunConfig.
          params: anything that can be copied, usually a dict, for model_fn and input_fn.
          warm_start_from: a checkpoint, a SavedModel or WarmStartSettings, for the variables to
            begin with while there is no checkpoint.

        Raises:
          ValueError: an argument is not valid, or two of them contradict each other.
        """
        self._assert_members_are_not_overridden()
        self._config = _completed_config(config, model_dir)
        self._model_dir = self._config.model_dir
        self._session_config = self._config.session_config
        tf.logging.info("Using config: %s", str(vars(self._config)))
        self._device_fn = self._config.device_fn or engine.replica_device_setter(self._config)
        if model_fn is None:
            raise ValueError("model_fn must be provided to Estimator.")
        _check_model_fn(model_fn, params)
        self._model_fn = model_fn
        self._params = copy.deepcopy(params or {})
        self._warm_start_settings = warm_start.settings_for(warm_start_from)

    @property
    def model_dir(self) -> str:
        return self._model_dir

    @property
    def config(self) -> RunConfig:
        return copy.deepcopy(self._config)

    @property
    def params(self) -> Any:
        return copy.deepcopy(self._params)

    @property
    def model_fn(self) -> Callable:
        """The model_fn with `params` bound: a function of features, labels, mode and config."""

        def public_model_fn(features, labels, mode, config):
            return self._call_model_fn(features, labels, mode, config)

        return public_model_fn

    def get_variable_value(self, name: str) -> Any:
        """Returns a variable's value in the newest checkpoint, as a NumPy array."""
        self._assert_trained()
        return tf.train.load_variable(self.model_dir, name)

    def get_variable_names(self) -> list[str]:
        """Returns the names of all variables in the newest checkpoint."""
        self._assert_trained()
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    def latest_checkpoint(self) -> str | None:
        """Returns the path of the newest checkpoint, or None."""
        return tf.train.latest_checkpoint(self.model_dir)

    def eval_dir(self, name: str | None = None) -> str:
        """Returns the directory of the events of the evaluation called `name`."""
        return os.path.join(self._model_dir, f"eval_{name}" if name else "eval")

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        """Trains from the newest checkpoint on.

        Args:
          input_fn: returns features and labels; see :func:`input_fn.read`.
          hooks: SessionRunHooks of the training session.
          steps: how many steps to make; until the input ends where both are None.
          max_steps: the global step to stop at, counted over all calls.
          saving_listeners: CheckpointSaverListeners.

        Returns:
          The estimator itself.

        Raises:
          ValueError: both `steps` and `max_steps`, or one that is not positive, or a process
            whose task is not to train.
          TypeError: something that is no hook or no listener.
        """
        if self._config.task_type in (TaskType.EVALUATOR, TaskType.PS):
            raise ValueError(
                "Train has been called wrong configuration. Please use "
                "tf.estimator.train_and_evaluate which calls proper API according "
                f"to given configuration. Current configuration: {self.config}."
            )
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        _check_positive("steps", steps)
        _check_positive("max_steps", max_steps)
        if max_steps is not None and max_steps <= saved_global_step(self._model_dir):
            tf.logging.info("Skipping training since max_steps has already saved.")
            return self
        hooks = _checked_hooks(hooks)
        if steps is not None or max_steps is not None:
            hooks.append(tf.train.StopAtStepHook(steps, max_steps))
        loss = self._train_model(input_fn, hooks, _checked_listeners(saving_listeners))
        tf.logging.info("Loss for final step: %s.", loss)
        return self

    def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
        """Evaluates a checkpoint and writes the results as summaries.

        Args:
          input_fn: returns features and labels.
          steps: the number of batches; all that the input has where None.
          hooks: SessionRunHooks of the evaluation session.
          checkpoint_path: the checkpoint; the newest by default, and freshly initialized variables
            where there is none.
          name: tells this evaluation's events from those of others.

        Returns:
          A dict of the model_fn's metrics, ``loss`` and ``global_step``.

        Raises:
          ValueError: `steps` is not positive, or a metric has the name of one of those two.
          TypeError: something that is no hook.
        """
        hooks = self._evaluation_hooks(hooks, steps)
        checkpoint_path = self._checkpoint_for(checkpoint_path, "evaluate")
        with engine.model_graph(self._config.tf_random_seed):
            evaluation = self._build_evaluation(input_fn)
            self._maybe_warm_start(checkpoint_path)
            return self._run_evaluation(evaluation, checkpoint_path, hooks, name)

    def predict(
        self,
        input_fn,
        predict_keys=None,
        hooks=None,
        checkpoint_path=None,
        yield_single_examples=True,
    ) -> Iterator[Any]:
        """Yields predictions until the input ends.

        Args:
          input_fn: returns features; labels, where it returns them, are dropped.
          predict_keys: names of the predictions to compute; all by default.
          hooks: SessionRunHooks of the prediction session.
          checkpoint_path: the checkpoint; the newest by default, and freshly initialized variables
            where there is none.
          yield_single_examples: False yields whole batches, as the session returns them.

        Yields:
          An array, or a dict of arrays, for each example or each batch.

        Raises:
          ValueError: `predict_keys` that do not fit, or batches of different lengths.
          TypeError: something that is no hook.
        """
        hooks = _checked_hooks(hooks)
        checkpoint_path = self._checkpoint_for(checkpoint_path, "predict")
        with engine.model_graph(self._config.tf_random_seed):
            features, _, input_hooks = self._read_input(input_fn, ModeKeys.PREDICT)
            if not input_fns.ends(features):
                tf.logging.warning(
                    "Input graph does not use tf.data.Dataset or contain a "
                    "QueueRunner. That means predict yields forever. "
                    "This is probably a mistake."
                )
            spec = self._call_model_fn(features, None, ModeKeys.PREDICT, self.config)
            self._maybe_warm_start(checkpoint_path)
            predictions = engine.selected(spec.predictions, predict_keys, "predict_keys")
            session, next_batch = engine.prediction_session(
                checkpoint_path=checkpoint_path,
                scaffold=spec.scaffold,
                master=self._config.master,
                session_config=self._session_config,
                hooks=[*input_hooks, *hooks, *spec.prediction_hooks],
                predictions=predictions,
            )
        with session:
            while not session.should_stop():
                batch = next_batch()
                if yield_single_examples:
                    _check_lengths(batch)
                    yield from engine.examples(batch)
                else:
                    yield batch

    def export_saved_model(
        self,
        export_dir_base: str,
        serving_input_receiver_fn: Callable,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        experimental_mode: str = ModeKeys.PREDICT,
    ) -> bytes:
        """Exports the model as a SavedModel, into a directory named by the time.

        Args:
          export_dir_base: the directory that the export's own is made in.
          serving_input_receiver_fn: returns a receiver, see :mod:`receivers`.
          assets_extra: files to copy, by their path under ``assets.extra``.
          as_text: whether the graph is written as text.
          checkpoint_path: the checkpoint; the newest by default.
          experimental_mode: which of the model's graphs is exported.

        Returns:
          The export's directory.

        Raises:
          ValueError: there is no receiver function or no checkpoint, or the checkpoint lacks
            variables of the graph.
        """
        return self._export(
            export_dir_base,
            {experimental_mode: serving_input_receiver_fn},
            assets_extra,
            as_text,
            checkpoint_path,
        )

    def export_savedmodel(
        self,
        export_dir_base: str,
        serving_input_receiver_fn: Callable,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        strip_default_attrs: bool = False,
    ) -> bytes:
        """Exports for prediction, as :meth:`export_saved_model`.

        Here attributes of the graph that have their defaults are written unless told otherwise.
        """
        return self._export(
            export_dir_base,
            {ModeKeys.PREDICT: serving_input_receiver_fn},
            assets_extra,
            as_text,
            checkpoint_path,
            strip_default_attrs,
        )

    def experimental_export_all_saved_models(
        self,
        export_dir_base: str,
        input_receiver_fn_map: dict[str, Callable],
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
    ) -> bytes:
        """Exports the graphs of several modes as one SavedModel.

        Args:
          export_dir_base: as in :meth:`export_saved_model`, as are those below.
          input_receiver_fn_map: the receiver functions by mode.
          assets_extra: see there.
          as_text: see there.
          checkpoint_path: see there.

        Returns:
          The export's directory.

        Raises:
          ValueError: there is no mode or no checkpoint, or the checkpoint lacks variables.
        """
        return self._export_all_saved_models(
            export_dir_base, input_receiver_fn_map, assets_extra, as_text, checkpoint_path
        )

    def _export(self, export_dir_base: str, receiver_fns: dict[str, Callable], *options) -> bytes:
        if not all(receiver_fns.values()):
            raise ValueError("An input_receiver_fn must be defined.")
        return self._export_all_saved_models(export_dir_base, receiver_fns, *options)

    def _export_all_saved_models(
        self,
        export_dir_base: str,
        input_receiver_fn_map: dict[str, Callable],
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        strip_default_attrs: bool = True,
    ) -> bytes:
        checkpoint_path = checkpoint_path or self.latest_checkpoint()
        if not checkpoint_path and self._warm_start_settings:
            checkpoint_path = self._warm_start_settings.ckpt_to_initialize_from
            if tf.gfile.IsDirectory(checkpoint_path):
                checkpoint_path = tf.train.latest_checkpoint(checkpoint_path)
        if not checkpoint_path:
            raise ValueError(f"Couldn't find trained model at {self._model_dir}.")
        modes = [mode for mode in saved_model.TAGS if input_receiver_fn_map.get(mode)]
        if not modes:
            raise ValueError(
                f"No valid modes for exporting found. Got {input_receiver_fn_map.keys()}."
            )
        with saved_model.exported(export_dir_base, assets_extra, as_text) as (builder, export_dir):
            for mode in modes:
                with engine.model_graph(self._config.tf_random_seed):
                    receiver = input_receiver_fn_map[mode]()
                    labels = getattr(receiver, "labels", None)
                    spec = self._call_model_fn(receiver.features, labels, mode, self.config)
                    saved_model.add_meta_graph(
                        builder,
                        spec,
                        receiver,
                        checkpoint_path,
                        self._session_config,
                        with_variables=mode == modes[0],
                        strip_default_attrs=strip_default_attrs,
                    )
        return export_dir

    def _assert_members_are_not_overridden(self) -> None:
        members = {name for name in dir(Estimator) if not name.startswith("__")} - _OVERRIDABLE
        cls = type(self)
        overridden = [
            name
            for name in members & vars(cls).keys()
            if getattr(Estimator, name) != getattr(cls, name)
        ]
        if overridden:
            raise ValueError(
                "Subclasses of Estimator cannot override members of Estimator. "
                f"{cls} does override {overridden}"
            )

    def _assert_trained(self) -> None:
        if not self.latest_checkpoint():
            raise ValueError(f"Could not find trained model in model_dir: {self.model_dir}.")

    def _checkpoint_for(self, checkpoint_path: str | None, purpose: str) -> str | None:
        checkpoint_path = checkpoint_path or self.latest_checkpoint()
        if not checkpoint_path:
            tf.logging.info(
                "Could not find trained model in model_dir: "
                f"{self._model_dir}, running initialization to {purpose}."
            )
        return checkpoint_path

    def _maybe_warm_start(self, checkpoint_path: str | None) -> None:
        if not checkpoint_path and self._warm_start_settings:
            warm_start.start(self._warm_start_settings)

    def _evaluation_hooks(self, hooks: Any, steps: int | None) -> list:
        hooks = _checked_hooks(hooks)
        _check_positive("steps", steps)
        if steps is not None:
            hooks.append(_private.StopAfterNEvalsHook(num_evals=steps))
        return hooks

    def _build_evaluation(self, input_fn: Callable) -> _Evaluation:
        features, labels, input_hooks = self._read_input(input_fn, ModeKeys.EVAL)
        spec = self._call_model_fn(features, labels, ModeKeys.EVAL, self.config)
        values, updates = _metric_values_and_updates(spec)
        return _Evaluation(
            scaffold=_with_default_local_init(spec.scaffold),
            input_hooks=input_hooks,
            hooks=spec.evaluation_hooks,
            update_op=tf.group(*updates),
            results={**values, tf.GraphKeys.GLOBAL_STEP: tf.train.get_global_step()},
        )

    def _run_evaluation(
        self, evaluation: _Evaluation, checkpoint_path: str | None, hooks: list, name: str | None
    ) -> dict[str, Any]:
        """Runs what was built in the default graph, and writes the results as summaries."""
        results = engine.evaluate(
            checkpoint_path=checkpoint_path,
            scaffold=evaluation.scaffold,
            master=self._config.evaluation_master,
            session_config=self._session_config,
            hooks=[*evaluation.input_hooks, *hooks, *evaluation.hooks],
            update_op=evaluation.update_op,
            results=evaluation.results,
        )
        self._report(results, checkpoint_path, self.eval_dir(name))
        return results

    def _read_input(self, input_fn: Callable, mode: str) -> tuple[Any, Any, list]:
        offered = {"mode": mode, "params": self.params, "config": self.config}
        with tf.device("/cpu:0"):
            return input_fns.read(input_fn(**taken_by(input_fn, **offered)))

    def _call_model_fn(self, features, labels, mode, config) -> EstimatorSpec:
        offered = {"labels": labels, "mode": mode, "params": self.params, "config": config}
        taken = taken_by(self._model_fn, **offered)
        if labels is not None and "labels" not in taken:
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        tf.logging.info("Calling model_fn.")
        spec = self._model_fn(features=features, **taken)
        tf.logging.info("Done calling model_fn.")
        if hasattr(spec, "estimator_spec"):  # It is the ModelFnOps of a head of tf.contrib.learn.
            spec = spec.estimator_spec()
        if not isinstance(spec, EstimatorSpec):
            raise ValueError("model_fn should return an EstimatorSpec.")
        return spec

    def _train_model(self, input_fn, hooks, saving_listeners) -> Any:
        config = self._config
        with engine.model_graph(config.tf_random_seed, self._device_fn):
            _private.get_or_create_global_step_read()
            features, labels, input_hooks = self._read_input(input_fn, ModeKeys.TRAIN)
            spec = self._call_model_fn(features, labels, ModeKeys.TRAIN, self.config)
            if self._warm_start_settings:
                # A checkpoint in model_dir, where there is one, is restored over this.
                warm_start.start(self._warm_start_settings)
            if not any(s.op.name == "loss" for s in tf.get_collection(tf.GraphKeys.SUMMARIES)):
                tf.summary.scalar("loss", spec.loss)
            hooks = [*input_hooks, *hooks, NanLossHook(spec.loss)]
            if config.log_step_count_steps is not None:
                watched = {"loss": spec.loss, "step": tf.train.get_global_step()}
                hooks.append(
                    tf.train.LoggingTensorHook(watched, every_n_iter=config.log_step_count_steps)
                )
            hooks += spec.training_hooks
            save_summaries_steps, log_step_count_steps = (
                config.save_summary_steps,
                config.log_step_count_steps,
            )
            if {TaskType.MASTER, TaskType.WORKER} <= set(config.cluster_spec.jobs):
                # A master also evaluates; the first worker takes the summaries off its hands.
                hooks += self._first_worker_hooks(spec.scaffold)
                save_summaries_steps, log_step_count_steps = 0, None
            loss = engine.train(
                train_op=spec.train_op,
                loss=spec.loss,
                scaffold=spec.scaffold,
                model_dir=self._model_dir,
                config=config,
                session_config=self._session_config,
                hooks=hooks,
                chief_hooks=spec.training_chief_hooks,
                saving_listeners=saving_listeners,
                save_summaries_steps=save_summaries_steps,
                log_step_count_steps=log_step_count_steps,
            )
        if loss is None:
            tf.logging.warning(
                "Training with estimator made no steps. Perhaps input is empty or misspecified."
            )
        return loss

    def _first_worker_hooks(self, scaffold: tf.train.Scaffold) -> list[tf.train.SessionRunHook]:
        config = self._config
        if config.task_type != TaskType.WORKER or config.task_id != 0:
            return []
        hooks = []
        if config.save_summary_steps:
            hooks.append(
                tf.train.SummarySaverHook(
                    save_steps=config.save_summary_steps,
                    output_dir=self._model_dir,
                    scaffold=scaffold,
                )
            )
        if config.log_step_count_steps:
            hooks.append(
                tf.train.StepCounterHook(
                    every_n_steps=config.log_step_count_steps, output_dir=self._model_dir
                )
            )
        return hooks

    def _report(self, results: dict[str, Any], checkpoint_path: str | None, eval_dir: str) -> None:
        global_step = results[tf.GraphKeys.GLOBAL_STEP]
        described = ", ".join(
            f"{name} = {value!s}"
            for name, value in sorted(results.items())
            if not isinstance(value, bytes)
        )
        tf.logging.info("Saving dict for global step %d: %s", global_step, described)
        events.write_results(eval_dir, results, global_step)
        if checkpoint_path:
            events.write_checkpoint_path(eval_dir, checkpoint_path, global_step)


def saved_global_step(model_dir: str) -> int:
    """Returns the global step of the newest checkpoint, 0 where there is none."""
    checkpoint = tf.train.latest_checkpoint(model_dir)
    if not checkpoint:
        return 0
    name = tf.GraphKeys.GLOBAL_STEP
    with checkpoint_errors.explained_reading(checkpoint):
        reader = tf.train.load_checkpoint(checkpoint)
        return int(reader.get_tensor(name)) if reader.has_tensor(name) else 0


def _completed_config(config: RunConfig | None, model_dir: Any) -> RunConfig:
    """Returns a config in which the model_dir and the session's settings are decided."""
    if config is None:
        config = RunConfig()
        tf.logging.info("Using default config.")
    if not isinstance(config, RunConfig):
        raise ValueError(f"config must be an instance of `RunConfig`, but provided {config}.")
    if config.session_config is None:
        config = RunConfig.replace(config, session_config=default_session_config())
    model_dir = os.fspath(model_dir) if isinstance(model_dir, os.PathLike) else model_dir
    if model_dir is not None and config.model_dir not in (None, model_dir):
        raise ValueError(
            "`model_dir` are set both in constructor and `RunConfig`, but with "
            f"different values. In constructor: '{model_dir}', in `RunConfig`: "
            f"'{config.model_dir}' "
        )
    if not model_dir and config.model_dir is None:
        model_dir = tempfile.mkdtemp()
        tf.logging.warning("Using temporary folder as model directory: %s", model_dir)
    return RunConfig.replace(config, model_dir=model_dir) if model_dir else config


def _check_model_fn(model_fn: Callable, params: Any) -> None:
    arguments = set(argument_names(model_fn))
    if "features" not in arguments:
        raise ValueError(f"model_fn ({model_fn}) must include features argument.")
    if params is not None and "params" not in arguments:
        raise ValueError(
            f"model_fn ({model_fn}) does not include params argument, "
            f"but params ({params}) is passed to Estimator."
        )
    if params is None and "params" in arguments:
        tf.logging.warning(
            "Estimator's model_fn (%s) includes params "
            "argument, but params are not passed to Estimator.",
            model_fn,
        )
    unexpected = list(arguments - _MODEL_FN_ARGUMENTS)
    if unexpected:
        raise ValueError(f"model_fn ({model_fn}) has following not expected args: {unexpected}")


def _check_positive(name: str, value: int | None) -> None:
    if value is not None and value <= 0:
        raise ValueError(f"Must specify {name} > 0, given: {value}")


def _checked_hooks(hooks: Any) -> list[tf.train.SessionRunHook]:
    hooks = list(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"Hooks must be a SessionRunHook, given: {hook}")
    return hooks


def _checked_listeners(listeners: Any) -> list[tf.train.CheckpointSaverListener]:
    listeners = list(listeners or ())
    for listener in listeners:
        if not isinstance(listener, tf.train.CheckpointSaverListener):
            raise TypeError(
                f"saving_listeners must be a list of CheckpointSaverListener, given: {listener}"
            )
    return listeners


def _metric_values_and_updates(spec: EstimatorSpec) -> tuple[dict[str, Any], list[Any]]:
    """Returns the metrics' value tensors by name and their update ops, in the order of names."""
    metrics = spec.eval_metric_ops
    for name in ("loss", tf.GraphKeys.GLOBAL_STEP):
        if name in metrics:
            quoted = f'"{name}"' if name == "loss" else f"`{name}`"
            raise ValueError(
                f"Metric with name {quoted} is not allowed, because Estimator "
                "already defines a default metric with the same name."
            )
    metrics["loss"] = tf.metrics.mean(spec.loss)
    ordered = sorted(metrics.items())
    values = {name: value for name, (value, _) in ordered}
    return values, [update for _, (_, update) in ordered]


def _with_default_local_init(scaffold: tf.train.Scaffold) -> tf.train.Scaffold:
    """Has a scaffold's own local_init_op initialize the metrics' variables too."""
    if scaffold.local_init_op is None:
        return scaffold
    _private.get_or_create_eval_step()
    both = tf.group(scaffold.local_init_op, tf.train.Scaffold.default_local_init_op())
    return tf.train.Scaffold(local_init_op=both, copy_from_scaffold=scaffold)


def _check_lengths(batch: Any) -> None:
    if not isinstance(batch, dict):
        return
    length = None
    for key, values in batch.items():
        length = length or values.shape[0]
        if values.shape[0] != length:
            raise ValueError(
                "Batch length of predictions should be same. "
                f"{key} has different batch length than others."
            )
