"""ExportStrategy: a named way to export, for Experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from contrib_learn_compat.core.functions import argument_names, taken_by


class ExportStrategy(NamedTuple):
    """A way to export an estimator.

    Attributes:
      name: the directory of its exports.
      export_fn: called with the estimator and the directory, and with those of
        ``checkpoint_path``, ``eval_result`` and ``strip_default_attrs`` that it has parameters for.
      strip_default_attrs: what `export_fn` is given as such.
    """

    name: str
    export_fn: Callable
    strip_default_attrs: bool | None = None

    def export(
        self,
        estimator: Any,
        export_path: str | bytes,
        checkpoint_path: str | None = None,
        eval_result: dict[str, Any] | None = None,
    ) -> Any:
        """Exports; returns what `export_fn` returns.

        Raises:
          ValueError: `export_fn` takes ``eval_result`` and no ``checkpoint_path``.
        """
        names = argument_names(self.export_fn)
        if "eval_result" in names and "checkpoint_path" not in names:
            raise ValueError("An export_fn accepting eval_result must also accept checkpoint_path.")
        taken = taken_by(
            self.export_fn,
            checkpoint_path=checkpoint_path,
            eval_result=eval_result,
            strip_default_attrs=self.strip_default_attrs,
        )
        return self.export_fn(estimator, export_path, **taken)
