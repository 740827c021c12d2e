"""Serves ``tensorflow.contrib…`` import paths, and the same beneath ``contrib_learn_compat.tf``."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from contrib_learn_compat import namespace
from contrib_learn_migrate import symbols


def install() -> None:
    """Lets ``import tensorflow.contrib…`` and ``tf.contrib`` reach what this package serves.

    From here on, for the whole process, ``from tensorflow.contrib import layers``,
    ``from tensorflow.contrib.learn.python.learn.estimators import head`` and their like find our
    modules, and ``tensorflow`` and ``tensorflow.compat.v1`` have ``contrib``, and ``estimator``
    where they lack it. Nothing else of TensorFlow changes: a program that expects graph mode
    calls ``tf.compat.v1.disable_v2_behavior()`` or imports ``contrib_learn_compat.tf``.

    A second call does nothing. An import of what is not served raises ImportError with the reason.
    """
    if _finder in sys.meta_path:
        return
    sys.meta_path.append(_finder)  # last, so that nothing that exists is hidden
    importlib.import_module("tensorflow.compat.v1")
    # TensorFlow's v1 module exists twice: as an attribute of its package, and as an import.
    for path in ("tensorflow", "tensorflow.compat.v1", "tensorflow._api.v2.compat.v1"):
        host = sys.modules[path]
        for name in ("contrib", "estimator"):
            if not hasattr(host, name):
                setattr(host, name, namespace.module(f"tf.{name}"))
                _finder.attributes.append((host, name))


def uninstall() -> None:
    """Takes back all that :func:`install` did; objects already imported go on working."""
    if _finder not in sys.meta_path:
        return
    sys.meta_path.remove(_finder)
    roots = tuple(f"{name}." for name in _finder.served)
    for name in [name for name in sys.modules if f"{name}.".startswith(roots)]:
        # Python binds an imported module in its package, which may be TensorFlow's own.
        package, _, last = name.rpartition(".")
        _finder.attributes.append((sys.modules.get(package), last))
        del sys.modules[name]
    for host, name in _finder.attributes:
        if host and not namespace.is_ours(host) and hasattr(host, name):
            delattr(host, name)
    _finder.served.clear()
    _finder.attributes.clear()


def serve_drop_in() -> None:
    """Lets ``from contrib_learn_compat.tf.contrib import learn`` and their like find modules.

    Whatever module ``contrib_learn_compat.tf`` has, however deep, can be imported by its path. A
    second call does nothing.
    """
    if _drop_in_finder not in sys.meta_path:
        # First, or TensorFlow's own files would be loaded a second time under these paths.
        sys.meta_path.insert(0, _drop_in_finder)


class _DropInFinder:
    """Finds what the drop-in ``tf`` has among its attributes, or TensorFlow among its modules."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.startswith(_DROP_IN + ".") else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Puts what there is in the place of the empty module that the import system made."""
        name = module.__name__
        package, _, last = name.rpartition(".")
        try:
            found = getattr(sys.modules[package], last)
        except AttributeError as error:
            real = "tensorflow" if package == _DROP_IN else sys.modules[package].__name__
            try:
                found = importlib.import_module(f"{real}.{last}")
            except ModuleNotFoundError:
                raise ModuleNotFoundError(str(error)) from None
        if not isinstance(found, ModuleType):
            raise ModuleNotFoundError(f"{name} is not a module: from {package} import {last}")
        sys.modules[name] = found


class _LegacyFinder:
    """Finds and loads the modules of TensorFlow 1.15 that the symbol table knows."""

    def __init__(self) -> None:
        self.served: set[str] = set()
        self.attributes: list[tuple[ModuleType | None, str]] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        legacy = symbols.legacy_name(name)
        if not name.startswith("tensorflow.") or not (
            legacy.startswith(("tf.contrib.", "tf.estimator.")) or symbols.is_namespace(legacy)
        ):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Puts what is served in the place of the empty module that the import system made."""
        name = module.__name__
        legacy = symbols.legacy_name(name)
        package, _, last = legacy.rpartition(".")
        try:
            if symbols.is_deep(legacy):
                found = namespace.module(legacy)
            else:
                found = getattr(namespace.module(package), last)
        except AttributeError as error:
            # Without a name, or `from package import …` would take it for its own and drop it.
            raise ModuleNotFoundError(str(error)) from None
        if not isinstance(found, ModuleType):
            raise ModuleNotFoundError(f"{name} is not a module: from {package} import {last}")
        sys.modules[name] = found
        self.served.add(name)


_DROP_IN = "contrib_learn_compat.tf"
_finder = _LegacyFinder()
_drop_in_finder = _DropInFinder()
