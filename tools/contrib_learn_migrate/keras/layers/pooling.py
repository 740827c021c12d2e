"""Pooling."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.layers.common import Chain, layer
from contrib_learn_migrate.keras.layers.convolutions import data_format, padding
from contrib_learn_migrate.keras.rules import Call, call_text


@layer(
    *(f"tf.contrib.layers.{kind}_pool{n}d" for kind in ("max", "avg") for n in (2, 3)),
    takes="inputs kernel_size stride padding data_format outputs_collections scope",
)
def pool(call: Call, path: list[str]) -> Chain:
    name = call.name.rpartition(".")[2]
    kind = "Max" if name.startswith("max") else "Average"
    call.args.setdefault("stride", ast.Constant(2))
    text = call_text(
        f"keras.layers.{kind}Pooling{name[-2:].upper()}",
        call.text("kernel_size"),
        strides=None if is_same(call, "kernel_size", "stride") else call.text("stride"),
        padding=padding(call, "'VALID'", "'valid'"),
        data_format=data_format(call),
    )
    return [text]


def is_same(call: Call, one: str, other: str) -> bool:
    """Tells two sizes that certainly are the same, such as ``[2, 2]`` and 2."""
    return _sizes(call.args[one]) == _sizes(call.args[other])


def _sizes(node: ast.expr) -> list[str] | str:
    texts = [ast.dump(n) for n in (node.elts if isinstance(node, ast.List | ast.Tuple) else [node])]
    return texts[0] if len(set(texts)) == 1 else texts
