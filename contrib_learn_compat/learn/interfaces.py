"""What can be trained and what can be evaluated: the interfaces that Experiment asks for."""

from __future__ import annotations

import abc


class Trainable(abc.ABC):
    """Can be trained."""

    @abc.abstractmethod
    def fit(
        self, x=None, y=None, input_fn=None, steps=None, batch_size=None, monitors=None,
        max_steps=None,
    ):  # fmt: skip
        """Trains on `input_fn`, or on `x` and `y` in batches, for `steps` or up to `max_steps`."""


class Evaluable(abc.ABC):
    """Can be evaluated."""

    @property
    @abc.abstractmethod
    def model_dir(self):
        """The directory that holds the checkpoints to evaluate."""

    @abc.abstractmethod
    def evaluate(
        self, x=None, y=None, input_fn=None, feed_fn=None, batch_size=None, steps=None,
        metrics=None, name=None, checkpoint_path=None, hooks=None,
    ):  # fmt: skip
        """Returns metrics by name, computed on `input_fn` or on `x` and `y`."""
