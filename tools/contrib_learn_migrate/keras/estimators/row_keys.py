"""Predictions of which each row is only asked for one: arrays have it without the rest."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.estimators.survey import Use


class RowKeys:
    """What a program reads of the rows of predictions."""

    def __init__(self, program) -> None:
        self._program = program
        self._keys: dict[int, str] = {}
        self._reads: dict[int, ast.Name] = {}

    def find(self) -> None:
        """Looks through the program, once the models are known."""
        for use in self._program.survey.uses.values():
            reads = self._reads_of(use) if use.method == "predict" else []
            if len({read.slice.value for read in reads}) == 1:
                self._keys[id(use.call.node)] = reads[0].slice.value
                self._reads |= {id(read): read.value for read in reads}

    def key(self, use: Use) -> str | None:
        """Returns the one key that all rows are asked for; None if there is no such."""
        return self._keys.get(id(use.call.node))

    def rewritten(self, node: ast.AST) -> str | None:
        """Returns what a row's value is called, or the list of them; None for any other node."""
        match node:
            case ast.Subscript() if id(node) in self._reads:
                return self._reads[id(node)].id
            case ast.ListComp(elt=elt, generators=[ast.comprehension(iter=rows, ifs=[])]):
                if id(elt) in self._reads and id(rows) in self._keys:
                    return f"list({self._program.text(rows)})"
        return None

    def _reads_of(self, use: Use) -> list[ast.Subscript]:
        """The places where a loop over predictions reads them; none if it does anything else."""
        flow, loop = self._program.flow, self._program.flow.parent(use.call.node)
        if not isinstance(loop, ast.For | ast.comprehension) or loop.iter is not use.call.node:
            return []
        if not isinstance(loop.target, ast.Name) or len(flow.bindings(loop.target)) != 1:
            return []
        known = set.intersection(
            *(set(made.model.built.head.predictions) if made.model else set() for made in use.made)
        )
        reads = [flow.parent(n) for n in flow.uses(loop.target.id, flow.holder(loop.target))]
        is_key = [
            isinstance(read, ast.Subscript)
            and isinstance(read.slice, ast.Constant)
            and isinstance(read.value, ast.Name)
            and read.slice.value in known
            for read in reads
        ]
        return reads if all(is_key) else []
