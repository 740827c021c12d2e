"""What ``tf.contrib.learn.learn_runner.tune`` asks of a search for hyperparameters."""

from __future__ import annotations

import abc


class Tuner(abc.ABC):
    """Tries hyperparameters, one trial after another."""

    @abc.abstractmethod
    def next_trial(self) -> bool:
        """Moves on to the next trial; returns whether there is one."""

    @abc.abstractmethod
    def run_experiment(self, experiment_fn) -> None:
        """Makes and runs the experiment of the present trial.

        Args:
          experiment_fn: a function from a run configuration and hyperparameters to an
            ``Experiment``.
        """
