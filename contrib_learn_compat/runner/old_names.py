"""Names that other libraries have dropped since TF 1.x, given back to the program alone."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from contrib_learn_compat.namespace import load
from contrib_learn_migrate.fixers.numpy_aliases import NUMPYS_OWN, PYTHONS_OWN

_HERE = __name__
_CROSS_VALIDATION = "contrib_learn_compat.cross_validation"

# The homes are those of the symbol table: `module` or `module:attribute`.
OLD_NAMES = {
    "numpy": {
        # np.bool and np.long are back in NumPy 2 and mean something else there.
        **{old: f"builtins:{new}" for old, new in PYTHONS_OWN.items()},
        **{old: f"numpy:{new}" for old, new in NUMPYS_OWN.items()},
        "NINF": f"{_HERE}:NINF",
        "NZERO": f"{_HERE}:NZERO",
        "PZERO": f"{_HERE}:PZERO",
        "alen": "builtins:len",
        "asfarray": f"{_HERE}:asfarray",
        "asscalar": f"{_HERE}:asscalar",
        "in1d": f"{_HERE}:in1d",
        "msort": f"{_HERE}:msort",
        "trapz": f"{_HERE}:trapz",
    },
    "sklearn": {
        "cross_validation": _CROSS_VALIDATION,
        "grid_search": "sklearn.model_selection",
        "learning_curve": "sklearn.model_selection",
    },
    "sklearn.datasets": {"load_boston": "contrib_learn_compat.learn.datasets:load_boston"},
    "sklearn.externals": {"joblib": "joblib"},
}

_said: set[str] = set()

NINF = -np.inf
NZERO = -0.0
PZERO = 0.0


def asfarray(a: Any, dtype: Any = np.float64) -> np.ndarray:
    """Returns an array of floats: of `dtype`, or of float64 where that is no kind of float."""
    return np.asarray(a, dtype if np.issubdtype(dtype, np.inexact) else np.float64)


def asscalar(a: np.ndarray) -> Any:
    """Returns the one element of an array as a Python number."""
    return a.item()


def in1d(ar1: Any, ar2: Any, **kwargs: Any) -> np.ndarray:
    """Tells of each element of `ar1`, flattened, whether it is in `ar2`."""
    return np.isin(np.ravel(ar1), ar2, **kwargs)


def msort(a: Any) -> np.ndarray:
    """Returns an array sorted along its first axis."""
    return np.sort(a, axis=0)


def trapz(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """Integrates along an axis by the trapezoidal rule; its name came with NumPy 2.0."""
    integrate = getattr(np, "trapezoid", None) or np.trapz
    return integrate(y, x, dx, axis)


def print_scalars_plainly() -> None:
    """Has numbers of NumPy's shown as before NumPy 2: ``{'loss': 0.5}``, not ``np.float32(0.5)``.

    Old programs print what evaluate() and predict() return, and others read it.
    """
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        np.set_printoptions(legacy="1.25")


@cache
def facade(name: str) -> ModuleType:
    """Returns the module `name` as the program sees it: the real one, and the old names.

    Nothing is copied: a name that a test patches in the real module is patched here too.
    """
    real = importlib.import_module(name)
    new = ModuleType(name, real.__doc__)
    new.__spec__, new.__file__ = real.__spec__, real.__file__
    new.__path__ = getattr(real, "__path__", [])

    def __getattr__(attribute: str) -> Any:
        path = f"{name}.{attribute}"
        if path in OLD_NAMES:
            return facade(path)
        if attribute in OLD_NAMES[name]:
            say_once(name.partition(".")[0], path)
            return load(OLD_NAMES[name][attribute])
        return getattr(real, attribute)

    new.__getattr__ = __getattr__
    new.__dir__ = lambda: sorted({*dir(real), *OLD_NAMES[name]})
    return new


def say_once(library: str, name: str) -> None:
    """Tells the user, at the first old name of a library, that the program gets them back."""
    if library not in _said:
        _said.add(library)
        print(
            f"contrib_learn_compat: there is no {name} any more; "
            f"this program gets the old names of {library} back",
            file=sys.stderr,
        )
