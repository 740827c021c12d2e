"""Monitors that log or keep the values of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.monitors.base import BaseMonitor, EveryN, output_of


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
            f"{tag} = {output_of(outputs, name)}"
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
        self._var_values[step] = output_of(outputs, self._var_name)


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
