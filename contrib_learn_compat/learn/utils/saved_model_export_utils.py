"""Signatures and strategies of exports."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import exporters, receivers
from contrib_learn_compat.core.export_outputs import SERVING_KEY
from contrib_learn_compat.core.export_versions import (
    delete_old_exports,
    get_paths,
    largest_export_versions,
    timestamp_version,
)
from contrib_learn_compat.core.saved_model import temp_export_dir, timestamped_export_dir
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType
from contrib_learn_compat.layers.feature_column import (
    create_feature_spec_for_parsing,
)
from contrib_learn_compat.learn.export_strategy import ExportStrategy
from contrib_learn_compat.learn.utils import input_fn_utils

DEFAULT_INPUT_ALTERNATIVE_KEY = "default_input_alternative"
FEATURES_INPUT_ALTERNATIVE_KEY = "features_input_alternative"
_ONLY_OUTPUT_ALTERNATIVE_KEY = "default_output_alternative"

get_timestamped_export_dir = timestamped_export_dir
get_temp_export_dir = temp_export_dir
garbage_collect_exports = delete_old_exports


def build_standardized_signature_def(
    input_tensors: dict[str, tf.Tensor], output_tensors: dict[str, tf.Tensor], problem_type: int
) -> Any:
    """Returns the signature that fits a problem: classify, regress or, else, predict.

    Args:
      input_tensors: what is fed; one tensor for anything but predict.
      output_tensors: what is returned.
      problem_type: a ProblemType.

    Raises:
      ValueError: there are no inputs or no outputs.
    """
    if not input_tensors:
        raise ValueError("input_tensors must be provided.")
    if not output_tensors:
        raise ValueError("output_tensors must be provided.")
    outputs = list(output_tensors.values())
    if len(input_tensors) == 1:
        (examples,) = input_tensors.values()
        if problem_type in (ProblemType.CLASSIFICATION, ProblemType.LOGISTIC_REGRESSION):
            classes, scores = _classes_and_scores(output_tensors)
            if classes is None and scores is None and len(outputs) == 1:
                (only,) = outputs
                classes, scores = (only, None) if only.dtype == tf.string else (None, only)
            if classes is not None or scores is not None:
                return tf.saved_model.classification_signature_def(examples, classes, scores)
        if problem_type == ProblemType.LINEAR_REGRESSION and len(outputs) == 1:
            return tf.saved_model.regression_signature_def(examples, outputs[0])
    return tf.saved_model.predict_signature_def(input_tensors, output_tensors)


def _classes_and_scores(
    output_tensors: dict[str, tf.Tensor],
) -> tuple[tf.Tensor | None, tf.Tensor | None]:
    classes = output_tensors.get(PredictionKey.CLASSES)
    if classes is not None and classes.dtype != tf.string:
        classes = None
    scores = output_tensors.get(PredictionKey.SCORES)
    if scores is None:
        scores = output_tensors.get(PredictionKey.PROBABILITIES)
    return classes, scores


def get_input_alternatives(input_ops: Any) -> tuple[dict[str, Any], Any]:
    """Returns the ways to feed a model, by name, and its features.

    Args:
      input_ops: InputFnOps, or a pair of features and labels, which cannot be fed.

    Raises:
      ValueError: there are no features.
    """
    alternatives = {}
    if isinstance(input_ops, input_fn_utils.InputFnOps):
        alternatives[DEFAULT_INPUT_ALTERNATIVE_KEY] = input_ops.default_inputs
    features = input_ops[0]
    if not features:
        raise ValueError("Features must be defined.")
    return alternatives, features


def get_output_alternatives(
    model_fn_ops: Any, default_output_alternative_key: str | None = None
) -> tuple[dict[str, tuple[int, dict[str, tf.Tensor]]], str]:
    """Returns a model's outputs, by head, and which of them is the default.

    Args:
      model_fn_ops: ModelFnOps; without output alternatives, its predictions are the only one.
      default_output_alternative_key: the default; needed where there are several.

    Raises:
      ValueError: the default is not one of them, or is not given.
    """
    alternatives, key = model_fn_ops.output_alternatives, default_output_alternative_key
    if not alternatives:
        if key:
            raise ValueError(
                f"Requested default_output_alternative: {key}, "
                "but available output_alternatives are: []"
            )
        outputs = model_fn_ops.predictions
        if not isinstance(outputs, dict):
            outputs = {PredictionKey.GENERIC: outputs}
        only = {_ONLY_OUTPUT_ALTERNATIVE_KEY: (ProblemType.UNSPECIFIED, outputs)}
        return only, _ONLY_OUTPUT_ALTERNATIVE_KEY
    if not key and len(alternatives) == 1:
        (key,) = alternatives
    elif not key:
        raise ValueError(
            "Please specify a default_output_alternative.  "
            f"Available output_alternatives are: {sorted(alternatives)}"
        )
    elif key not in alternatives:
        raise ValueError(
            f"Requested default_output_alternative: {key}, "
            f"but available output_alternatives are: {sorted(alternatives)}"
        )
    return alternatives, key


def build_all_signature_defs(
    input_alternatives: dict[str, Any],
    output_alternatives: dict[str, tuple[int, dict[str, tf.Tensor]]],
    actual_default_output_alternative_key: str,
) -> dict[str, Any]:
    """Returns a signature for each pair of inputs and outputs, ``input:output``, and the default.

    Raises:
      ValueError: there are no default inputs.
    """
    signatures = {
        f"{input_key}:{output_key or 'None'}": build_standardized_signature_def(
            inputs, outputs, problem_type
        )
        for input_key, inputs in input_alternatives.items()
        for output_key, (problem_type, outputs) in output_alternatives.items()
    }
    default_inputs = input_alternatives.get(DEFAULT_INPUT_ALTERNATIVE_KEY)
    if not default_inputs:
        raise ValueError("A default input_alternative must be provided.")
    problem_type, outputs = output_alternatives[actual_default_output_alternative_key]
    signatures[SERVING_KEY] = build_standardized_signature_def(
        default_inputs, outputs, problem_type
    )
    return signatures


def get_most_recent_export(export_dir_base: str | bytes) -> Any:
    """Returns the Path of the newest export in a directory, or None."""
    newest = largest_export_versions(1)(get_paths(export_dir_base, parser=timestamp_version))
    return newest[0] if newest else None


def make_export_strategy(
    serving_input_fn: Callable,
    default_output_alternative_key: str | None = None,
    assets_extra: dict[str, str] | None = None,
    as_text: bool = False,
    exports_to_keep: int | None = 5,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """Returns the ExportStrategy ``Servo``, which exports a SavedModel.

    Args:
      serving_input_fn: returns InputFnOps, or a receiver for a tf.estimator.Estimator.
      default_output_alternative_key: the default of several outputs.
      assets_extra: files to copy, by their path under ``assets.extra``.
      as_text: whether the graph is written as text.
      exports_to_keep: how many exports are kept; all where None.
      strip_default_attrs: whether attributes that have their defaults are left out of the graph.
    """

    def export_fn(estimator, export_dir_base, checkpoint_path=None, strip_default_attrs=False):
        key = default_output_alternative_key
        only_learn = {"default_output_alternative_key": key}
        if isinstance(estimator, core_estimator.Estimator):
            if key is not None:
                raise ValueError(
                    "default_output_alternative_key is not supported in core Estimator. "
                    f"Given: {key}"
                )
            only_learn = {}
        result = estimator.export_savedmodel(
            export_dir_base,
            serving_input_fn,
            checkpoint_path=checkpoint_path,
            strip_default_attrs=strip_default_attrs,
            as_text=as_text,
            assets_extra=assets_extra,
            **only_learn,
        )
        delete_old_exports(export_dir_base, exports_to_keep)
        return result

    return ExportStrategy("Servo", export_fn, strip_default_attrs)


def make_parsing_export_strategy(
    feature_columns: Any,
    default_output_alternative_key: str | None = None,
    assets_extra: dict[str, str] | None = None,
    as_text: bool = False,
    exports_to_keep: int | None = 5,
    target_core: bool = False,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """As :func:`make_export_strategy`, for a model that is fed serialized tf.Examples.

    Args:
      feature_columns: the columns whose features are parsed.
      default_output_alternative_key: see there, as for those below.
      assets_extra: see there.
      as_text: see there.
      exports_to_keep: see there.
      target_core: whether the model is a tf.estimator.Estimator.
      strip_default_attrs: see there.
    """
    build = (
        receivers.build_parsing_serving_input_receiver_fn
        if target_core
        else input_fn_utils.build_parsing_serving_input_fn
    )
    return make_export_strategy(
        build(create_feature_spec_for_parsing(feature_columns)),
        default_output_alternative_key,
        assets_extra,
        as_text,
        exports_to_keep,
        strip_default_attrs,
    )


def _default_compare_fn(
    curr_best_eval_result: dict[str, Any], cand_eval_result: dict[str, Any]
) -> bool:
    """Tells whether the candidate is better: whether its loss is smaller."""
    for which, result in (("curr_best", curr_best_eval_result), ("cand", cand_eval_result)):
        if not result or MetricKey.LOSS not in result:
            raise ValueError(f"{which}_eval_result cannot be empty or no loss is found in it.")
    return curr_best_eval_result[MetricKey.LOSS] > cand_eval_result[MetricKey.LOSS]


class BestModelSelector:
    """Remembers the best evaluation."""

    def __init__(
        self, event_file_pattern: str | None = None, compare_fn: Callable[..., bool] | None = None
    ):
        """Takes what is best.

        Args:
          event_file_pattern: event files of earlier evaluations to begin with.
          compare_fn: called with the best result and a candidate; tells whether the candidate is
            better. By default, whether its loss is smaller.
        """
        self._compare_fn = compare_fn or _default_compare_fn
        self._best_eval_result = None
        if event_file_pattern:
            self._best_eval_result = exporters.best_in_event_files(
                event_file_pattern, self._compare_fn
            )

    def update(
        self, checkpoint_path: str, eval_result: dict[str, Any] | None
    ) -> tuple[str, dict[str, Any] | None]:
        """Returns what it is given where that is the best so far, else ``("", None)``.

        Raises:
          ValueError: the path or the result is missing.
        """
        if not checkpoint_path:
            raise ValueError("Checkpoint path is empty.")
        if eval_result is None:
            raise ValueError(f"{checkpoint_path} has empty evaluation results.")
        best = self._best_eval_result
        if best is not None and not self._compare_fn(best, eval_result):
            return "", None
        self._best_eval_result = eval_result
        return checkpoint_path, eval_result


def make_best_model_export_strategy(
    serving_input_fn: Callable,
    exports_to_keep: int | None = 1,
    model_dir: str | None = None,
    event_file_pattern: str | None = None,
    compare_fn: Callable[..., bool] | None = None,
    default_output_alternative_key: str | None = None,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """Returns the ExportStrategy ``best_model``, which exports when a model is the best so far.

    Args:
      serving_input_fn: see :func:`make_export_strategy`.
      exports_to_keep: how many exports of a checkpoint are kept.
      model_dir: where the event files of earlier evaluations are.
      event_file_pattern: their names in it.
      compare_fn: see :class:`BestModelSelector`.
      default_output_alternative_key: the default of several outputs.
      strip_default_attrs: see :func:`make_export_strategy`.
    """
    servo = make_export_strategy(
        serving_input_fn,
        exports_to_keep=exports_to_keep,
        default_output_alternative_key=default_output_alternative_key,
        strip_default_attrs=strip_default_attrs,
    )
    has_events = model_dir and event_file_pattern
    pattern = os.path.join(model_dir, event_file_pattern) if has_events else None
    selector = BestModelSelector(pattern, compare_fn)

    def export_fn(estimator, export_dir_base, checkpoint_path, eval_result=None):
        checkpoint_path = checkpoint_path or tf.train.latest_checkpoint(estimator.model_dir)
        best_path, best_result = selector.update(checkpoint_path, eval_result)
        if not best_path or best_result is None:
            return ""
        base = tf.compat.as_str(export_dir_base)
        export_dir = os.path.join(base, os.path.basename(best_path))
        return servo.export(estimator, export_dir, best_path, best_result)

    return ExportStrategy("best_model", export_fn)


def extend_export_strategy(
    base_export_strategy: ExportStrategy,
    post_export_fn: Callable[[str, str], str],
    post_export_name: str | None = None,
) -> ExportStrategy:
    """Returns an ExportStrategy whose exports another function works on.

    Args:
      base_export_strategy: exports first.
      post_export_fn: called with the export's directory and another to write to, which its result
        must be in.
      post_export_name: the strategy's name; that of the base by default.
    """

    def export_fn(estimator, export_dir_base, checkpoint_path=None):
        def new_directory(kind):
            path = os.path.join(export_dir_base, f"temp-{kind}-export-{int(time.time())}")
            if tf.gfile.Exists(path):
                raise RuntimeError(f"Failed to obtain {kind} export directory")
            tf.gfile.MakeDirs(path)
            return path

        export_dir_base = tf.compat.as_str(export_dir_base)
        base_dir = new_directory("base")
        exported = base_export_strategy.export(estimator, base_dir, checkpoint_path)
        post_dir = new_directory("post")
        result = post_export_fn(exported, post_dir)
        if not result.startswith(post_dir):
            raise ValueError(f"post_export_fn must return a sub-directory of {post_dir}")
        final = os.path.join(export_dir_base, os.path.relpath(result, post_dir))
        if tf.gfile.Exists(final):
            raise RuntimeError("Failed to obtain final export directory")
        tf.gfile.Rename(result, final)
        tf.gfile.DeleteRecursively(base_dir)
        tf.gfile.DeleteRecursively(post_dir)
        return final

    return ExportStrategy(post_export_name or base_export_strategy.name, export_fn)
