"""What a legacy program trains and evaluates, recorded while it runs on.

Of each training it makes some steps, and leaves a checkpoint of them in a directory of scratch,
for what the program does next.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import tensorflow as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.keras.verification import (
    EVALUATED_BATCHES,
    NotComparableError,
    feeding,
    graphs,
    guarding,
    mode_graphs,
)
from contrib_learn_compat.learn import estimator as learn_estimator
from contrib_learn_compat.model_fn import ModeKeys

tf1 = tf.compat.v1

MOST_TRAININGS, MOST_EVALUATIONS = 8, 20
_WORLDS = learn_estimator.BaseEstimator, core_estimator.Estimator
_GLOBAL_STEP = "global_step"
_WRITERS = [
    (learn_estimator.BaseEstimator, "export"),
    (learn_estimator.Estimator, "export_savedmodel"),
    (core_estimator.Estimator, "export_savedmodel"),
    (core_estimator.Estimator, "export_saved_model"),
]


def training_record(
    training: graphs.Training, estimator: Any, input_fn: Callable, hooks: list
) -> dict[str, Any]:
    """Returns what an estimator's model computes, before and after some steps of training.

    Args:
      training: of `estimator`, which is one of either world or a ModelFn.
      estimator: whose model it is.
      input_fn: what it is to be trained on.
      hooks: those of the training; of these, the ones run that feed it or prepare its input.

    Returns:
      ``batches`` (the different ones), ``order`` (which of them each step takes), ``repeatable``,
      ``variables`` (by ``initial`` and ``trained``, then by name), ``trainable``, ``draws`` of the
      initial values, ``losses`` of the steps and variables after some ``steps``, ``disturbed`` (the
      same from initial values that are rounded in another way), ``dropout``, ``optimizer``, and by
      ``initial`` and ``trained`` in ``training``, ``evaluation`` and ``prediction`` what the graphs
      gave.
    """
    batches, values = training.batches, training.values
    some = batches[: graphs.METRIC_BATCHES]
    return {
        **training.record,
        "repeatable": feeding.is_repeatable(estimator, input_fn, hooks, ModeKeys.TRAIN, batches),
        "evaluation": mode_graphs.evaluated(estimator, input_fn, some, values),
        "prediction": mode_graphs.predicted(estimator, input_fn, batches[0], values),
    }


class Followed:
    """A program's estimators: the trainings and evaluations of which there are records."""

    def __init__(self, step_count: int, scratch: str):
        self._step_count, self._scratch = step_count, scratch
        self._trainings: list[dict[str, Any]] = []
        self._evaluations: list[dict[str, Any]] = []
        self._known: list[Any] = []
        # By the model_dirs that estimators were given: where their checkpoints are, and the number
        # of the training that they are of.
        self._moved: dict[str, tuple[str, int]] = {}
        self._guard = guarding.Guard()

    def run(self, program: Callable[[], Any], path: str) -> dict[str, Any]:
        """Runs a program; returns ``trainings``, ``evaluations``, and why it was ``left`` or ""."""
        with self._patches():
            left = self._guard.run(program, path)
        return {"trainings": self._trainings, "evaluations": self._evaluations, "left": left}

    @contextlib.contextmanager
    def _patches(self) -> Iterator[None]:
        learn, core = _WORLDS
        evaluate_learn, evaluate_core = learn._evaluate_model, core.evaluate

        def train(estimator, input_fn, hooks, *_):
            return self._train(estimator, input_fn, hooks)

        def evaluate_model(
            estimator, input_fn, steps, feed_fn=None, metrics=None, name="", checkpoint_path=None,
            hooks=None, log_progress=True,
        ):  # fmt: skip
            all_hooks = [*(hooks or ()), *([tf1.train.FeedFnHook(feed_fn)] if feed_fn else ())]
            results = self._evaluate(
                estimator, input_fn, steps, all_hooks, checkpoint_path, metrics
            )
            if results is None:
                return evaluate_learn(
                    estimator, input_fn, steps, feed_fn, metrics, name, checkpoint_path, hooks
                )
            return results, results.pop(_GLOBAL_STEP)

        def evaluate(estimator, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
            results = self._evaluate(estimator, input_fn, steps, hooks or [], checkpoint_path)
            if results is None:
                return evaluate_core(estimator, input_fn, steps, hooks, checkpoint_path, name)
            return results

        def model_dir(estimator):
            given = vars(estimator)["_model_dir"]
            return self._moved.get(given, (given, None))[0]

        moved = property(
            model_dir, lambda estimator, given: vars(estimator).update(_model_dir=given)
        )
        with contextlib.ExitStack() as stack:

            def patch(owner, name, new, **options):
                stack.enter_context(mock.patch.object(owner, name, new, **options))

            # All ways to train come together here, each world in its own method; and a model_dir in
            # which max_steps are reached is not to end the program before.
            for world, module in zip(_WORLDS, (learn_estimator, core_estimator), strict=True):
                patch(module, "saved_global_step", lambda model_dir: 0)
                patch(world, "_train_model", train)
                patch(world, "_model_dir", moved, create=True)
            for patch_of_files in self._guard.watching_files():
                stack.enter_context(patch_of_files)
            for owner, name in _WRITERS:
                stack.enter_context(self._guard.watching(owner, name))
            patch(learn, "_evaluate_model", evaluate_model)
            patch(core, "evaluate", evaluate)
            yield

    def _train(self, estimator, input_fn, hooks):
        if any(estimator is known for known in self._known):
            return self._guard.skip()
        if len(self._trainings) == MOST_TRAININGS:
            raise guarding.LeftError(f"where it trains more than {MOST_TRAININGS} models")
        with self._guard.pause():
            training = graphs.Training(estimator, input_fn, hooks, self._step_count)
            directory = tempfile.mkdtemp(dir=self._scratch)
            training.save(directory)
            self._moved[vars(estimator)["_model_dir"]] = directory, len(self._trainings)
            self._trainings.append(training_record(training, estimator, input_fn, hooks))
        self._known.append(estimator)
        return self._trainings[-1]["losses"][-1]

    def _evaluate(self, estimator, input_fn, steps, hooks, checkpoint_path, metrics=None):
        """Returns the results of an evaluation, or None where it is none of what is trained."""
        if not self._guard.is_on:
            return None
        if len(self._evaluations) == MOST_EVALUATIONS:
            raise guarding.LeftError(f"where it evaluates more than {MOST_EVALUATIONS} times")
        _, training = self._moved.get(vars(estimator)["_model_dir"], ("", None))
        if training is None or checkpoint_path:
            self._evaluations.append({"training": None})
            return None
        with self._guard.pause():
            count = min(steps or EVALUATED_BATCHES, EVALUATED_BATCHES)
            seed, mode = estimator.config.tf_random_seed, ModeKeys.EVAL
            batches = feeding.read(estimator, input_fn, hooks, mode, count, seed)
            if not batches:
                raise NotComparableError("the input of an evaluation is empty")
            trained = self._trainings[training]["variables"]["trained"]
            evaluated = mode_graphs.evaluated(
                estimator, input_fn, batches, {"trained": trained}, metrics
            )["trained"]
            self._evaluations.append(
                {
                    "training": training,
                    "batches": batches,
                    "repeatable": feeding.is_repeatable(estimator, input_fn, hooks, mode, batches),
                    "results": evaluated,
                }
            )
        metrics = {"loss": evaluated["loss"], **evaluated["metrics"]}
        return {**metrics, _GLOBAL_STEP: trained[_GLOBAL_STEP]}
