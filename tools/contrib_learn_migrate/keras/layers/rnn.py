"""Recurrent networks: cells, and what runs them over the steps of sequences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras import modes
from contrib_learn_migrate.keras.activations import activation
from contrib_learn_migrate.keras.layer_names import path_of
from contrib_learn_migrate.keras.layers.common import named
from contrib_learn_migrate.keras.layers.regularization import complement
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer

RUNS = {
    "tf.nn.static_rnn": "cell inputs initial_state dtype sequence_length scope",
    "tf.nn.dynamic_rnn": "cell inputs sequence_length initial_state dtype parallel_iterations "
    "swap_memory time_major scope",
}
CELLS = "tf.contrib.rnn."


@rule(f"{CELLS}BasicRNNCell", takes="num_units activation reuse name dtype", where=[MODEL])
def basic_rnn_cell(call: Call) -> str:
    return _cell(call, "SimpleRNNCell", "simple_rnn_cell")


@rule(
    f"{CELLS}GRUCell",
    takes="num_units activation reuse kernel_initializer bias_initializer name dtype",
    where=[MODEL],
)
def gru_cell(call: Call) -> str:
    call.refuse("kernel_initializer", "bias_initializer")
    return _cell(call, "GRUCell", "gru_cell")


@rule(
    f"{CELLS}BasicLSTMCell",
    takes="num_units forget_bias state_is_tuple activation reuse name dtype",
    where=[MODEL],
)
@rule(
    f"{CELLS}LSTMCell",
    takes="num_units use_peepholes cell_clip initializer num_proj proj_clip num_unit_shards "
    "num_proj_shards forget_bias state_is_tuple activation reuse name dtype",
    where=[MODEL],
)
def lstm_cell(call: Call) -> str:
    """TensorFlow 1 adds the forget bias while it runs, Keras begins with it: they learn alike."""
    call.refuse("cell_clip", "initializer", "num_proj", "proj_clip")
    _check_tuple(call)
    if call.literal("use_peepholes", False):
        raise call.obstacle("its peepholes are in no cell of Keras's")
    bias = call.literal("forget_bias", 1.0)
    if bias not in (0, 1):
        raise call.obstacle("Keras's forget bias is 0 or 1")
    forget = None if bias else "False"
    return _cell(call, "LSTMCell", "lstm_cell", unit_forget_bias=forget)


@rule(f"{CELLS}MultiRNNCell", takes="cells state_is_tuple", where=[MODEL])
def multi_rnn_cell(call: Call) -> str:
    _check_tuple(call)
    return call_text("keras.layers.StackedRNNCells", _stacked(call))


@rule(
    f"{CELLS}DropoutWrapper",
    takes="cell input_keep_prob output_keep_prob state_keep_prob variational_recurrent input_size "
    "dtype seed dropout_state_filter_visitor",
    where=[MODEL],
)
def dropout_wrapper(call: Call) -> str:
    """Unlike Keras's cells it drops other units at each step, and does so in all modes."""
    if call.literal("state_keep_prob", 1.0) != 1 or call.literal("variational_recurrent", False):
        raise call.obstacle("it drops units of states")
    rates, follows = {}, set()
    for part in ("input", "output"):
        node = call.args.get(f"{part}_keep_prob", ast.Constant(1.0))
        if _is_one(node):
            continue
        in_training = modes.only_in_training(node, 1, call.renderer)
        follows.add(in_training is not None or call.renderer.in_training)
        rates[f"{part}_rate"] = complement(call, node if in_training is None else in_training)
    if not rates:
        return call.text("cell")
    if len(follows) > 1:
        raise call.obstacle("only a part of it follows the mode")
    call.renderer.helpers.add("dropout_wrapper")
    training = None if follows == {True} else "True"
    return call_text("DropoutWrapper", call.text("cell"), **rates, training=training)


@rule("tf.nn.static_rnn", takes=RUNS["tf.nn.static_rnn"], where=[MODEL])
@rule("tf.nn.dynamic_rnn", takes=RUNS["tf.nn.dynamic_rnn"], where=[MODEL])
def run(call: Call) -> str:
    raise call.obstacle("what it returns is not taken apart at once")


def assigned(statement: ast.Assign, renderer: Renderer) -> str | None:
    """Returns what an assignment of outputs and states becomes; None for any other.

    Raises:
      Obstacle: the states are not only the last outputs, or something is given that Keras lacks.
    """
    symbol = renderer.symbol(statement.value)
    match statement.targets:
        case [ast.Tuple(elts=[ast.Name(id=outputs), ast.Name(id=states)])] if symbol in RUNS:
            call = renderer.bound(statement.value, symbol, tuple(RUNS[symbol].split()))
            return f"\n{renderer.indent(statement)}".join(
                _Run(call, statement, symbol == "tf.nn.static_rnn").statements(outputs, states)
            )
    return None


def is_only_for_runs(statement: ast.Assign, renderer: Renderer) -> bool:
    """Tells what `static_rnn` alone takes, and Keras does not: steps one by one, zero states."""
    target, value = statement.targets[0].id, statement.value
    is_steps = renderer.symbol(value) == "tf.unstack"
    if not (is_steps or _is_zero_state(value)):
        return False
    parameter = "inputs" if is_steps else "initial_state"
    given = {
        id(renderer.bound(node, symbol, tuple(RUNS[symbol].split())).args.get(parameter))
        for node in ast.walk(renderer.file.tree)
        if (symbol := renderer.symbol(node)) in RUNS
    }
    uses = list(_uses(target, statement, renderer))
    return bool(uses) and all(id(use) in given for use in uses)


@dataclass
class _Run:
    """A cell that is run over sequences."""

    call: Call
    statement: ast.Assign
    is_static: bool

    def statements(self, outputs: str, states: str) -> list[str]:
        """Returns the statements that leave outputs and states in variables of these names."""
        call, renderer = self.call, self.call.renderer
        if call.literal("time_major", False):
            raise call.obstacle("its sequences come step by step")
        if call.has("initial_state") and not _is_zero_state(
            renderer.value_of(call.args["initial_state"])
        ):
            raise call.obstacle("its first state is not known to be zero")
        of_outputs = list(_uses(outputs, self.statement, renderer))
        of_states = [self._last(use, self._is_last_state) for use in
                     _uses(states, self.statement, renderer)]  # fmt: skip
        if None in of_states:
            raise call.obstacle("its states are taken as more than the last outputs")
        lasts = [self._last(use, self._is_last_output) for use in of_outputs]
        mask = self._mask()
        if None not in lasts and not (mask and lasts):
            for node, name in [(n, outputs) for n in lasts] + [(n, states) for n in of_states]:
                renderer.replaced[id(node)] = name
            names = [name for name, uses in ((outputs, lasts), (states, of_states)) if uses]
            return [f"{' = '.join(names or [outputs])} = {self._text(mask=mask)}"]
        if of_states:
            raise call.obstacle("both all its outputs and its states are taken")
        zeros = "True" if mask else None
        text = self._text(mask=mask, return_sequences="True", zero_output_for_mask=zeros)
        return [f"{outputs} = {f'keras.ops.unstack({text}, axis=1)' if self.is_static else text}"]

    def _text(self, mask: str | None, **arguments: str | None) -> str:
        layer = call_text(
            "keras.layers.RNN",
            self._cell(),
            **arguments,
            name=named(path_of(self.call, kind="rnn")),
        )
        return call_text(layer, self._inputs(), mask=mask)

    def _cell(self) -> str:
        node = self.call.args["cell"]
        if self.call.renderer.symbol(node) == f"{CELLS}MultiRNNCell":
            takes = ("cells", "state_is_tuple")
            return _stacked(self.call.renderer.bound(node, f"{CELLS}MultiRNNCell", takes))
        return self.call.text("cell")

    def _inputs(self) -> str:
        """Returns the sequences; `static_rnn` takes a list of steps."""
        if not self.is_static:
            return self.call.text("inputs")
        renderer = self.call.renderer
        node = renderer.value_of(self.call.args["inputs"])
        if renderer.symbol(node) == "tf.unstack":
            made = renderer.bound(node, "tf.unstack", ("value", "num", "axis", "name"))
            if made.literal("axis", 0) == 1:
                return made.text("value")
        return call_text("keras.ops.stack", self.call.text("inputs"), axis="1")

    def _mask(self) -> str | None:
        if not self.call.has("sequence_length"):
            return None
        steps = f"keras.ops.arange({self._inputs()}.shape[1])"
        return f"{self.call.text('sequence_length')}[:, None] > {steps}"

    def _last(self, use: ast.Name, is_last) -> ast.expr | None:
        """Returns the expression around a use that is only the last output; None if it is more."""
        parents = _parents(self.statement, self.call.renderer)
        return is_last(use, parents)

    def _is_last_output(self, use: ast.Name, parents: dict[int, ast.AST]) -> ast.expr | None:
        around = parents[id(use)]
        wanted = ("-1",) if self.is_static else (":, -1", ":, -1, :", "(:, -1)", "(:, -1, :)")
        is_last = isinstance(around, ast.Subscript) and ast.unparse(around.slice) in wanted
        return around if is_last else None

    def _is_last_state(self, use: ast.Name, parents: dict[int, ast.AST]) -> ast.expr | None:
        kinds = _kinds(self.call.args["cell"], self.call.renderer)
        if kinds is None:
            return None
        node, is_stack, is_lstm = use, *kinds
        around = parents[id(node)]
        if is_stack:
            if not (isinstance(around, ast.Subscript) and ast.unparse(around.slice) == "-1"):
                return None
            node, around = around, parents[id(around)]
        if is_lstm:
            is_h = (isinstance(around, ast.Attribute) and around.attr == "h") or (
                isinstance(around, ast.Subscript) and ast.unparse(around.slice) in ("1", "-1")
            )
            return around if is_h else None
        return node


def _cell(call: Call, keras: str, helper: str, **more: str | None) -> str:
    if call.literal("reuse", None):
        raise call.obstacle("it shares the variables of another cell")
    call.refuse("dtype")
    call.renderer.helpers.add(helper)
    text = activation(call, "activation")
    return call_text(
        keras, call.text("num_units"), activation=None if text == "'tanh'" else text, **more
    )


def _check_tuple(call: Call) -> None:
    if not call.literal("state_is_tuple", True):
        raise call.obstacle("its states are one tensor")


def _stacked(call: Call) -> str:
    """Returns the cells of a stack."""
    if isinstance(call.renderer.value_of(call.args["cells"]), ast.BinOp):
        raise call.obstacle("one cell is in it several times")
    return call.text("cells")


def _kinds(node: ast.expr, renderer: Renderer) -> tuple[bool, bool] | None:
    """Tells whether a cell is a stack, and whether (its last) is an LSTM; None if unknown."""
    node = renderer.value_of(node)
    symbol = renderer.symbol(node)
    if symbol == f"{CELLS}DropoutWrapper":
        keeps = [*node.args[1:3], *(k.value for k in node.keywords if "keep_prob" in k.arg)]
        return _kinds(node.args[0], renderer) if node.args and all(map(_is_one, keeps)) else None
    if symbol == f"{CELLS}MultiRNNCell" and node.args:
        cells = renderer.value_of(node.args[0])
        match cells:
            case ast.List(elts=[*_, last]) | ast.ListComp(elt=last):
                of_last = _kinds(last, renderer)
                return of_last and (True, of_last[1])
        return None
    if symbol.startswith(CELLS) and symbol.endswith("Cell"):
        return False, symbol.endswith("LSTMCell")
    return None


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _is_zero_state(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="zero_state")):
            return True
    return False


def _function(statement: ast.stmt, renderer: Renderer) -> ast.AST:
    """Returns the innermost function that a statement stands in."""
    holders = [
        node
        for node in ast.walk(renderer.file.tree)
        if isinstance(node, ast.FunctionDef) and any(n is statement for n in ast.walk(node))
    ]
    return max(holders, key=lambda node: node.lineno, default=renderer.file.tree)


def _uses(name: str, statement: ast.stmt, renderer: Renderer) -> Iterator[ast.Name]:
    """Yields where a variable is read after a statement, until it is assigned again."""
    names = [
        node
        for node in ast.walk(_function(statement, renderer))
        if isinstance(node, ast.Name) and node.id == name and node.lineno > statement.end_lineno
    ]
    stores = [node for node in names if isinstance(node.ctx, ast.Store)]
    end = min((store.lineno for store in stores), default=None)
    for node in names:
        if isinstance(node.ctx, ast.Load) and (end is None or node.lineno <= end):
            yield node


def _parents(statement: ast.stmt, renderer: Renderer) -> dict[int, ast.AST]:
    return {
        id(child): node
        for node in ast.walk(_function(statement, renderer))
        for child in ast.iter_child_nodes(node)
    }
