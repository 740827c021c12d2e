"""What an import statement of the program means, where that differs from what libraries get."""

from __future__ import annotations

import builtins
import importlib
import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import contrib_learn_compat
import contrib_learn_migrate
from contrib_learn_compat import legacy_imports
from contrib_learn_compat.runner.old_names import OLD_NAMES, facade

# What the program sees differently: TensorFlow, and the libraries that have dropped names.
_DIFFERENT = {"tensorflow", *(name.partition(".")[0] for name in OLD_NAMES)}
_INSTALLED = {"site-packages", "dist-packages"}
_LIBRARIES = tuple(
    os.path.join(os.path.realpath(path), "")
    for path in (
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *contrib_learn_compat.__path__,
        *contrib_learn_migrate.__path__,
    )
)
_python_import = builtins.__import__
_adopted: list[str] = []


def take_over() -> None:
    """Gives the program's import statements, from now on, the meaning they had with TF 1.15.

    ``builtins.__import__`` is the hook: it is told who imports, so that the same statement can mean
    another thing in a library; sources, tracebacks, debuggers and pytest's rewriting stay exact.
    """
    legacy_imports.install()
    builtins.__import__ = _import


def adopt(path: str | Path) -> None:
    """Counts a file, or all files in a directory, to the program although it is installed."""
    _adopted.append(os.path.realpath(path))
    _is_program_file.cache_clear()


def is_program(namespace: Mapping[str, Any]) -> bool:
    """Tells whether a module's globals are the program's: those of a file that is not installed."""
    file = namespace.get("__file__")
    return isinstance(file, str) and _is_program_file(file)


@cache
def _is_program_file(file: str) -> bool:
    file = os.path.realpath(file)
    if any(file == path or file.startswith(os.path.join(path, "")) for path in _adopted):
        return True
    return not file.startswith(_LIBRARIES) and _INSTALLED.isdisjoint(Path(file).parts)


def _import(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    top = name.partition(".")[0]
    if level == 0 and top in _DIFFERENT:
        importer = sys._getframe(1).f_globals if globals is None else globals
        if is_program(importer):
            return _import_from(_root(top), name, fromlist or ())
    return _python_import(name, globals, locals, fromlist, level)


def _root(top: str) -> ModuleType:
    if top == "tensorflow":
        return importlib.import_module("contrib_learn_compat.tf")
    return facade(top)


def _import_from(root: ModuleType, name: str, fromlist: Sequence[str]) -> ModuleType:
    module = _find(root, name)
    for attribute in fromlist:
        if attribute != "*":
            _provide(module, name, attribute)
    return module if fromlist else root


def _find(root: ModuleType, name: str) -> ModuleType:
    """Goes down from what the program sees; a module that is not there has to be imported."""
    module = root
    for part in name.split(".")[1:]:
        module = getattr(module, part, None)
        if not isinstance(module, ModuleType):
            return _import_real(name)
    return module


def _provide(module: ModuleType, name: str, attribute: str) -> None:
    """Makes sure that a module has a name, which may be a submodule, or says why it cannot."""
    try:
        getattr(module, attribute)
    except AttributeError as missing:
        try:
            vars(module)[attribute] = _import_real(f"{name}.{attribute}")
        except ModuleNotFoundError as error:
            if error.name not in (None, f"{name}.{attribute}"):
                raise
            raise ImportError(str(missing), name=name) from None


def _import_real(name: str) -> ModuleType:
    _python_import(name)
    return sys.modules[name]
