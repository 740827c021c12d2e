"""Runs a TensorFlow 1.x program as it is: ``python -m contrib_learn_compat program.py``."""

from __future__ import annotations

import builtins
import importlib.util
import os
import sys
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

from contrib_learn_compat.runner import (
    imports,
    old_names,
    sources,
    spawning,
    tracebacks,
    unittest_names,
)

USAGE = """\
usage: python -m contrib_learn_compat PROGRAM.py [ARGS…]
       python -m contrib_learn_compat -m MODULE [ARGS…]

Runs a TensorFlow 1.x program, not one character changed, on the installed TensorFlow.

In the program and its own modules, `import tensorflow` means TF 1.15, tf.contrib included, names
and arguments of earlier releases mean what they did, the names that NumPy, scikit-learn and
unittest have dropped since then are there, and Python 2 is understood. What is installed beside it
(site-packages) gets everything as it is. Numbers are printed as before NumPy 2."""


def main(argv: list[str]) -> None:
    """Runs a program as ``python`` would, given its path or ``-m`` and a module, and its arguments.

    The path may be that of a directory with a ``__main__.py``.

    The process becomes the program's: its ``sys.argv``, ``sys.path[0]``, ``__main__`` and exit
    status. Leaves as the program leaves.
    """
    match argv:
        case ["-h" | "--help", *_]:
            print(USAGE)
        case ["-m", module, *args]:
            _run_module(module, args)
        case [program, *args] if not program.startswith("-"):
            _run_file(program, args)
        case _:
            _fail(USAGE, status=2)


def begin() -> None:
    """Gives this process, and those it spawns, what a TensorFlow 1.x program needs."""
    sys.excepthook = tracebacks.show
    imports.take_over()
    sources.take_over()
    spawning.take_over()
    unittest_names.give_back()
    old_names.print_scalars_plainly()


def _run_file(program: str, args: list[str]) -> None:
    path = Path(os.path.abspath(program))
    folder = path.resolve().parent
    if path.is_dir():
        path, folder = path / "__main__.py", path
        if not path.exists():
            _fail(f"{sys.executable}: can't find '__main__' module in {str(folder)!r}", status=1)
    try:
        source = path.read_bytes()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        _fail(f"{sys.executable}: can't open file {str(path)!r}: {reason}", status=2)
    begin()
    sys.argv = [program, *args]
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = str(folder)
    file = str(path)
    loader = sources.Loader("__main__", file)
    _execute(loader.source_to_code(source, file), file, loader=loader)


def _run_module(name: str, args: list[str]) -> None:
    begin()
    spec, said = _find(name), name
    if spec and spec.submodule_search_locations is not None:
        spec = _find(f"{name}.__main__")
        said = f"{name}.__main__; {name!r} is a package and cannot be directly executed"
    if spec is None or spec.origin is None:
        _fail(f"{sys.executable}: No module named {said}", status=1)
    depth = spec.name.count(".")
    imports.adopt(Path(spec.origin).parents[depth - 1] if depth else spec.origin)
    sys.argv = [spec.origin, *args]
    loader = sources.Loader(spec.name, spec.origin)
    _execute(loader.get_code(spec.name), spec.origin, loader=loader, spec=spec)


def _find(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def _execute(code: CodeType, file: str, *, loader: Loader, spec: ModuleSpec | None = None) -> None:
    module = ModuleType("__main__")
    module.__builtins__ = builtins
    module.__file__ = file
    module.__loader__ = loader
    module.__spec__ = spec
    module.__package__ = spec.parent if spec else None
    sys.modules["__main__"] = module
    exec(code, vars(module))


def _fail(message: str, *, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(status)
