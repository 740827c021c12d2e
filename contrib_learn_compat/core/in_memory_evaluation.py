"""Evaluation in the midst of training, of variables that no checkpoint has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.core.estimator import Estimator


class InMemoryEvaluatorHook(tf.train.SessionRunHook):
    """Evaluates before training, every so many steps, and after it, without checkpoints.

    It works on a single machine, and with models that have no state but variables and no saver or
    init_fn of their own.
    """

    def __init__(
        self,
        estimator: Estimator,
        input_fn: Callable,
        steps: int | None = None,
        hooks: Any = None,
        name: str | None = None,
        every_n_iter: int = 100,
    ):
        """Takes what to evaluate and when.

        Args:
          estimator: the Estimator that is trained.
          input_fn: see ``Estimator.evaluate``, as `steps`, `hooks` and `name`.
          steps: the number of batches; all that the input has where None.
          hooks: SessionRunHooks of the evaluation session.
          name: tells this evaluation's events from those of others.
          every_n_iter: how many training steps there are between two evaluations.

        Raises:
          ValueError: `every_n_iter` is not positive, or there is a cluster.
        """
        if every_n_iter is None or every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        config = estimator.config
        if config.num_ps_replicas > 0 or config.num_worker_replicas > 1:
            raise ValueError("InMemoryEvaluator supports only single machine (aka Local) setting.")
        self._estimator, self._input_fn, self._name = estimator, input_fn, name
        self._hooks = estimator._evaluation_hooks(hooks, steps)
        self._timer = tf.train.SecondOrStepTimer(every_steps=every_n_iter)

    def begin(self):
        self._timer.reset()
        self._step = 0
        with engine.model_graph(self._estimator.config.tf_random_seed) as self._graph:
            self._evaluation = self._estimator._build_evaluation(self._input_fn)
            for what in ("saver", "init_fn"):
                if getattr(self._evaluation.scaffold, what) is not None:
                    raise ValueError(f"InMemoryEvaluator does not support custom {what}")

    def after_create_session(self, session, coord):
        if tf.get_collection(tf.GraphKeys.SAVEABLE_OBJECTS):
            raise ValueError(
                "InMemoryEvaluator does not support saveables other than global variables."
            )
        self._trained = {variable.name: variable for variable in tf.global_variables()}
        with self._graph.as_default():
            evaluated = [v for v in tf.global_variables() if v.name in self._trained]
            self._placeholders = {v.name: tf.placeholder(v.dtype.base_dtype) for v in evaluated}
            self._assign = tf.group(*(tf.assign(v, self._placeholders[v.name]) for v in evaluated))
        self._evaluate(session)

    def after_run(self, run_context, run_values):
        self._step += 1
        if self._timer.should_trigger_for_step(self._step):
            self._evaluate(run_context.session)

    def end(self, session):
        self._evaluate(session)

    def _evaluate(self, training: tf.Session) -> None:
        values = training.run({name: self._trained[name] for name in self._placeholders})
        feeds = {self._placeholders[name]: value for name, value in values.items()}
        scaffold = tf.train.Scaffold(
            init_fn=lambda _, session: session.run(self._assign, feed_dict=feeds),
            copy_from_scaffold=self._evaluation.scaffold,
        )
        with self._graph.as_default():
            self._estimator._run_evaluation(
                self._evaluation._replace(scaffold=scaffold), None, self._hooks, self._name
            )
        self._timer.update_last_triggered_step(self._step)
