"""Monitors and hooks, and directories of models, as callbacks."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, Obstacle

VALIDATION = "tf.contrib.learn.monitors.ValidationMonitor"
# What these do shows in logs only, or is what a callback of the model's directory does.
_SAY_ONLY = {
    "tf.train.LoggingTensorHook", "tf.train.StepCounterHook", "tf.train.SummarySaverHook",
    "tf.train.CheckpointSaverHook", "tf.train.ProfilerHook",
    "tf.contrib.learn.monitors.PrintTensor", "tf.contrib.learn.monitors.LoggingTrainable",
    "tf.contrib.learn.monitors.SummarySaver", "tf.contrib.learn.monitors.StepCounter",
    "tf.contrib.learn.monitors.CheckpointSaver", "tf.contrib.learn.monitors.GraphDump",
    VALIDATION,  # It is validation_data.
}  # fmt: skip
_STOPS_AT_NAN = {"tf.train.NanTensorHook", "tf.contrib.learn.monitors.NanLoss"}


def of_fit(program, call: Call, name: str, made: list, *more: str) -> str | None:
    """Returns the argument `callbacks` of a call that trains; None for no callbacks.

    Args:
      program: the renderer.
      call: the call.
      name: the argument with monitors or hooks.
      made: the estimators that it trains.
      *more: texts of further callbacks.

    Raises:
      Obstacle: one of the hooks does what no callback is known to do.
    """
    texts = list(more)
    for hook in hooks(program, call.args.get(name)):
        symbol = program.symbol(hook)
        if symbol in _STOPS_AT_NAN:
            program.require("import keras")
            texts.append("keras.callbacks.TerminateOnNaN()")
        elif symbol not in _SAY_ONLY:
            raise Obstacle(call.args[name], name, "Keras runs no hooks; write it as a Callback")
        elif symbol != VALIDATION:
            program.left_out.append((hook, f"{symbol} only says what goes on, and is left out"))
    kept = program.model_dirs.callback(made, call.node)
    if kept:
        texts.append(kept)
    return f"[{', '.join(texts)}]" if texts else None


def hooks(program, node: ast.expr | None) -> list[ast.AST]:
    """Returns the calls that make the hooks in a list."""
    if node is None:
        return []
    found = []
    for origin in program.flow.origins(node):
        if isinstance(origin, ast.List | ast.Tuple):
            for element in origin.elts:
                found += program.flow.origins(element)
        elif not (isinstance(origin, ast.Constant) and origin.value is None):
            found.append(origin)
    return found
