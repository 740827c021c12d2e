"""The checkpoints in a `model_dir`, one by one: which there are, and what is in them."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import PROGRAM, Call, Obstacle, call_text, rule
from contrib_learn_migrate.keras.state import variables

LOAD_VARIABLE = ("tf.contrib.framework.load_variable", "tf.train.load_variable")
_STATE = "tf.train.get_checkpoint_state"
_PATHS = {"all_model_checkpoint_paths": "", "model_checkpoint_path": "[-1]"}
_OTHERS = (
    "tf.contrib.framework.list_variables", "tf.contrib.framework.load_checkpoint",
    "tf.train.NewCheckpointReader", "tf.train.checkpoint_exists", "tf.train.list_variables",
    "tf.train.load_checkpoint",
)  # fmt: skip


@rule(_STATE, takes="checkpoint_dir latest_filename", where=[PROGRAM])
def get_checkpoint_state(call: Call) -> str:
    flow = call.renderer.flow
    match flow.parent(call.node):
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            uses = flow.uses(name, flow.holder(target))
        case _:
            uses = [call.node]
    for use in uses:
        parent = flow.parent(use)
        is_list = isinstance(parent, ast.Attribute) and parent.attr in _PATHS
        if not (is_list or _is_condition(use, parent)):
            raise Obstacle(use, _STATE, "there is only a list of the checkpoints")
    return _paths(call)


@rule("tf.train.latest_checkpoint", takes="checkpoint_dir latest_filename", where=[PROGRAM])
def latest_checkpoint(call: Call) -> str:
    return f"({_paths(call)} or [None])[-1]"


@rule(*LOAD_VARIABLE, takes="path name", where=[PROGRAM])
def load_variable(call: Call) -> str:
    dirs = call.renderer.model_dirs
    made, model = dirs.any_model(call.node)
    return variables.weight(call, made, dirs.at(model, made, call.args["path"]))


for _name in _OTHERS:

    @rule(_name, takes="* **", where=[PROGRAM])
    def other(call: Call) -> str:
        if call.name.startswith("tf.contrib.") or call.renderer.model_dirs.are_kept:
            raise call.obstacle("checkpoints are Keras's, of which this knows nothing")
        call.renderer.require("import tensorflow as tf")
        return call.renderer.kept(call.node, function=call.name)


def read(node: ast.Attribute, program) -> str | None:
    """Returns what is read of the state of checkpoints; None where this is no such thing."""
    if node.attr not in _PATHS:
        return None
    origins = program.flow.origins(node.value)
    if any(program.symbol(origin) != _STATE for origin in origins):
        return None
    return program.text(node.value) + _PATHS[node.attr]


def _paths(call: Call) -> str:
    """The list of the checkpoints in a directory of the program's."""
    call.refuse("latest_filename")
    directory = call.text("checkpoint_dir")
    if not call.renderer.model_dirs.has(directory, call.node):
        raise call.obstacle("it is not known what is kept there")
    call.renderer.helpers.add("checkpoint_paths")
    return call_text("checkpoint_paths", directory)


def _is_condition(node: ast.AST, parent: ast.AST) -> bool:
    match parent:
        case ast.If(test=test) | ast.IfExp(test=test):
            return test is node
        case ast.UnaryOp(op=ast.Not()) | ast.BoolOp():
            return True
    return False
