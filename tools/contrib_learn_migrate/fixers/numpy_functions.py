"""NumPy dropped small functions that say no more than another does with one argument.

`np.asscalar(a)` was `a.item()`, `np.asfarray(a)` an array of floats, `np.msort(a)` a sort along the
first axis, and `np.NINF` minus infinity.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import numpy as np

smallest = np.asscalar(np.msort(x)[0])
best = np.NINF
"""
AFTER = """\
import numpy as np

smallest = np.asarray(np.sort(x, axis=0)[0]).item()
best = (-np.inf)
"""
PAGE = "core.md"


class _Call(NamedTuple):
    """A function to call, more arguments for it, and what to do with its result."""

    function: str
    arguments: str = ""
    then: str = ""


_CALLS = {
    "numpy.asfarray": _Call("asarray", ", dtype=float"),
    "numpy.asscalar": _Call("asarray", then=".item()"),
    "numpy.msort": _Call("sort", ", axis=0"),
}
_VALUES = {"numpy.NINF": "(-{0}.inf)", "numpy.NZERO": "(-0.0)", "numpy.PZERO": "0.0"}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    old, call = reference.name, reference.call
    if not (old in _VALUES or old in _CALLS) or file.means(reference) != "numpy":
        return
    if old in _VALUES:
        new = _VALUES[old].format(reference.root.id)
        yield Mend(reference.node, f"{old} is {new}", file.replace(reference.node, new))
    elif old in _CALLS and call and len(call.args) == 1 and not call.keywords:
        new = _CALLS[old]
        function = file.respell(reference, old, f"numpy.{new.function}")
        end = file.source.span(call)[1]
        rest = file.source.text[file.source.span(call.args[0])[1] : end - 1]
        if function and not isinstance(call.args[0], ast.Starred) and not rest.strip(" )"):
            more = [Edit(end - 1, end - 1, new.arguments), Edit(end, end, new.then)]
            edits = function + [edit for edit in more if edit.new]
            yield Mend(call, f"{old} is numpy.{new.function}", edits)
