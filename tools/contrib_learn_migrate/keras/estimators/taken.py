"""What models take of a dataset: features engineered, weights apart, and no others."""

from __future__ import annotations

import ast
from collections.abc import Callable

from contrib_learn_migrate.keras.estimators.inputs import Data
from contrib_learn_migrate.keras.estimators.survey import ESTIMATORS, Estimator
from contrib_learn_migrate.keras.rules import Obstacle, call_text
from contrib_learn_migrate.keras.sdca import is_sdca_model


def as_taken(
    program,
    data: Data,
    slot: ast.expr | None,
    made: list[Estimator],
    owner: ast.expr | None = None,
    predicts: bool = False,
) -> Data:
    """Returns a dataset, mapped to what models take where they do not take it as it is.

    Args:
      program: the renderer.
      data: the dataset.
      slot: the input function that it was; None for one of arrays.
      made: where the models are made.
      owner: the expression of the model that takes it, where it may be one or another.
      predicts: whether it is their predictors that take it.
    """

    def steps(one: Estimator, taker: str | None) -> str:
        is_whole = slot is None or (is_sdca_model(one.model.built.build) and not predicts)
        return _prepared(program, one) + ("" if is_whole else _selected(program, slot, one, taker))

    return _mapped(data, steps, made, owner)


def as_predicted(
    program, data: Data, slot: ast.expr, made: list[Estimator], owner: ast.expr
) -> Data:
    """Returns a dataset as models take it that predict, with labels or without."""
    if program.inputs.has_labels(slot):
        return as_taken(program, data, slot, made, owner, predicts=True)
    for one in made:
        head = one.model.built.head
        parts = [] if head is None else head.parts or [head]
        if any(part.weight_column for part in parts):
            raise Obstacle(slot, "input_fn", "it may have weights and has no labels")
        if engineered(one) is not None:
            raise Obstacle(slot, "input_fn", "feature_engineering_fn is not given labels")
    return _mapped(data, lambda one, taker: _selected(program, slot, one, taker), made, owner)


def _mapped(data: Data, steps: Callable, made: list[Estimator], owner: ast.expr | None) -> Data:
    """Returns a dataset behind the steps to what models take; where they differ, it is asked."""
    texts = {steps(one, None) for one in made}
    if len(texts) > 1 and isinstance(owner, ast.Name):
        texts = {steps(one, owner.id) for one in made}
    if len(texts) > 1:
        raise Obstacle(made[0].call, "input_fn", "one model takes what another does not")
    return Data(data.text + texts.pop(), data.kind, data.is_endless)


def _prepared(program, made: Estimator) -> str:
    text, function = "", engineered(made)
    if function is not None:
        text += f".map({program.text(function)})"
    if made.model.prepared:
        text += f".map({made.model.prepared})"
    return text


def _selected(program, slot: ast.expr, made: Estimator, taker: str | None) -> str:
    """Leaves out the features that a canned model does not take: Keras warns of them."""
    names = inputs(made)
    if not names:
        return ""
    if taker:
        program.helpers.add("only")
        return f".map(only(*{taker}.input))"
    keys = program.inputs.keys(slot)
    head = made.model.built.head
    weight = {head.weight_column} if head else set()
    if keys is None:
        is_more = engineered(made) is None
    else:
        is_more = {repr(key) for key in keys} - {repr(name) for name in names} - weight
    if not is_more:
        return ""
    program.helpers.add("only")
    return f".map({call_text('only', *map(repr, names))})"


def inputs(made: Estimator) -> list[str]:
    """Returns the names of the inputs that a canned model makes for itself; none for others."""
    if made.symbol in ESTIMATORS:
        return []
    return [
        keyword.value.value
        for node in ast.walk(ast.parse(made.model.built.build))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "keras.Input"
        for keyword in node.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    ]


def engineered(made: Estimator) -> ast.expr | None:
    """Returns what is done to a canned model's features and labels first; None for nothing."""
    return getattr(made.model.built, "feature_engineering_fn", None)
