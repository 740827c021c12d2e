"""NumPy 1.24 and 2.0 dropped aliases, most of them of Python's own types and of NumPy's own names.

`np.int` was `int` and `np.float` was `float`; `np.NaN` was `np.nan` and `np.product` was `np.prod`.
`np.bool` and `np.long` are there again since NumPy 2, as types of NumPy's own; what old programs
mean by them is `bool` and `int`.
"""

from __future__ import annotations

from collections.abc import Iterator

from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import numpy as np

x = np.zeros(3, dtype=np.float)
x[0] = np.NaN
"""
AFTER = """\
import numpy as np

x = np.zeros(3, dtype=float)
x[0] = np.nan
"""
PAGE = "core.md"

PYTHONS_OWN = {
    "bool": "bool",
    "complex": "complex",
    "float": "float",
    "int": "int",
    "long": "int",
    "object": "object",
    "str": "str",
    "unicode": "str",
}
NUMPYS_OWN = {
    "Inf": "inf",
    "Infinity": "inf",
    "NAN": "nan",
    "NaN": "nan",
    "PINF": "inf",
    "alltrue": "all",
    "bool8": "bool_",
    "cfloat": "complex128",
    "complex_": "complex128",
    "cumproduct": "cumprod",
    "float_": "float64",
    "infty": "inf",
    "int0": "intp",
    "longcomplex": "clongdouble",
    "longfloat": "longdouble",
    "mat": "asmatrix",
    "object0": "object_",
    "product": "prod",
    "rank": "ndim",
    "round_": "round",
    "row_stack": "vstack",
    "singlecomplex": "complex64",
    "sometrue": "any",
    "str0": "str_",
    "string_": "bytes_",
    "uint0": "uintp",
    "unicode_": "str_",
}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    package, _, rest = reference.name.partition(".")
    name = rest.partition(".")[0]
    if package != "numpy" or file.means(reference) != "numpy":
        return
    old = f"numpy.{name}"
    if name in NUMPYS_OWN:
        new = f"numpy.{NUMPYS_OWN[name]}"
        edits = file.respell(reference, old, new)
    elif name in PYTHONS_OWN and not reference.scope.holder(PYTHONS_OWN[name]):
        new = PYTHONS_OWN[name]
        edits = file.replace(reference.prefix(2), new)
    else:
        return
    yield Mend(reference.node, f"{old} is {new}", edits)
