"""Monitors that save the model."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import events
from contrib_learn_compat.learn.monitors.base import BaseMonitor, EveryN


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
