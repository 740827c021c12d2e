"""Layers one after the other: `stack` and `repeat`."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.layer_names import Made, of_scope
from contrib_learn_migrate.keras.layers.common import LAYERS, Chain, LayerRule, chained, symbol_of
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule

REPEATS = ("tf.contrib.layers.stack", "tf.contrib.layers.repeat")
_OUTSIDE = ("inputs", "stack_args", "repetitions", "scope")
_FEW = 4  # So many layers are written out.


@rule(REPEATS[0], takes="inputs layer stack_args **", where=[MODEL])
def stack(call: Call) -> str:
    """Layers of which each has arguments of its own, and its scope in that of the stack."""
    symbol, layer = _layer(call)
    scope = _scope(call, "stack")
    outer = [*call.renderer.surroundings.names, scope]
    args = {name: node for name, node in call.args.items() if name in layer.takes}
    args.pop("inputs", None)
    given = call.args["stack_args"]
    value = call.renderer.value_of(given)
    if _has_own_arguments(value):
        given = value
    if isinstance(given, ast.List | ast.Tuple) and (
        len(given.elts) <= _FEW or _has_own_arguments(given)
    ):
        return _sequential(call, [
            _one(call, symbol, layer, args | _own(layer, node), [*outer, f"{scope}_{i}"])
            for i, node in enumerate(given.elts, 1)
        ])  # fmt: skip
    args[layer.takes[1]] = ast.Name("units")
    chain = _one(call, symbol, layer, args, [*outer, Made(f"{scope}_{{i}}")])
    each = f"for i, units in enumerate({call.text('stack_args')}, 1)"
    return _comprehension(call, chain, each)


@rule(REPEATS[1], takes="inputs repetitions layer * **", where=[MODEL])
def repeat(call: Call) -> str:
    """Layers that are the same but for their weights."""
    symbol, layer = _layer(call)
    outer = call.renderer.surroundings.names
    args = {name: node for name, node in call.args.items() if name in layer.takes}
    args.pop("inputs", None)
    args |= dict(zip(layer.takes[1:], call.node.args[3:], strict=False))
    scope = _scope(call, "") if call.has("scope") else None
    times = call.args["repetitions"]
    if isinstance(times, ast.Constant) and times.value <= _FEW:
        return _sequential(call, [
            _one(call, symbol, layer, args, [*outer, scope, f"{scope}_{i}"] if scope else [])
            for i in range(1, times.value + 1)
        ])  # fmt: skip
    path = [*outer, scope, Made(f"{scope}_{{i}}")] if scope else []
    chain = _one(call, symbol, layer, args, path)
    text = call.text("repetitions")
    each = f"for i in range(1, {text} + 1)" if scope else f"for _ in range({text})"
    return _comprehension(call, chain, each)


def _layer(call: Call) -> tuple[str, LayerRule]:
    symbol = symbol_of(call.args["layer"], call)
    if symbol not in LAYERS:
        raise call.obstacle("its layer is none that is known")
    return symbol, LAYERS[symbol]


def _scope(call: Call, default: str) -> str:
    return of_scope(call.args["scope"], call) if call.has("scope") else default


def _one(
    call: Call, symbol: str, layer: LayerRule, args: dict[str, ast.expr], path: list[str]
) -> Chain:
    args = {name: node for name, node in args.items() if name != "scope"}
    inner = call.renderer.completed(Call(call.node, symbol, args, call.renderer))
    return layer.chain(inner, path if layer.kind else [])


def _own(layer: LayerRule, node: ast.expr) -> dict[str, ast.expr]:
    nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return dict(zip(layer.takes[1:], nodes, strict=False))


def _has_own_arguments(given: ast.expr) -> bool:
    """Tells layers of which one has more than a single argument of its own."""
    return isinstance(given, ast.List | ast.Tuple) and any(
        isinstance(node, ast.List | ast.Tuple) for node in given.elts
    )


def _sequential(call: Call, chains: list[Chain]) -> str:
    return chained(call.text("inputs"), [layer for chain in chains for layer in chain])


def _comprehension(call: Call, chain: Chain, each: str) -> str:
    arguments = [node for name, node in call.args.items() if name not in _OUTSIDE]
    if any(isinstance(n, ast.Name) and n.id in ("i", "units", "layer", "_")
           for node in arguments for n in ast.walk(node)):  # fmt: skip
        raise call.obstacle("its arguments have names that the loop over its layers needs")
    one, *more = chain
    if more:
        one, each = "layer", f"{each} for layer in [{', '.join([one, *more])}]"
    return call_text(call_text("keras.Sequential", f"[{one} {each}]"), call.text("inputs"))
