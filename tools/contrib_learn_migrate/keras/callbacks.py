"""Monitors and hooks, and directories of models, as callbacks."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.configs import bound, config_of
from contrib_learn_migrate.keras.places import can_stand
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
_STARTS_ANEW = "training saves weights in its directory, and does not go on from those there"
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
    given = f"[{', '.join(texts)}]" if texts else None
    directory = _model_dir(program, made, call.node)
    if directory:
        program.helpers.add("checkpoints")
        program.left_out.append((call.node, _STARTS_ANEW))
        kept = f"checkpoints({directory})"
        return f"{kept} + {given}" if given else kept
    return given


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


def _model_dir(program, made: list, place: ast.AST) -> str | None:
    """The text, at a place, of the directory that estimators keep their models in."""
    texts = {_directory(program, one, place) for one in made}
    if len(texts) > 1:
        raise Obstacle(place, "model_dir", "it is one directory or another")
    return texts.pop()


def _directory(program, made, place: ast.AST) -> str | None:
    given = program.construction(made)
    node = given.args.get("model_dir") if given.has("model_dir") else None
    if node is None and given.has("config"):
        node = _of_config(program, given.args["config"])
    if node is None or _is_temporary(program, node):
        return None
    if isinstance(node, str):
        return node
    if not program.flow.is_at(node, place):
        origins = program.flow.origins(node)
        others = [o for o in _given_as(program, node) if can_stand(o, place, program.flow)]
        node = others[0] if len(others) == 1 else origins[0] if len(origins) == 1 else node
    if _is_temporary(program, node):
        return None
    if isinstance(node, ast.Constant) and not node.value:
        return None
    if not can_stand(node, place, program.flow):
        raise Obstacle(made.call, "model_dir", "it is not known where the model is trained")
    return program.text(node)


def _of_config(program, config: ast.expr) -> ast.expr | str | None:
    """The directory that a config names; where the config is not kept, what was to be in it."""
    statements = program.flow.bindings(config) if isinstance(config, ast.Name) else []
    if len(statements) == 1 and isinstance(statements[0], ast.Assign):
        if program.assignment(statements[0]) is not None:
            return bound(statements[0].value, program).args.get("model_dir")
    return config_of(config, program).model_dir


def _given_as(program, node: ast.expr) -> list[ast.expr]:
    """What calls give as the parameter that an expression is."""
    return program.flow.arguments(node) if isinstance(node, ast.Name) else []


def _is_temporary(program, node) -> bool:
    """Whether a directory is made in the place, so that nobody else knows of it."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mkdtemp")
