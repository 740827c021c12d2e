"""Input layers and weighted sums of columns."""

from __future__ import annotations

import ast
from typing import Any

from contrib_learn_migrate.keras.columns.base import Column, Place, Refused
from contrib_learn_migrate.keras.columns.ids import Ids
from contrib_learn_migrate.keras.columns.numbers import Bucketized
from contrib_learn_migrate.keras.rules import Obstacle


def sorted_columns(columns: Any, node: ast.AST) -> list[Column]:
    """Returns columns in the order in which TF 1.15 put them side by side.

    Raises:
      Obstacle: they are not all known, or two of them are the same, or their order is not known.
    """
    columns = list(columns) if isinstance(columns, list | tuple | dict | set) else [columns]
    for column in columns:
        if isinstance(column, Refused):
            raise column.obstacle
    if not columns or not all(isinstance(column, Column) for column in columns):
        raise Obstacle(node, "feature columns", "it is not known which columns there are")
    columns = sorted({id(c): c for c in columns}.values(), key=lambda column: column.key)
    for one, other in zip(columns, columns[1:], strict=False):
        if one.key.partition("?")[0] == other.key.partition("?")[0]:
            raise other.obstacle("there is another one like it")
    return columns


def input_layer(columns: list[Column], place: Place) -> str:
    """Returns the input layer of sorted columns."""
    parts = [column.dense(place) for column in columns]
    if len(parts) == 1:
        return parts[0]
    return f"keras.layers.Concatenate()({place.list('columns', parts)})"


def weighted_sum(
    columns: list[Column], place: Place, units: str, has_bias_apart: bool = False
) -> str:
    """Returns the linear model of sorted columns.

    Args:
      columns: the columns.
      place: where it is made.
      units: the text of its size.
      has_bias_apart: whether its bias must be a layer of its own, though it has one other.
    """
    parts = [column.linear(place, units) for column in columns]
    if len(parts) == 1 and parts[0].startswith("keras.layers.Dense(") and not has_bias_apart:
        return parts[0].replace("use_bias=False, ", "", 1)
    if len(parts) == 1:
        total = parts[0]
    else:
        total = f"keras.layers.Add()({place.list('linear_columns', parts)})"
    return f"{place.helper('bias', 'Bias', name=repr(place.linear))}({total})"


def joint_sum(columns: list[Column], place: Place, units: str) -> str:
    """Returns the linear model of columns that share one variable."""
    if len(columns) > 1:
        raise columns[1].obstacle("it shares one variable with others")
    (column,) = columns
    is_bucketized = isinstance(column, Bucketized)
    if not isinstance(column, Ids) or is_bucketized and column.source.dimension.value != 1:
        raise column.obstacle("TF 1.15 has it in no variable that columns share")
    bag = column.bag_of_zeros(place, units, "sum", "linear_weights")
    return f"{place.helper('bias', 'Bias', name=repr(place.linear))}({bag})"


def check_rows(optimizer: str, columns: list[Column], is_linear: bool, node: ast.AST) -> None:
    """Raises an Obstacle if an optimizer moves rows of weights that a batch has no ids of.

    TF 1.15's left them as they were. Keras's Ftrl does so if they began at zero.

    Args:
      optimizer: the text of Keras's.
      columns: what it trains the weights of.
      is_linear: whether they are in a weighted sum, which also looks buckets up.
      node: what to name in the Obstacle.
    """
    looked_up = [c for c in columns if c.looks_up or is_linear and isinstance(c, Bucketized)]
    kind, _, arguments = optimizer.removeprefix("keras.optimizers.").partition("(")
    leaves_rows = (
        kind in ("Adagrad", "Adam")
        or (kind == "SGD" and "momentum" not in arguments)
        or (kind == "Ftrl" and is_linear and "l2_shrinkage" not in arguments)
    )
    if looked_up and not leaves_rows:
        raise Obstacle(
            node, kind, f"it moves rows of {looked_up[0].name!r} that a batch has no ids of"
        )
