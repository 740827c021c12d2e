"""ValidationMonitor: `validation_data`, and epochs to stop early after."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from contrib_learn_migrate.keras import callbacks, taken
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, call_text

_TAKES = (
    "x y input_fn batch_size eval_steps every_n_steps metrics hooks early_stopping_rounds "
    "early_stopping_metric early_stopping_metric_minimize name check_interval_secs"
)


@dataclass(frozen=True)
class Validation:
    """How training is validated.

    Attributes:
      data: the text of the dataset.
      every: the steps between two evaluations, where training stops early; else None.
      stopping: the text of the callback that stops it; None for none.
    """

    data: str
    every: int | None = None
    stopping: str | None = None


def monitors(program, node: ast.expr | None) -> Iterator[Call]:
    """Yields the ValidationMonitors in a list of monitors, bound."""
    for hook in callbacks.hooks(program, node):
        if program.symbol(hook) == callbacks.VALIDATION:
            yield bind(hook, callbacks.VALIDATION, tuple(_TAKES.split()), program)


def of_fit(program, node: ast.expr | None, made: list) -> Validation | None:
    """Returns the validation of training with a list of monitors.

    Raises:
      Obstacle: it does what Keras's validation does not do.
    """
    found = list(monitors(program, node))
    if not found:
        return None
    if len(found) > 1:
        raise Obstacle(node, "monitors", "there are several ValidationMonitors")
    call = found[0]
    call.refuse("x", "y", "hooks")
    slot = call.args["input_fn"]
    data = taken.as_taken(program, program.data(slot), slot, made)
    text = f"{data.text}.take({call.text('eval_steps')})" if call.has("eval_steps") else data.text
    if not call.has("early_stopping_rounds"):
        return Validation(text)
    every, rounds = call.literal("every_n_steps", 100), call.literal("early_stopping_rounds")
    if rounds % every:
        raise call.obstacle("early_stopping_rounds is no multiple of every_n_steps")
    if call.literal("early_stopping_metric", "loss") != "loss":
        raise call.obstacle("it stops early by other than the loss")
    mode = None if call.literal("early_stopping_metric_minimize", True) else "'max'"
    program.require("import keras")
    stopping = call_text("keras.callbacks.EarlyStopping", patience=str(rounds // every), mode=mode)
    return Validation(text, every, stopping)
