"""Monitors, which were hooks before there were hooks, and what runs them as one hook."""

from __future__ import annotations

import copy
import inspect
import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import events


class BaseMonitor:
    """Something that watches training, step by step.

    For each step the loop calls :meth:`step_begin`, which says what to fetch, :meth:`step_end`
    with what was fetched, and :meth:`post_step`.
    """

    def __init__(self):
        self._begun = False
        self._current_epoch = self._current_step = None
        self._max_steps = self._estimator = None

    @property
    def run_on_all_workers(self) -> bool:
        """Whether workers that are not the chief run it too."""
        return False

    def set_estimator(self, estimator: Any) -> None:
        """Tells the monitor which estimator is trained; called before :meth:`begin`.

        Raises:
          ValueError: it is None.
        """
        if estimator is None:
            raise ValueError("Missing estimator.")
        self._estimator = estimator

    def begin(self, max_steps: int | None = None) -> None:
        """Called in the graph, before there is a session.

        Raises:
          ValueError: training has begun already.
        """
        if self._begun:
            raise ValueError("begin called twice without end.")
        self._max_steps = max_steps
        self._begun = True

    def end(self, session: tf.Session | None = None) -> None:
        """Called when training ends, with the session still open.

        Raises:
          ValueError: training has not begun.
        """
        if not self._begun:
            raise ValueError("end called without begin.")
        self._max_steps = None
        self._begun = False

    def epoch_begin(self, epoch: int) -> None:
        """Called before an epoch, by loops that have epochs.

        Raises:
          ValueError: another epoch has not ended, or the number is negative.
        """
        if self._current_epoch is not None:
            raise ValueError("epoch_begin called twice without epoch_end.")
        if epoch < 0:
            raise ValueError(f"Invalid epoch {epoch}.")
        self._current_epoch = epoch

    def epoch_end(self, epoch: int) -> None:
        """Called after an epoch; ValueError where it is not the one that began."""
        if self._current_epoch != epoch:
            raise ValueError(f"epoch_end expected {self._current_epoch} but got {epoch}.")
        self._current_epoch = None

    def step_begin(self, step: int) -> list:
        """Returns the tensors, or their names, that :meth:`step_end` shall see.

        Raises:
          ValueError: a step that is negative or behind the last.
        """
        if step < 0 or (self._max_steps is not None and step > self._max_steps):
            raise ValueError(f"Invalid step {step}.")
        self._current_step = step
        return []

    def step_end(self, step: int, output: dict[Any, Any]) -> bool:
        """Gets what was fetched, by what was asked for; returns True to stop training.

        Raises:
          ValueError: it is not the step that began.
        """
        if self._current_step != step:
            raise ValueError(f"step_end expected {self._current_step} but got {step}.")
        self._current_step = None
        return False

    def post_step(self, step: int, session: tf.Session) -> None:
        """Called after every monitor's :meth:`step_end`."""


class EveryN(BaseMonitor):
    """Calls its ``every_n_`` methods in the first steps, then every so many, and in the last."""

    def __init__(self, every_n_steps: int = 100, first_n_steps: int = 1):
        super().__init__()
        self._every_n_steps, self._first_n_steps = every_n_steps, first_n_steps
        self._last_successful_step, self._last_active_step = None, 0
        self._every_n_step_begin_called = False

    def every_n_step_begin(self, step: int) -> list:
        """As :meth:`BaseMonitor.step_begin`."""
        return []

    def every_n_step_end(self, step: int, outputs: dict[Any, Any]) -> bool:
        """As :meth:`BaseMonitor.step_end`."""
        return False

    def every_n_post_step(self, step: int, session: tf.Session) -> None:
        """As :meth:`BaseMonitor.post_step`; also called at the end for the last step."""

    def step_begin(self, step):
        super().step_begin(step)
        self._every_n_step_begin_called = (
            step <= self._first_n_steps
            or step >= self._last_active_step + self._every_n_steps
            or step == self._max_steps
        )
        return self.every_n_step_begin(step) if self._every_n_step_begin_called else []

    def step_end(self, step, output):
        super().step_end(step, output)
        return self._every_n_step_begin_called and self.every_n_step_end(step, output)

    def post_step(self, step, session):
        super().post_step(step, session)
        if self._every_n_step_begin_called:
            self._last_active_step = step
            self.every_n_post_step(step, session)
        self._last_successful_step = step

    def end(self, session=None):
        super().end(session=session)
        if self._last_successful_step != self._last_active_step:
            self.every_n_post_step(self._last_successful_step, session)


class StopAtStep(BaseMonitor):
    """Stops after a number of steps, or at a step."""

    def __init__(self, num_steps: int | None = None, last_step: int | None = None):
        """Takes one of `num_steps`, counted from now, and `last_step`; else ValueError."""
        super().__init__()
        if num_steps is last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if None not in (num_steps, last_step):
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps, self._last_step = num_steps, last_step

    @property
    def run_on_all_workers(self):
        return True

    def step_begin(self, step):
        super().step_begin(step)
        if self._last_step is None:
            self._last_step = step + self._num_steps - 1
        return []

    def step_end(self, step, output):
        super().step_end(step, output)
        return step >= self._last_step


class _LoggedTensors(EveryN):
    """Logs tensors; subclasses give them as a dict of names by tag."""

    _TITLE: str

    def _tensors(self) -> dict[str, Any]:
        raise NotImplementedError

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        self._names = self._tensors()
        return list(self._names.values())

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        stats = (
            f"{tag} = {_output(outputs, name)}"
            for tag, name in self._names.items()
            if name in outputs
        )
        tf.logging.info(f"{self._TITLE} %d: %s", step, ", ".join(stats))


class PrintTensor(_LoggedTensors):
    """Logs tensors by name: a list of names, or a dict of names by tag."""

    _TITLE = "Step"

    def __init__(self, tensor_names: Any, every_n: int = 100, first_n: int = 1):
        super().__init__(every_n, first_n)
        if not isinstance(tensor_names, dict):
            tensor_names = {name: name for name in tensor_names}
        self._tensor_names = tensor_names

    def _tensors(self):
        return self._tensor_names


class LoggingTrainable(_LoggedTensors):
    """Logs the trainable variables of a scope."""

    _TITLE = "Logging Trainable: Step"

    def __init__(self, scope: str | None = None, every_n: int = 100, first_n: int = 1):
        super().__init__(every_n, first_n)
        self._scope = scope

    def begin(self, max_steps=None):
        super().begin(max_steps)
        # A resource variable's value is a new op, which a finalized graph does not take.
        self._values = {
            variable.name: variable.value().name
            for variable in tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=self._scope)
        }

    def _tensors(self):
        return self._values


class SummarySaver(EveryN):
    """Writes a summary op's value every so many steps."""

    def __init__(
        self,
        summary_op: Any,
        save_steps: int = 100,
        output_dir: str | None = None,
        summary_writer: Any = None,
        scaffold: tf.train.Scaffold | None = None,
    ):
        """Takes the op, or None for the scaffold's, and a writer or its directory."""
        super().__init__(every_n_steps=save_steps)
        self._summary_op = summary_op
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = events.writer(output_dir)
        self._scaffold = scaffold

    def set_estimator(self, estimator):
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = events.writer(estimator.model_dir)

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        if self._summary_op is None and self._scaffold is not None:
            self._summary_op = self._scaffold.summary_op
        return [] if self._summary_op is None else [self._summary_op]

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if self._summary_op is not None and self._summary_writer:
            self._summary_writer.add_summary(_output(outputs, self._summary_op), step)
        return False

    def end(self, session=None):
        super().end(session=session)
        if self._summary_writer:
            self._summary_writer.flush()


class ValidationMonitor(EveryN):
    """Evaluates new checkpoints while training, and may stop it when a metric gets no better."""

    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        eval_steps: int | None = None,
        every_n_steps: int = 100,
        metrics: dict[str, Any] | None = None,
        hooks: list | None = None,
        early_stopping_rounds: int | None = None,
        early_stopping_metric: str = "loss",
        early_stopping_metric_minimize: bool = True,
        name: str | None = None,
        check_interval_secs: float | None = 5,
    ):
        """Takes what the estimator's ``evaluate`` takes, and when to stop.

        Args:
          x: features, see :class:`Estimator`.
          y: labels.
          input_fn: in place of `x` and `y`.
          batch_size: of `x` and `y`.
          eval_steps: the steps of an evaluation.
          every_n_steps: the steps between two evaluations.
          metrics: the metrics to compute.
          hooks: the evaluation's hooks.
          early_stopping_rounds: stop after so many steps without a better value.
          early_stopping_metric: of which metric.
          early_stopping_metric_minimize: whether lower is better.
          name: the evaluation's name.
          check_interval_secs: look for a new checkpoint no more often than that.

        Raises:
          ValueError: neither `x` nor `input_fn`.
        """
        super().__init__(every_n_steps=every_n_steps, first_n_steps=-1)
        if x is None and input_fn is None:
            raise ValueError("Either x or input_fn should be provided.")
        self.x, self.y, self.input_fn, self.batch_size = x, y, input_fn, batch_size
        self.eval_steps, self.metrics, self.hooks, self.name = eval_steps, metrics, hooks, name
        self.early_stopping_rounds = early_stopping_rounds
        self.early_stopping_metric = early_stopping_metric
        self.early_stopping_metric_minimize = early_stopping_metric_minimize
        self._best_value_step = self._best_value = self._best_metrics = None
        self._latest_path = self._latest_path_step = self._last_checkpoint_check_time = None
        self._early_stopped = False
        self._check_interval_secs = check_interval_secs

    @property
    def early_stopped(self) -> bool:
        """Whether it was this monitor that stopped training."""
        return self._early_stopped

    @property
    def best_step(self) -> int | None:
        """The step of the best value so far."""
        return self._best_value_step

    @property
    def best_value(self) -> Any:
        """The best value of the early stopping metric so far."""
        return self._best_value

    @property
    def best_metrics(self) -> dict[str, Any] | None:
        """All metrics of the best step so far."""
        return self._best_metrics

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if self._estimator is None:
            raise ValueError("Missing call to set_estimator.")
        if not self._has_new_checkpoint(step):
            return False
        results = self._evaluate_estimator()
        stats = ", ".join(f"{name} = {value}" for name, value in results.items())
        tf.logging.info("Validation (step %d): %s", step, stats)
        return self.early_stopping_rounds is not None and self._should_stop(step, results)

    def _has_new_checkpoint(self, step: int) -> bool:
        now, last = time.time(), self._last_checkpoint_check_time
        interval = self._check_interval_secs
        if interval is not None and last is not None and now - last <= interval:
            tf.logging.debug(
                "Skipping evaluation since less than %d seconds have passed since "
                "last check for a new checkpoint.",
                interval,
            )
            return False
        self._last_checkpoint_check_time = now
        path = tf.train.latest_checkpoint(self._estimator.model_dir)
        if path is None:
            tf.logging.debug(
                "Skipping evaluation since model has not been saved yet at step %d.", step
            )
            return False
        if path == self._latest_path:
            tf.logging.debug(
                "Skipping evaluation due to same checkpoint %s for step %d as for step %d.",
                path, step, self._latest_path_step,
            )  # fmt: skip
            return False
        self._latest_path, self._latest_path_step = path, step
        return True

    def _evaluate_estimator(self) -> dict[str, Any]:
        both = {
            "input_fn": self.input_fn,
            "steps": self.eval_steps,
            "hooks": self.hooks,
            "name": self.name,
        }
        only_learn = {
            "x": self.x,
            "y": self.y,
            "batch_size": self.batch_size,
            "metrics": self.metrics,
        }
        if not isinstance(self._estimator, core_estimator.Estimator):
            return self._estimator.evaluate(**both, **only_learn)
        if any(value is not None for value in only_learn.values()):
            raise ValueError(
                "tf.estimator.Estimator does not support following arguments: "
                "x, y, batch_size, metrics. Should set as `None` in ValidationMonitor"
            )
        return self._estimator.evaluate(**both)

    def _should_stop(self, step: int, results: dict[str, Any]) -> bool:
        metric = self.early_stopping_metric
        if metric not in results:
            raise ValueError(f"Metric {metric} missing from outputs {set(results)}.")
        value, best = results[metric], self._best_value
        better = best is None or (
            value < best if self.early_stopping_metric_minimize else value > best
        )
        if better:
            self._best_value = value
            self._best_metrics = copy.deepcopy(results)
            self._best_value_step = step
        waited = int(step - self._best_value_step)
        self._early_stopped = waited >= self.early_stopping_rounds
        if self._early_stopped:
            tf.logging.info(
                f"Stopping. Best step: {self._best_value_step} with {metric} = {self._best_value}."
            )
        return self._early_stopped


class CaptureVariable(EveryN):
    """Keeps a variable's values."""

    def __init__(self, var_name: str, every_n: int = 100, first_n: int = 1):
        super().__init__(every_n, first_n)
        self._var_name = var_name
        self._var_values = {}

    @property
    def values(self) -> dict[int, Any]:
        """The values by step."""
        return self._var_values

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        return [self._var_name]

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        self._var_values[step] = _output(outputs, self._var_name)


def get_default_monitors(
    loss_op: Any = None,
    summary_op: Any = None,
    save_summary_steps: int = 100,
    output_dir: str | None = None,
    summary_writer: Any = None,
) -> list[BaseMonitor]:
    """Returns a monitor that logs the loss and one that writes summaries, for what is given."""
    monitors = []
    if loss_op is not None:
        monitors.append(PrintTensor(tensor_names={"loss": loss_op.name}))
    if summary_op is not None:
        monitors.append(SummarySaver(summary_op, save_summary_steps, output_dir, summary_writer))
    return monitors


class GraphDump(BaseMonitor):
    """Keeps the first output of almost every op at every step, to compare two runs.

    It makes training very slow.
    """

    IGNORE_OPS = (
        "Const Assign Identity Placeholder RandomUniform Cast RestoreSlice".split()
        # Handles cannot be fetched.
        + ["VarHandleOp", "IteratorV2"]
    )

    def __init__(self, ignore_ops: list[str] | None = None):
        """Takes the types of ops to leave out, in place of ``IGNORE_OPS``."""
        super().__init__()
        self._ignore_ops = ignore_ops or GraphDump.IGNORE_OPS
        self._data = {}

    def begin(self, max_steps=None):
        super().begin(max_steps=max_steps)
        self._tensors = []
        for op in tf.get_default_graph().get_operations():
            if op.type in self._ignore_ops:
                continue
            tf.logging.info("op=%s name=%s.", op.type, op.name)
            self._tensors += op.outputs[:1]

    def step_begin(self, step):
        super().step_begin(step)
        return self._tensors

    def step_end(self, step, output):
        super().step_end(step, output)
        self._data[step] = output
        return False

    @property
    def data(self) -> dict[int, dict[Any, Any]]:
        """What was kept, by step."""
        return self._data

    def compare(
        self, other_dump: GraphDump, step: int, atol: float = 1e-06
    ) -> tuple[list[str], dict[str, Any]]:
        """Compares a step's values with another run's.

        Returns:
          The names that match, and the differences of those that do not.

        Raises:
          ValueError: the other run lacks one.
        """
        matched, non_matched = [], {}
        theirs = other_dump.data.get(step, {})
        for key, value in self.data.get(step, {}).items():
            if not isinstance(key, str):
                continue
            if key not in theirs:
                raise ValueError(f"{key} missing at step {step}.")
            other = theirs[key]
            if isinstance(value, str):
                continue
            if isinstance(value, np.ndarray):
                same, difference = np.allclose(value, other, atol=atol), value - other
            else:
                same, difference = value == other, (value, other)
            if same:
                matched.append(key)
            else:
                non_matched[key] = difference
        return matched, non_matched


class ExportMonitor(EveryN):
    """Exports the estimator's newest checkpoint every so many steps; see ``Estimator.export``."""

    def __init__(
        self,
        every_n_steps: int,
        export_dir: str,
        input_fn: Callable | None = None,
        input_feature_key: str | None = None,
        exports_to_keep: int | None = 5,
        signature_fn: Callable | None = None,
        default_batch_size: int | None = 1,
    ):
        """Takes what ``Estimator.export`` takes.

        Args:
          every_n_steps: the steps between two exports.
          export_dir: the directory of the exports.
          input_fn: returns features and labels; without it, examples are parsed.
          input_feature_key: the key of the serialized tf.Examples in the features.
          exports_to_keep: how many exports are kept.
          signature_fn: makes the signatures.
          default_batch_size: the number of examples in a request.
        """
        super().__init__(every_n_steps=every_n_steps)
        self._export_dir, self._exports_to_keep = export_dir, exports_to_keep
        self._signature_fn = signature_fn
        self._options = {
            "input_fn": input_fn,
            "input_feature_key": input_feature_key,
            "use_deprecated_input_fn": input_fn is None,
            "signature_fn": signature_fn,
            "default_batch_size": default_batch_size,
            "exports_to_keep": exports_to_keep,
        }
        self._last_export_dir = None

    @property
    def export_dir(self) -> str:
        return self._export_dir

    @property
    def exports_to_keep(self) -> int | None:
        return self._exports_to_keep

    @property
    def signature_fn(self) -> Callable | None:
        return self._signature_fn

    @property
    def last_export_dir(self) -> bytes | None:
        """The directory of the newest export."""
        return self._last_export_dir

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        self._export(
            "Skipping exporting because the existing checkpoint has already been exported. "
            "Consider exporting less frequently."
        )

    def end(self, session=None):
        super().end(session=session)
        if tf.train.latest_checkpoint(self._estimator.model_dir) is None:
            tf.logging.info("Skipping export at the end since model has not been saved yet.")
            return
        self._export("Skipping exporting for the same step.")

    def _export(self, message_where_exported: str) -> None:
        if isinstance(self._estimator, core_estimator.Estimator):
            raise ValueError(
                "ExportMonitor does not support `tf.estimator.Estimator. `. "
                "Please pass an ExportStrategy to Experiment instead."
            )
        try:
            self._last_export_dir = self._estimator.export(self._export_dir, **self._options)
        except RuntimeError:
            tf.logging.info(message_where_exported)


class CheckpointSaver(BaseMonitor):
    """Saves a checkpoint every so many seconds or steps."""

    def __init__(
        self,
        checkpoint_dir: str,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: tf.train.Saver | None = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: tf.train.Scaffold | None = None,
    ):
        """Takes where and when to save, and the saver or the scaffold that has one.

        Raises:
          ValueError: not just one of `save_secs` and `save_steps`.
        """
        tf.logging.info("Create CheckpointSaver.")
        super().__init__()
        if save_steps is None and save_secs is None:
            raise ValueError("Either save_steps or save_secs should be provided")
        if save_steps is not None and save_secs is not None:
            raise ValueError("Can not provide both save_steps and save_secs.")
        self._saver = saver
        self._summary_writer = events.writer(checkpoint_dir)
        self._save_path = os.path.join(checkpoint_dir, checkpoint_basename)
        self._scaffold = scaffold
        self._save_secs = save_secs
        self._save_steps = save_steps
        self._forget()

    def _forget(self) -> None:
        self._last_saved_time = None
        self._last_begin_step = None
        self._last_saved_step = None

    def begin(self, max_steps=None):
        super().begin(max_steps)
        self._forget()

    def step_begin(self, step):
        super().step_begin(step)
        self._last_begin_step = step
        return []

    def post_step(self, step, session):
        super().post_step(step, session)
        if (
            self._last_saved_time is None
            or (self._save_steps is not None and step >= self._last_saved_step + self._save_steps)
            or (
                self._save_secs is not None
                and time.time() >= self._last_saved_time + self._save_secs
            )
        ):
            self._save(step, session)

    def end(self, session=None):
        super().end(session)
        self._save(self._last_begin_step, session)

    def _save(self, step: int, session: tf.Session) -> None:
        if step == self._last_saved_step:
            return
        tf.logging.info("Saving checkpoints for %d into %s.", step, self._save_path)
        self._last_saved_time = time.time()
        self._last_saved_step = step
        saver = self._scaffold.saver if self._saver is None else self._saver
        saver.save(session, self._save_path, global_step=step)
        log = tf.SessionLog(status=tf.SessionLog.CHECKPOINT, checkpoint_path=self._save_path)
        self._summary_writer.add_session_log(log, step)


class StepCounter(EveryN):
    """Writes a summary of the steps per second."""

    def __init__(
        self, every_n_steps: int = 100, output_dir: str | None = None, summary_writer: Any = None
    ):
        super().__init__(every_n_steps=every_n_steps)
        self._last_reported_step = None
        self._last_reported_time = None
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = events.writer(output_dir)

    def set_estimator(self, estimator):
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = events.writer(estimator.model_dir)

    def every_n_step_end(self, current_step, outputs):
        now = time.time()
        if self._last_reported_time is not None and self._summary_writer:
            rate = (current_step - self._last_reported_step) / (now - self._last_reported_time)
            summary = tf.Summary()
            summary.value.add(tag="global_step/sec", simple_value=rate)
            self._summary_writer.add_summary(summary, current_step)
        self._last_reported_step = current_step
        self._last_reported_time = now


class NanLossDuringTrainingError(RuntimeError):
    """The loss became NaN."""

    def __str__(self):
        return "NaN loss during training."


class NanLoss(EveryN):
    """Stops, with an error unless told otherwise, when the loss is NaN."""

    def __init__(self, loss_tensor: Any, every_n_steps: int = 100, fail_on_nan_loss: bool = True):
        super().__init__(every_n_steps=every_n_steps)
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        return [self._loss_tensor]

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if not np.isnan(_output(outputs, self._loss_tensor)):
            return False
        failure = "Model diverged with loss = NaN."
        if self._fail_on_nan_loss:
            tf.logging.error(failure)
            raise NanLossDuringTrainingError
        tf.logging.warning(failure)
        return True


class RunHookAdapterForMonitors(tf.train.SessionRunHook):
    """Runs monitors as one hook."""

    def __init__(self, monitors: Sequence[BaseMonitor]):
        self._monitors = monitors

    def begin(self):
        self._last_step = None
        self._global_step_tensor = tf.train.get_global_step()
        for monitor in self._monitors:
            monitor.begin(max_steps=None)

    def before_run(self, run_context):
        if self._last_step is None:
            self._last_step = run_context.session.run(self._global_step_tensor) + 1
        fetches = {}
        for monitor in self._monitors:
            wanted = monitor.step_begin(self._last_step)
            if not wanted:
                continue
            if not isinstance(wanted, list):
                raise ValueError("Monitor.step_begin should return a list.")
            fetches.update({item: _graph_element(item) for item in wanted})
        return tf.train.SessionRunArgs(fetches)

    def after_run(self, run_context, run_values):
        outputs = run_values.results
        # Every monitor sees the step, also after one that stops.
        if any([monitor.step_end(self._last_step, outputs) for monitor in self._monitors]):
            run_context.request_stop()
        for monitor in self._monitors:
            monitor.post_step(self._last_step, run_context.session)
        # Fetched with the step, a resource variable might be read before the step counts.
        self._last_step = run_context.session.run(self._global_step_tensor) + 1

    def end(self, session):
        self._last_step = None
        for monitor in self._monitors:
            if "session" in inspect.signature(monitor.end).parameters:
                monitor.end(session=session)
            else:
                monitor.end()


def replace_monitors_with_hooks(
    monitors_or_hooks: Iterable[Any] | None, estimator: Any
) -> list[tf.train.SessionRunHook]:
    """Returns the hooks among `monitors_or_hooks`, and one more that runs the monitors.

    Workers that are not the chief keep only the monitors that run everywhere.
    """
    hooks, monitors = [], []
    for item in monitors_or_hooks or ():
        (hooks if isinstance(item, tf.train.SessionRunHook) else monitors).append(item)
    if not estimator.config.is_chief:
        monitors = [monitor for monitor in monitors if monitor.run_on_all_workers]
    for monitor in monitors:
        monitor.set_estimator(estimator)
    if monitors:
        hooks.append(RunHookAdapterForMonitors(monitors))
    return hooks


def _output(outputs: dict[Any, Any], request: Any) -> Any:
    return outputs[request] if request in outputs else outputs[request.name]


def _graph_element(item: Any) -> Any:
    """Returns what to fetch for a monitor's request: an element of the graph, or its name.

    Raises:
      ValueError: it is of another graph, or the name of an op with several outputs.
    """
    graph = tf.get_default_graph()
    if not isinstance(item, str):
        if getattr(item, "graph", None) is not graph:
            raise ValueError(
                f"Passed {item} should have graph attribute that is equal to current graph {graph}."
            )
        return item
    if ":" in item:
        return graph.as_graph_element(item)
    if len(graph.get_operation_by_name(item).outputs) > 1:
        raise ValueError(
            f"Name {item} is ambiguous, as this `Operation` has multiple outputs (at least 2)."
        )
    return graph.as_graph_element(f"{item}:0")
