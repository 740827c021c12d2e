"""Monitors and hooks, and directories of models, as callbacks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.keras.places import can_stand, is_within
from contrib_learn_migrate.keras.rules import PROGRAM, Call, Obstacle, bind, call_text, rule

VALIDATION = "tf.contrib.learn.monitors.ValidationMonitor"
# What these do shows in logs, or to a debugger, only.
_SAY_ONLY = {
    "tf.train.LoggingTensorHook", "tf.train.StepCounterHook", "tf.train.SummarySaverHook",
    "tf.train.ProfilerHook",
    "tf.contrib.learn.monitors.PrintTensor", "tf.contrib.learn.monitors.LoggingTrainable",
    "tf.contrib.learn.monitors.SummarySaver", "tf.contrib.learn.monitors.StepCounter",
    "tf.contrib.learn.monitors.GraphDump",
    "tf.python.debug.DumpingDebugHook", "tf.python.debug.GrpcDebugHook",
    "tf.python.debug.LocalCLIDebugHook", "tf.python.debug.TensorBoardDebugHook",
}  # fmt: skip
LISTS = ("monitors", "hooks", "train_monitors", "eval_hooks")
_NO_HOOKS = "Keras runs no hooks; write it as a Callback"
_AS_HOOKS = "tf.contrib.learn.monitors.replace_monitors_with_hooks"
_STOPS_AT_NAN = {"tf.train.NanTensorHook", "tf.contrib.learn.monitors.NanLoss"}
_AT_NAN = "TerminateOnNaN ends training at a loss that is no number, where TF 1.15 raised an error"
_STOPS_AT_STEP = ("tf.train.StopAtStepHook", "tf.contrib.learn.monitors.StopAtStep")
_SAVES = "tf.train.CheckpointSaverHook"
_SAVER = "checkpoint_dir save_secs save_steps saver checkpoint_basename scaffold listeners"


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
    texts, saver = list(more), None
    for element, hook in hooks(program, call.args.get(name)):
        symbol = program.symbol(hook)
        if symbol not in _SAY_ONLY and not program.monitors.only_says(hook):
            _check_always(call, element, program)
        if symbol in _STOPS_AT_NAN:
            program.require("import keras")
            program.left_out.append((hook, _AT_NAN))
            texts.append("keras.callbacks.TerminateOnNaN()")
        elif symbol == _SAVES and saver is None:
            saver = bind(hook, symbol, tuple(_SAVER.split()), program)
            saver.refuse("saver", "checkpoint_basename", "scaffold", "listeners")
        elif symbol in _SAY_ONLY:
            _leave_out(hook, program)
        elif _is_callback(program, hook):
            texts.append(_at(call, element, program))
        elif symbol != VALIDATION:
            raise Obstacle(call.args[name], name, _NO_HOOKS)
        elif not program.monitors.is_data(hook, call.node):
            _leave_out(hook, program)
    kept = program.model_dirs.callback(made, call.node, saver)
    if kept:
        texts.append(kept)
    return f"[{', '.join(texts)}]" if texts else None


def leave_out(call: Call, name: str) -> None:
    """Leaves out hooks that only show what goes on.

    Raises:
      Obstacle: one of them does more.
    """
    for _, hook in hooks(call.renderer, call.args.get(name)):
        if call.renderer.symbol(hook) not in _SAY_ONLY:
            raise Obstacle(call.args[name], name, _NO_HOOKS)
        _leave_out(hook, call.renderer)


def _leave_out(hook: ast.AST, renderer) -> None:
    said = f"{renderer.symbol(hook)} only says what goes on, and is left out"
    renderer.left_out.append((hook, said))


def hooks(program, node: ast.expr | None) -> list[tuple[ast.expr, ast.AST]]:
    """Returns the hooks in a list: the expression of each there, and what makes it.

    Raises:
      Obstacle: it is not known which are in it.
    """
    found = []
    for element in _elements(program, node):
        made = program.flow.origins(element)
        if len(made) > 1:
            raise Obstacle(element, ast.unparse(element), "it is one hook or another")
        found.append((element, made[0]))
    return found


def kept(program) -> list[ast.expr]:
    """Returns the expressions of the hooks of a program that are callbacks."""
    survey = program.survey
    calls = [use.call for use in survey.uses.values()]
    calls += [*survey.specs.values(), *survey.parts]
    lists = [call.args.get(name) for call in calls for name in LISTS]
    given = [pair for node in lists for pair in hooks(program, node)]
    return [element for element, hook in given if _is_callback(program, hook)]


def _is_callback(program, hook: ast.AST) -> bool:
    if program.own_callbacks.makes(hook) or program.monitors.is_callback(hook):
        return True
    return program.symbol(hook) in _STOPS_AT_STEP


@rule(*_STOPS_AT_STEP, takes="num_steps last_step", where=[PROGRAM])
def stop_at_step(call: Call) -> str:
    """Stops training at a step, or after so many."""
    call.renderer.helpers.add("stop_at_step")
    given = {name: call.text(name) for name in ("num_steps", "last_step") if call.has(name)}
    return call_text("StopAtStep", **given)


def _elements(program, node: ast.expr | None) -> Iterator[ast.expr]:
    """Yields the expressions of the hooks in a list, and of those that are added to it."""
    if node is None:
        return
    for origin in program.flow.origins(node):
        match origin:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                yield from elements
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from _elements(program, left)
                yield from _elements(program, right)
            case ast.Call(args=[monitors, _]) if program.symbol(origin) == _AS_HOOKS:
                yield from _elements(program, monitors)
            case ast.Constant(value=None):
                pass
            case _:
                yield origin
    if isinstance(node, ast.Name):
        for use in program.flow.uses(node.id, program.flow.holder(node)):
            yield from _added(program, program.flow.parent(use))


def _added(program, attribute: ast.AST) -> Iterator[ast.expr]:
    """Yields what a call of a list's method adds to it."""
    call = program.flow.parent(attribute)
    match call:
        case ast.Call(func=ast.Attribute(attr="append"), args=[element]) if call.func is attribute:
            yield element
        case ast.Call(func=ast.Attribute(attr="extend"), args=[more]) if call.func is attribute:
            yield from _elements(program, more)


def _check_always(call: Call, element: ast.expr, program) -> None:
    """Raises an Obstacle if a hook watches training only at times."""
    node = element
    while not isinstance(node, ast.Module | ast.FunctionDef | ast.Lambda):
        if isinstance(node, ast.stmt | ast.IfExp | ast.comprehension):
            is_simple = isinstance(node, ast.Expr | ast.Assign | ast.Return)
            if not is_simple and not is_within(call.node, node, program.flow):
                raise Obstacle(element, ast.unparse(element), "it watches training only at times")
        node = program.flow.parent(node)


def _at(call: Call, element: ast.expr, program) -> str:
    """The text of a callback where the model is trained."""
    if not is_within(element, call.node, program.flow):
        is_again = isinstance(element, ast.Call) and program.is_repeated(call.node)
        if is_again or not can_stand(element, call.node, program.flow):
            raise Obstacle(element, ast.unparse(element), "it is not known at the call")
    return program.text(element)
