"""Canned estimators: the Keras model that ``learn.DNNClassifier(...)`` and the others are."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.render import Renderer


@dataclass(frozen=True)
class CannedModel:
    """What the construction of a canned estimator has become.

    Attributes:
      build: the text of the function that builds the model; it makes its own inputs, so that no
        dataset need be known.
      predictor: the text of the function that makes the model of the predictions.
      head: what its head stands for: the weight column, the label's name.
      made: the expression that takes the construction's place, such as ``build_model(units)``.
      before: statements that stand before the one with the construction, such as that of the seed.
      feature_engineering_fn: what is done to each batch of the dataset, in `map`; None for nothing.
    """

    build: str
    predictor: str
    head: Head
    made: str
    before: tuple[str, ...] = ()
    feature_engineering_fn: ast.expr | None = None


def is_canned(symbol: str) -> bool:
    """Tells whether a symbol is a canned estimator, of those that are known here."""
    return symbol in _KINDS


def canned_model(call: ast.Call, renderer: Renderer, name: str) -> CannedModel:
    """Returns the Keras model that the construction of a canned estimator is.

    Args:
      call: the construction; what its columns are is looked up in the program, whose definitions
        of columns are then of no more use, see `columns.Definitions`.
      renderer: of the program.
      name: of the function that builds the model.

    Raises:
      Obstacle: something in it has no Keras form that is certain.
    """
    return _KINDS[renderer.symbol(call)](call, renderer, name)


_KINDS: dict = {}
