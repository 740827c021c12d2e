"""``tf.contrib.learn.Estimator``: the older face of the engine, for model_fns of every age."""

from __future__ import annotations

import abc
import copy
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.core import checkpoint_errors, engine, events, saved_model
from contrib_learn_compat.core import input_fn as input_fns
from contrib_learn_compat.core.estimator import saved_global_step
from contrib_learn_compat.core.functions import argument_names, taken_by
from contrib_learn_compat.core.nan_loss import NanLossHook
from contrib_learn_compat.core.run_config import device_filters
from contrib_learn_compat.keys import COLLECTION_DEF_KEY_FOR_INPUT_FEATURE_KEYS, MetricKey
from contrib_learn_compat.layers.feature_column_ops import infer_real_valued_columns
from contrib_learn_compat.learn import metric_spec, run_config, sklearn_style, tensor_signature
from contrib_learn_compat.learn import monitors as monitor_lib
from contrib_learn_compat.learn.interfaces import Evaluable, Trainable
from contrib_learn_compat.learn.io import data_feeder
from contrib_learn_compat.learn.predictions import Predictions
from contrib_learn_compat.learn.sklearn_style import NotFittedError
from contrib_learn_compat.learn.utils import export as session_bundle_export
from contrib_learn_compat.learn.utils import saved_model_export_utils
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps

_EVALUATING_MODES = ("all", "evaluate", "eval_evalset")
_get_replica_device_setter = engine.replica_device_setter  # so named in TF 1.15


class GraphRewriteSpec(NamedTuple):
    """The tags of an exported graph, and the transforms that it went through."""

    tags: tuple[str, ...]
    transforms: tuple[str, ...]


_NO_REWRITE = (GraphRewriteSpec((tf.saved_model.tag_constants.SERVING,), ()),)


class BaseEstimator(sklearn_style.BaseEstimator, Evaluable, Trainable):
    """Trains, evaluates and predicts; subclasses say what with.

    They define ``_get_train_ops(features, labels)``, ``_get_predict_ops(features)`` and
    ``_get_eval_ops(features, labels, metrics)``, each of which returns ModelFnOps.
    """

    _Config = run_config.RunConfig

    def __init__(self, model_dir: str | None = None, config: Any = None):
        """Takes where the state lives.

        Args:
          model_dir: the directory of checkpoints and events; the config's, or a temporary one.
          config: a RunConfig of tf.contrib.learn or tf.estimator.

        Raises:
          ValueError: `model_dir` is not the config's.
        """
        if config is None:
            config = self._Config()
            tf.logging.info("Using default config.")
        if None not in (model_dir, config.model_dir) and model_dir != config.model_dir:
            raise ValueError(
                "model_dir are set both in constructor and RunConfig, but with different values. "
                f"In constructor: '{model_dir}', in RunConfig: '{config.model_dir}' "
            )
        self._session_config = config.session_config
        if self._session_config is None:
            filters = device_filters(config.task_type, config.task_id) if config.master else []
            self._session_config = tf.ConfigProto(allow_soft_placement=True, device_filters=filters)
        self._model_dir = model_dir or config.model_dir
        if self._model_dir is None:
            self._model_dir = tempfile.mkdtemp()
            tf.logging.warning("Using temporary folder as model directory: %s", self._model_dir)
        if config.model_dir is None:
            config = config.replace(model_dir=self._model_dir)
        self._config = config
        tf.logging.info("Using config: %s", str(vars(self._config)))
        self._device_fn = engine.replica_device_setter(self._config)
        self._features_info = None
        self._labels_info = None
        self._graph = None

    @property
    def config(self) -> Any:
        return copy.deepcopy(self._config)

    @property
    def model_dir(self) -> str:
        return self._model_dir

    @property
    def model_fn(self) -> Callable:
        """The model_fn with params bound: a function of features, labels, mode and config."""

        def public_model_fn(features, labels, mode, config):
            return self._call_model_fn(features, labels, mode, config=config)

        return public_model_fn

    @property
    def _targets_info(self) -> Any:
        """What ``_labels_info`` was called before labels were."""
        return self._labels_info

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Callable | None = None,
        steps: int | None = None,
        batch_size: int | None = None,
        monitors: list | None = None,
        max_steps: int | None = None,
    ) -> BaseEstimator:
        """Trains from the newest checkpoint on.

        Args:
          x: features: an array, a dict of arrays, a DataFrame or an iterator.
          y: labels, likewise.
          input_fn: returns features and labels, in place of `x` and `y`.
          steps: how many steps to make; until the input ends where both are None.
          batch_size: of `x` and `y`.
          monitors: monitors and SessionRunHooks.
          max_steps: the global step to stop at, counted over all calls.

        Returns:
          The estimator itself.

        Raises:
          ValueError: arguments that exclude each other, or none of `x` and `input_fn`.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        _verify_input_args(x, y, input_fn, None, batch_size)
        if x is not None:
            as_arrays = SKCompat(self)
            as_arrays.fit(x, y, batch_size, steps, max_steps, monitors)
            return self
        if max_steps is not None and max_steps <= saved_global_step(self._model_dir):
            tf.logging.info("Skipping training since max_steps has already saved.")
            return self
        hooks = monitor_lib.replace_monitors_with_hooks(monitors, self)
        if steps is not None or max_steps is not None:
            hooks.append(tf.train.StopAtStepHook(steps, max_steps))
        loss = self._train_model(input_fn=input_fn, hooks=hooks)
        tf.logging.info("Loss for final step: %s.", loss)
        return self

    def partial_fit(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Callable | None = None,
        steps: int | None = 1,
        batch_size: int | None = None,
        monitors: list | None = None,
    ) -> BaseEstimator:
        """Makes one more step, or `steps`; as :meth:`fit`, which it calls."""
        tf.logging.warning(
            "The current implementation of partial_fit is not optimized"
            " for use in a loop. Consider using fit() instead."
        )
        return self.fit(x, y, input_fn, steps, batch_size, monitors)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Callable | None = None,
        feed_fn: Callable | None = None,
        batch_size: int | None = None,
        steps: int | None = None,
        metrics: dict | None = None,
        name: str | None = None,
        checkpoint_path: str | None = None,
        hooks: list | None = None,
        log_progress: bool = True,
    ) -> dict[str, Any]:
        """Evaluates a checkpoint and writes the results as summaries.

        Args:
          x: features, see :meth:`fit`.
          y: labels.
          input_fn: returns features and labels, in place of `x` and `y`.
          feed_fn: returns each step's feed dict.
          batch_size: of `x` and `y`.
          steps: the number of batches; all that the input has where None.
          metrics: a dict of MetricSpecs by name, beside those of the model.
          name: tells this evaluation's events from those of others.
          checkpoint_path: the checkpoint; the newest by default.
          hooks: SessionRunHooks of the evaluation session.
          log_progress: whether to log each step.

        Returns:
          The metrics by name, with ``loss`` and ``global_step``.

        Raises:
          NotFittedError: there is no checkpoint.
          ValueError: arguments that exclude each other, or `metrics` that are no dict.
        """
        _verify_input_args(x, y, input_fn, feed_fn, batch_size)
        if x is not None:
            return SKCompat(self).score(x, y, batch_size, steps, metrics, name)
        _check_metrics(metrics)
        results, global_step = self._evaluate_model(
            input_fn, steps, feed_fn, metrics, name, checkpoint_path, hooks, log_progress
        )
        if results is not None:
            results["global_step"] = global_step
        return results

    def predict(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        outputs: list[str] | None = None,
        as_iterable: bool = True,
        iterate_batches: bool = False,
    ) -> Any:
        """Returns predictions.

        Args:
          x: features, see :meth:`fit`.
          input_fn: returns features, in place of `x`; labels, where it returns them, are dropped.
          batch_size: of `x`.
          outputs: names of the predictions to compute; all by default.
          as_iterable: False returns the arrays of the first batch, or of all of `x`.
          iterate_batches: yield whole batches.

        Returns:
          An iterator over examples or batches, each an array or a dict of arrays. NumPy takes it
          for an array of all of them.

        Raises:
          NotFittedError: there is no checkpoint.
          ValueError: arguments that exclude each other, or `outputs` that do not fit.
        """
        _verify_input_args(x, None, input_fn, None, batch_size)
        if x is not None and not as_iterable:
            return SKCompat(self).predict(x, batch_size)
        input_fn, feed_fn = _get_input_fn(x, None, input_fn, None, batch_size)
        return self._infer_model(input_fn, feed_fn, outputs, as_iterable, iterate_batches)

    def export(
        self,
        export_dir: str,
        input_fn: Callable | None = session_bundle_export._default_input_fn,
        input_feature_key: str | None = None,
        use_deprecated_input_fn: bool = True,
        signature_fn: Callable | None = None,
        prediction_key: str | None = None,
        default_batch_size: int | None = 1,
        exports_to_keep: int | None = None,
        checkpoint_path: str | None = None,
    ) -> bytes:
        """Exports a checkpoint as Serving took it before there was :meth:`export_savedmodel`.

        Args:
          export_dir: the directory that the export's own, named by the global step, is made in.
          input_fn: given the estimator and a string tensor of serialized tf.Examples, returns the
            features; by default it parses those that the estimator has been trained on.
          input_feature_key: without `use_deprecated_input_fn`, the key of the serialized
            tf.Examples in the features.
          use_deprecated_input_fn: False for an `input_fn` without arguments that returns features
            and labels.
          signature_fn: makes the signatures; see ``tf.contrib.learn.utils.export``.
          prediction_key: of several predictions, the one that `signature_fn` is given.
          default_batch_size: the number of examples in a request; any where None.
          exports_to_keep: how many exports are kept; all where None.
          checkpoint_path: the checkpoint; the newest by default.

        Returns:
          The export's directory.

        Raises:
          NotFittedError: there is no checkpoint.
          RuntimeError: the checkpoint has been exported already.
          ValueError: there are no features, or no examples for the signature.
        """
        return session_bundle_export._export_estimator(
            self,
            export_dir,
            signature_fn=signature_fn,
            prediction_key=prediction_key,
            input_fn=input_fn,
            use_deprecated_input_fn=use_deprecated_input_fn,
            input_feature_key=input_feature_key,
            checkpoint_path=checkpoint_path,
            default_batch_size=default_batch_size,
            exports_to_keep=exports_to_keep,
        )

    def get_variable_value(self, name: str) -> np.ndarray:
        """Returns a variable's value in the newest checkpoint."""
        return tf.train.load_variable(self.model_dir, name)

    def get_variable_names(self) -> list[str]:
        """Returns the names of all variables in the newest checkpoint."""
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    @abc.abstractmethod
    def _get_train_ops(self, features, labels):
        """Builds the training graph; returns ModelFnOps."""

    @abc.abstractmethod
    def _get_predict_ops(self, features):
        """Builds the prediction graph; returns ModelFnOps."""

    def _get_eval_ops(self, features, labels, metrics):
        """Builds the evaluation graph; returns ModelFnOps."""
        raise NotImplementedError("_get_eval_ops not implemented in BaseEstimator")

    def _get_feature_ops_from_example(self, examples_batch):
        """Parses serialized tf.Examples into the features that the estimator was trained on."""
        if self._features_info is None:
            raise ValueError("Features information missing, was fit() ever called?")
        return tensor_signature.create_example_parser_from_signatures(
            self._features_info, examples_batch
        )

    def _check_inputs(self, features, labels):
        """Remembers what the first inputs look like, and holds all others against them."""
        self._features_info = _checked_info("Features", "features", features, self._features_info)
        if labels is not None:
            self._labels_info = _checked_info("Labels", "labels", labels, self._labels_info)

    def _extract_metric_update_ops(self, eval_dict):
        """Returns the op of all updates, or None, and the values by name."""
        values, updates = {}, []
        for name, ops in eval_dict.items():
            values[name] = ops
            if not isinstance(ops, (list, tuple)):
                continue
            if len(ops) == 2:
                values[name], update = ops
                updates.append(update)
            else:
                tf.logging.warning(
                    f"Ignoring metric {name}. It returned a list|tuple with len {len(ops)}, "
                    "expected 2"
                )
        return tf.group(*updates) if updates else None, values

    def _newest_checkpoint(self) -> str:
        checkpoint = tf.train.latest_checkpoint(self._model_dir)
        if not checkpoint:
            raise NotFittedError(f"Couldn't find trained model at {self._model_dir}.")
        return checkpoint

    def _train_model(self, input_fn, hooks):
        config = self._config
        with engine.model_graph(config.tf_random_seed, self._device_fn) as self._graph:
            features, labels, input_hooks = input_fns.read(input_fn())
            self._check_inputs(features, labels)
            _private.get_or_create_global_step_read()
            ops = self._get_train_ops(features, labels)
            watched = {"loss": ops.loss, "step": tf.train.get_global_step()}
            return engine.train(
                train_op=ops.train_op,
                loss=ops.loss,
                scaffold=ops.scaffold or tf.train.Scaffold(),
                model_dir=self._model_dir,
                config=config,
                session_config=self._session_config,
                hooks=[
                    *input_hooks,
                    *hooks,
                    NanLossHook(ops.loss),
                    tf.train.LoggingTensorHook(watched, every_n_iter=100),
                    *ops.training_hooks,
                ],
                chief_hooks=ops.training_chief_hooks,
                save_summaries_steps=config.save_summary_steps,
                log_step_count_steps=100,
            )

    def _evaluate_model(
        self,
        input_fn: Callable,
        steps: int | None,
        feed_fn: Callable | None = None,
        metrics: dict | None = None,
        name: str | None = "",
        checkpoint_path: str | None = None,
        hooks: list | None = None,
        log_progress: bool = True,
    ) -> tuple[dict[str, Any] | None, int | None]:
        if getattr(self._config, "execution_mode", "all") not in _EVALUATING_MODES:
            return None, None
        checkpoint_path = checkpoint_path or self._newest_checkpoint()
        eval_dir = os.path.join(self._model_dir, f"eval_{name}" if name else "eval")
        with engine.model_graph(self._config.tf_random_seed):
            features, labels, input_hooks = input_fns.read(input_fn())
            self._check_inputs(features, labels)
            ops = self._get_eval_ops(features, labels, metrics)
            update_op, values = self._extract_metric_update_ops(ops.eval_metric_ops)
            hooks = [*input_hooks, *(hooks or ())]
            if feed_fn:
                hooks.append(tf.train.FeedFnHook(feed_fn))
            if steps == 0:
                tf.logging.warning(
                    "evaluation steps are 0. If `input_fn` does not raise `OutOfRangeError`, the "
                    "evaluation will never stop. Use steps=None if intended."
                )
            elif steps:
                hooks.append(_private.StopAfterNEvalsHook(steps, log_progress=log_progress))
            step_key = "global_step"
            while step_key in values:
                step_key = f"_{step_key}"
            results = engine.evaluate(
                checkpoint_path=checkpoint_path,
                scaffold=ops.scaffold,
                master=self._config.evaluation_master,
                session_config=self._session_config,
                hooks=hooks,
                update_op=update_op,
                results={**values, step_key: tf.train.get_global_step()},
            )
        global_step = results[step_key]
        described = ", ".join(
            f"{key} = {value!s}" if _is_number(value) else f"Type of {key} = {type(value)}"
            for key, value in sorted(results.items())
        )
        tf.logging.info("Saving dict for global step %d: %s", global_step, described)
        events.write_results(eval_dir, results, global_step, number_parts=False)
        return results, global_step

    def _infer_model(
        self, input_fn, feed_fn=None, outputs=None, as_iterable=True, iterate_batches=False
    ):
        checkpoint_path = self._newest_checkpoint()
        with engine.model_graph(self._config.tf_random_seed) as graph:
            features, input_hooks = _features(input_fn())
            ops = self._get_predict_ops(features)
            if ops.predictions == {}:
                raise IndexError("The model_fn returned no predictions: there is nothing to run.")
            session, next_batch = engine.prediction_session(
                checkpoint_path=checkpoint_path,
                scaffold=ops.scaffold,
                master="",
                session_config=self._session_config,
                hooks=[*input_hooks, *([tf.train.FeedFnHook(feed_fn)] if feed_fn else ())],
                predictions=engine.selected(ops.predictions, outputs, "outputs"),
            )
        if as_iterable:
            # Without a queue, a dataset or a feed, every batch would be the same.
            constant = not input_hooks and self._is_input_constant(feed_fn, graph)
            return Predictions(_predict_generator(session, next_batch, iterate_batches, constant))
        with session:
            return next_batch()

    def _is_input_constant(self, feed_fn, graph):
        return feed_fn is None and not graph.get_collection(tf.GraphKeys.QUEUE_RUNNERS)


class Estimator(BaseEstimator):
    """Runs a model_fn of any of the signatures that tf.contrib.learn ever had."""

    def __init__(
        self,
        model_fn: Callable | None = None,
        model_dir: str | None = None,
        config: Any = None,
        params: Any = None,
        feature_engineering_fn: Callable | None = None,
    ):
        """Takes the model.

        Args:
          model_fn: called with features and labels by position and with those of ``mode``,
            ``params``, ``config`` and ``model_dir`` that it has parameters for; returns ModelFnOps
            or ``(predictions, loss, train_op)``.
          model_dir: the directory of checkpoints and events; the config's, or a temporary one.
          config: a RunConfig.
          params: whatever the model_fn takes as such.
          feature_engineering_fn: maps features and labels to those that the model_fn gets.

        Raises:
          ValueError: `params` for a model_fn that does not take them, or two model_dirs.
        """
        super().__init__(model_dir=model_dir, config=config)
        if model_fn is not None:
            takes_params = "params" in argument_names(model_fn)
            if params is not None and not takes_params:
                raise ValueError(
                    f"Estimator's model_fn ({model_fn}) does not have a params argument, but "
                    f"params ({params}) were passed to the Estimator's constructor."
                )
            if params is None and takes_params:
                tf.logging.warning(
                    "Estimator's model_fn (%s) includes params "
                    "argument, but params are not passed to Estimator.",
                    model_fn,
                )
        self._model_fn = model_fn
        self.params = params
        self._feature_engineering_fn = feature_engineering_fn or _unchanged

    def _call_model_fn(self, features, labels, mode, metrics=None, config=None):
        """Calls the model_fn and makes ModelFnOps of what it returns, with `metrics` added."""
        features, labels = self._feature_engineering_fn(features, labels)
        taken = taken_by(
            self._model_fn,
            mode=mode,
            params=self.params,
            config=config or self.config,
            model_dir=self.model_dir,
        )
        ops = self._model_fn(features, labels, **taken)
        if not isinstance(ops, ModelFnOps):
            if len(ops) != 3:
                raise ValueError(
                    "Unrecognized value returned by model_fn, please return ModelFnOps."
                )
            predictions, loss, train_op = ops
            ops = ModelFnOps(mode=mode, predictions=predictions, loss=loss, train_op=train_op)
        if metrics:
            ops.eval_metric_ops.update(
                _make_metrics_ops(metrics, features, labels, ops.predictions)
            )
        return ops

    def _get_train_ops(self, features, labels):
        return self._call_model_fn(features, labels, ModeKeys.TRAIN)

    def _get_eval_ops(self, features, labels, metrics):
        ops = self._call_model_fn(features, labels, ModeKeys.EVAL, metrics)
        if MetricKey.LOSS not in ops.eval_metric_ops:
            ops.eval_metric_ops[MetricKey.LOSS] = tf.metrics.mean(ops.loss)
        return ops

    def _get_predict_ops(self, features):
        labels = tensor_signature.create_placeholders_from_signatures(self._labels_info)
        return self._call_model_fn(features, labels, ModeKeys.INFER)

    def export_savedmodel(
        self,
        export_dir_base: str,
        serving_input_fn: Callable,
        default_output_alternative_key: str | None = None,
        assets_extra: dict[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        graph_rewrite_specs: tuple[GraphRewriteSpec, ...] = _NO_REWRITE,
        strip_default_attrs: bool = False,
    ) -> bytes:
        """Exports the model for serving as a SavedModel, into a directory named by the time.

        Args:
          export_dir_base: the directory that the export's own is made in.
          serving_input_fn: returns InputFnOps.
          default_output_alternative_key: the default of several outputs.
          assets_extra: files to copy, by their path under ``assets.extra``.
          as_text: whether the graph is written as text.
          checkpoint_path: the checkpoint; the newest by default.
          graph_rewrite_specs: one GraphRewriteSpec without transforms, for its tags.
          strip_default_attrs: whether attributes that have their defaults are left out.

        Returns:
          The export's directory.

        Raises:
          ValueError: there is no `serving_input_fn`, or graph rewrites are asked for.
          NotFittedError: there is no checkpoint.
        """
        if serving_input_fn is None:
            raise ValueError("serving_input_fn must be defined.")
        if not graph_rewrite_specs or graph_rewrite_specs[0].transforms:
            raise ValueError("The first element of graph_rewrite_specs must specify no transforms.")
        if len(graph_rewrite_specs) > 1:
            raise ValueError(
                "TensorFlow has no graph transforms any more: give one GraphRewriteSpec, without "
                "transforms, and optimize the export itself."
            )
        checkpoint_path = checkpoint_path or self._newest_checkpoint()
        with (
            saved_model.exported(export_dir_base, assets_extra, as_text) as (builder, export_dir),
            engine.model_graph(self._config.tf_random_seed),
        ):
            input_ops = serving_input_fn()
            inputs, features = saved_model_export_utils.get_input_alternatives(input_ops)
            for key in input_ops.features:
                tf.add_to_collection(COLLECTION_DEF_KEY_FOR_INPUT_FEATURE_KEYS, key)
            ops = self._call_model_fn(features, None, ModeKeys.INFER)
            outputs, default = saved_model_export_utils.get_output_alternatives(
                ops, default_output_alternative_key
            )
            signatures = saved_model_export_utils.build_all_signature_defs(inputs, outputs, default)
            saver = (ops.scaffold and ops.scaffold.saver) or tf.train.Saver(sharded=True)
            local_init_op = tf.train.Scaffold.default_local_init_op()
            with tf.Session() as session:
                with checkpoint_errors.explained(checkpoint_path, tf.train.Scaffold(saver=saver)):
                    saver.restore(session, checkpoint_path)
                builder.add_meta_graph_and_variables(
                    session,
                    graph_rewrite_specs[0].tags,
                    signature_def_map=signatures,
                    assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
                    main_op=local_init_op,
                    strip_default_attrs=strip_default_attrs,
                )
        return export_dir


class SKCompat(sklearn_style.BaseEstimator):
    """An estimator as scikit-learn would have it: whole arrays in, whole arrays out."""

    def __init__(self, estimator: BaseEstimator):
        self._estimator = estimator

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 128,
        steps: int | None = None,
        max_steps: int | None = None,
        monitors: list | None = None,
    ) -> SKCompat:
        """Trains on shuffled batches of `x` and `y`; see :meth:`BaseEstimator.fit`."""
        input_fn, feed_fn = _get_input_fn(x, y, None, None, batch_size, shuffle=True, epochs=None)
        self._estimator.fit(
            input_fn=input_fn,
            steps=steps,
            max_steps=max_steps,
            monitors=[tf.train.FeedFnHook(feed_fn), *(monitors or ())],
        )
        return self

    def score(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 128,
        steps: int | None = None,
        metrics: dict | None = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Evaluates on `x` and `y`; see :meth:`BaseEstimator.evaluate`."""
        input_fn, feed_fn = _get_input_fn(x, y, None, None, batch_size)
        _check_metrics(metrics)
        results, global_step = self._estimator._evaluate_model(
            input_fn=input_fn, feed_fn=feed_fn, steps=steps, metrics=metrics, name=name
        )
        if results is not None:
            results["global_step"] = global_step
        return results

    def predict(
        self, x: Any, batch_size: int | None = 128, outputs: list[str] | None = None
    ) -> Any:
        """Returns the predictions for all of `x`: an array, or a dict of arrays."""
        input_fn, feed_fn = _get_input_fn(x, None, None, None, batch_size)
        batches = list(
            self._estimator._infer_model(
                input_fn=input_fn, feed_fn=feed_fn, outputs=outputs, iterate_batches=True
            )
        )
        if not isinstance(batches[0], dict):
            return np.concatenate(batches, axis=0)
        return {key: np.concatenate([b[key] for b in batches], axis=0) for key in batches[0]}


def infer_real_valued_columns_from_input_fn(input_fn: Callable) -> list:
    """Returns a real-valued column for each of the features that `input_fn` returns."""
    with tf.Graph().as_default():
        features, _ = input_fn()
        return infer_real_valued_columns(features)


def infer_real_valued_columns_from_input(x: Any) -> list:
    """Returns a real-valued column for each feature of `x`, see :meth:`BaseEstimator.fit`."""
    input_fn, _ = _get_input_fn(x, None, None, None, None)
    return infer_real_valued_columns_from_input_fn(input_fn)


def _verify_input_args(x, y, input_fn, feed_fn, batch_size):
    if input_fn is not None:
        if x is not None or y is not None:
            raise ValueError("Can not provide both input_fn and x or y.")
        if batch_size is not None:
            raise ValueError("Can not provide both input_fn and batch_size.")
        return
    if x is None:
        raise ValueError("Either x or input_fn must be provided.")
    if tf.is_tensor(x) or tf.is_tensor(y):
        raise ValueError("Inputs cannot be tensors. Please provide input_fn.")
    if feed_fn is not None:
        raise ValueError("Can not provide both feed_fn and x or y.")


def _get_input_fn(x, y, input_fn, feed_fn, batch_size, shuffle=False, epochs=1):
    """Returns an input_fn and a feed_fn: those given, or those of `x` and `y`."""
    _verify_input_args(x, y, input_fn, feed_fn, batch_size)
    if input_fn is not None:
        return input_fn, feed_fn
    feeder = data_feeder.setup_train_data_feeder(
        x, y, n_classes=None, batch_size=batch_size, shuffle=shuffle, epochs=epochs
    )
    return feeder.input_builder, feeder.get_feed_dict_fn()


def _unchanged(features, labels):
    return features, labels


def _features(result: Any) -> tuple[Any, list]:
    """Returns the features of an input_fn's result, and the hooks that start it."""
    if isinstance(result, (list, tuple)):
        return result[0], []
    features, _, hooks = input_fns.read(result)
    return features, hooks


def _checked_info(title: str, name: str, tensors: Any, info: Any) -> Any:
    if info is None:
        return tensor_signature.create_signatures(tensors)
    if not tensor_signature.tensors_compatible(tensors, info):
        raise ValueError(
            f"{title} are incompatible with given information. "
            f"Given {name}: {tensors}, required signatures: {info}."
        )
    return info


def _check_metrics(metrics: Any) -> None:
    if metrics is not None and not isinstance(metrics, dict):
        raise ValueError(f"Metrics argument should be None or dict. Got {metrics}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (float, int, np.float32, np.int32, np.int64))


def _make_metrics_ops(metrics, features, labels, predictions):
    """Calls metrics, which are MetricSpecs or, as of old, functions of predictions and labels.

    Args:
      metrics: by name, or by (name, key of the predictions) for a function.
      features: what the MetricSpecs take weights from.
      labels: a tensor or a dict of them.
      predictions: a tensor or a dict of them.

    Returns:
      What they return, by name.

    Raises:
      ValueError: a key that is no pair, or that is one where it must not be, or the other way.
    """
    only_labels = labels
    if isinstance(labels, dict) and len(labels) == 1:
        (only_labels,) = labels.values()
    result = {}
    for key, metric in sorted((metrics or {}).items()):
        if isinstance(metric, metric_spec.MetricSpec):
            result[key] = metric.create_metric_ops(features, labels, predictions)
            continue
        tf.logging.warning(
            "Please specify metrics using MetricSpec. Using bare functions or (key, fn) tuples "
            "is deprecated and support for it will be removed on Oct 1, 2016."
        )
        if not isinstance(key, tuple):
            if isinstance(predictions, dict):
                raise ValueError(
                    "Metrics passed provide only name, no prediction, but predictions are dict. "
                    f"Metrics: {metrics}, Labels: {only_labels}."
                )
            result[key] = metric(predictions, only_labels)
            continue
        if len(key) != 2:
            raise ValueError(
                f"Invalid metric for {key}. It returned a tuple with len {len(key)}, expected 2."
            )
        if not isinstance(predictions, dict):
            raise ValueError(
                "Metrics passed provide (name, prediction), but predictions are not dict. "
                f"Metrics: {metrics}, Predictions: {predictions}."
            )
        name, prediction = key
        has_own = isinstance(labels, dict) and prediction in labels
        label = labels[prediction] if has_own else only_labels
        result[name] = metric(predictions[prediction], label)
    return result


def _has_rows(values: Iterable[Any]) -> bool:
    """Tells whether `values` are arrays, all of as many rows."""
    return all(isinstance(value, np.ndarray) and value.ndim for value in values) and (
        len({len(value) for value in values}) == 1
    )


def _predict_generator(
    session: tf.train.MonitoredSession,
    next_batch: Callable[[], Any],
    iterate_batches: bool,
    is_constant: bool,
) -> Iterator[Any]:
    with session:
        while not session.should_stop():
            batch = next_batch()
            if iterate_batches:
                yield batch
            elif not isinstance(batch, dict) or _has_rows(batch.values()):
                yield from engine.examples(batch)
            else:
                first = next(iter(batch.values()))
                sparse = isinstance(first, tf.SparseTensorValue)
                for i in range((first.dense_shape if sparse else first.shape)[0]):
                    yield {key: value[i] for key, value in batch.items()}
            if is_constant:
                return
