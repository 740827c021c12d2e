"""Canned estimators: the Keras model that ``learn.DNNClassifier(...)`` and the others are."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.canned import rnn, svm, towers
from contrib_learn_migrate.keras.canned.base import LEARN, Canned, CannedModel
from contrib_learn_migrate.keras.render import Renderer

# The class that converts each estimator, and the parameters of its constructor.
_KINDS: dict[str, tuple[type[Canned], str]] = {
    LEARN + name: (kind, takes)
    for kind, of_kind in (
        (towers.Towers, towers.TAKES),
        (rnn.Recurrent, rnn.TAKES),
        (svm.Svm, svm.TAKES),
    )
    for name, takes in of_kind.items()
}


def is_canned(symbol: str) -> bool:
    """Tells whether a symbol is a canned estimator, of those that are known here."""
    return symbol in _KINDS


def parameters(symbol: str) -> tuple[str, ...]:
    """Returns the parameters of the constructor of a canned estimator."""
    return tuple(_KINDS[symbol][1].split())


def canned_model(call: ast.Call, renderer: Renderer, name: str) -> CannedModel:
    """Returns the Keras model that the construction of a canned estimator is.

    Args:
      call: the construction; what its columns are is looked up in the program.
      renderer: of the program.
      name: of the function that builds the model.

    Raises:
      Obstacle: something in it has no Keras form that is certain.
    """
    symbol = renderer.symbol(call)
    return _KINDS[symbol][0](call, renderer, name, parameters(symbol)).model()
