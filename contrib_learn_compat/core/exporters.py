"""Exporters: what train_and_evaluate exports, and when."""

from __future__ import annotations

import abc
import os
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import export_versions
from contrib_learn_compat.core.functions import argument_names


class Exporter(abc.ABC):
    """Exports a model after an evaluation, or decides not to."""

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """The directory of the exports, under ``export`` in the model_dir."""

    @abc.abstractmethod
    def export(
        self,
        estimator: Any,
        export_path: str,
        checkpoint_path: str,
        eval_result: dict[str, Any],
        is_the_final_export: bool,
    ) -> Any:
        """Exports the model.

        Args:
          estimator: the Estimator.
          export_path: where the exports go.
          checkpoint_path: the checkpoint that has been evaluated.
          eval_result: the metrics.
          is_the_final_export: whether training has ended.

        Returns:
          The export's directory, or None.
        """


class _SavedModelExporter(Exporter):
    """Exports every time; a subclass says when not to, and how many exports are kept."""

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable | None,
        assets_extra: dict[str, str] | None,
        as_text: bool,
        exports_to_keep: int | None,
    ):
        if exports_to_keep is not None and exports_to_keep <= 0:
            raise ValueError(
                f"`exports_to_keep`, if provided, must be a positive number. Got {exports_to_keep}"
            )
        self._name = name
        self._serving_input_receiver_fn = serving_input_receiver_fn
        self._assets_extra = assets_extra
        self._as_text = as_text
        self._exports_to_keep = exports_to_keep

    @property
    def name(self):
        return self._name

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        result = estimator.export_saved_model(
            export_path,
            self._serving_input_receiver_fn,
            assets_extra=self._assets_extra,
            as_text=self._as_text,
            checkpoint_path=checkpoint_path,
        )
        export_versions.delete_old_exports(export_path, self._exports_to_keep)
        return result


class LatestExporter(_SavedModelExporter):
    """Exports after every evaluation."""

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ):
        """Takes what ``Estimator.export_saved_model`` takes, and how many exports are kept."""
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep)


class FinalExporter(_SavedModelExporter):
    """Exports once, when training has ended."""

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
    ):
        """Takes what ``Estimator.export_saved_model`` takes."""
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, None)

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        if not is_the_final_export:
            return None
        tf.logging.info("Performing the final export in the end of training.")
        return super().export(
            estimator, export_path, checkpoint_path, eval_result, is_the_final_export
        )


def _has_smaller_loss(
    best_eval_result: dict[str, Any], current_eval_result: dict[str, Any]
) -> bool:
    """Tells whether the current result is better: whether its loss is smaller."""
    for which, result in (("best", best_eval_result), ("current", current_eval_result)):
        if not result or "loss" not in result:
            raise ValueError(f"{which}_eval_result cannot be empty or no loss is found in it.")
    return best_eval_result["loss"] > current_eval_result["loss"]


class BestExporter(_SavedModelExporter):
    """Exports when an evaluation is better than all before it."""

    def __init__(
        self,
        name: str = "best_exporter",
        serving_input_receiver_fn: Callable | None = None,
        event_file_pattern: str | None = "eval/*.tfevents.*",
        compare_fn: Callable[..., bool] = _has_smaller_loss,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ):
        """Takes what ``Estimator.export_saved_model`` takes, and what is best.

        Args:
          name: the exports' directory.
          serving_input_receiver_fn: returns a receiver.
          event_file_pattern: the evaluations' event files in the model_dir, from which the best
            result of earlier runs is read; None forgets them.
          compare_fn: called with ``best_eval_result`` and ``current_eval_result``; tells whether
            the current one is better. By default, whether its loss is smaller.
          assets_extra: files to copy.
          as_text: whether the graph is written as text.
          exports_to_keep: how many exports are kept; all where None.

        Raises:
          ValueError: `compare_fn` does not take these two, or `exports_to_keep` is not positive.
        """
        if compare_fn is None:
            raise ValueError("`compare_fn` must not be None.")
        _check_compare_fn(compare_fn)
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep)
        self._compare_fn = compare_fn
        self._event_file_pattern = event_file_pattern
        self._model_dir = None
        self._best_eval_result = None

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        if self._model_dir != estimator.model_dir and self._event_file_pattern:
            tf.logging.info("Loading best metric from event files.")
            self._model_dir = estimator.model_dir
            pattern = os.path.join(self._model_dir, self._event_file_pattern)
            self._best_eval_result = best_in_event_files(pattern, self._compare_fn)
        if self._best_eval_result is not None and not self._compare_fn(
            best_eval_result=self._best_eval_result, current_eval_result=eval_result
        ):
            return None
        tf.logging.info("Performing best model export.")
        self._best_eval_result = eval_result
        return super().export(
            estimator, export_path, checkpoint_path, eval_result, is_the_final_export
        )


def best_in_event_files(pattern: str, compare_fn: Callable[..., bool]) -> dict[str, float] | None:
    """Returns the best of the evaluations in the event files, or None where there is none.

    Args:
      pattern: a glob pattern of event files.
      compare_fn: called with the best result and another; tells whether the other is better.
    """
    best = None
    for path in tf.gfile.Glob(pattern):
        for event in tf.train.summary_iterator(path):
            result = {
                value.tag: value.simple_value
                for value in event.summary.value
                if value.HasField("simple_value")
            }
            if result and (best is None or compare_fn(best, result)):
                best = result
    return best


def _check_compare_fn(compare_fn: Callable) -> None:
    needed = ("best_eval_result", "current_eval_result")
    names = argument_names(compare_fn)
    for name in needed:
        if name not in names:
            raise ValueError(f"compare_fn ({compare_fn}) must include {name} argument.")
    unexpected = [name for name in names if name not in needed]
    if unexpected:
        raise ValueError(f"compare_fn ({compare_fn}) has following not expected args: {unexpected}")
