"""Lazy namespaces: modules that serve the names that the symbol table gives them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from contrib_learn_migrate import symbols

_modules: dict[str, ModuleType] = {}


def load(home: str) -> Any:
    """Imports what a table row's `home` names: ``module`` or ``module:attribute``."""
    module, _, attribute = home.partition(":")
    value = importlib.import_module(module)
    for part in attribute.split(".") if attribute else ():
        value = getattr(value, part)
    return value


def module(name: str) -> ModuleType:
    """Returns the module that stands for a legacy namespace, the same one at every call.

    Args:
      name: a public namespace such as ``"tf.contrib.layers"``, or a deep module such as
        ``"tf.contrib.learn.python.learn.estimators.head"``. Its names are looked up when they
        are asked for: first in the table, then in the modules that serve it.
    """
    if name not in _modules:
        new = _modules[name] = ModuleType("tensorflow" + name.removeprefix("tf"))
        new.__spec__ = ModuleSpec(new.__name__, None, is_package=True)
        new.__path__ = []  # so that the import system looks for modules beneath it
        new.__getattr__, new.__dir__ = lazy(name, vars(new), _homes(name))
    return _modules[name]


def is_ours(candidate: ModuleType) -> bool:
    """Tells whether a module is one that :func:`module` made."""
    return candidate in _modules.values()


def lazy(
    prefix: str, namespace: dict[str, Any], homes: tuple[str, ...] = ()
) -> tuple[Callable, Callable]:
    """Returns the ``__getattr__`` and ``__dir__`` of a module that serves `prefix`.

    Args:
      prefix: the legacy namespace, such as ``"tf.contrib.layers"``.
      namespace: the module's globals; a resolved name is kept there, so that it is looked up once.
      homes: where to look, in order, for a name that the table has no home for.

    Returns:
      Two functions. The first raises AttributeError with the symbol's fate for what is not served;
      in ``from module import name``, where Python would hide that, ImportError.
    """

    def served() -> set[str]:
        rows = {name for name, row in symbols.children(prefix).items() if row.fate == "served"}
        return rows.union(symbols.modules_in(prefix), *map(_names, _sources(prefix, homes)))

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return sorted(name for name in served() if not name.startswith("_"))
        if name.startswith("__"):
            raise AttributeError(f"module {namespace['__name__']!r} has no attribute {name!r}")
        try:
            value = _resolve(prefix, name, homes)
        except AttributeError as error:
            # Python drops this error's text when `from module import name` meets it.
            asked_by = sys._getframe(1).f_code.co_name
            has_no_files = prefix in _modules and vars(_modules[prefix]) is namespace
            if asked_by == "_handle_fromlist" and (
                has_no_files or symbols.find(f"{prefix}.{name}")
            ):
                raise ImportError(str(error), name=namespace["__name__"]) from None
            raise
        namespace[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted(served().union(namespace))

    return __getattr__, __dir__


def _homes(name: str) -> tuple[str, ...]:
    """Where else a namespace's names may be: in its own homes, or beneath those of its parent."""
    if name in symbols.modules():
        return symbols.modules()[name]
    symbol = symbols.find(name)
    if symbol and symbol.home:
        return (symbol.home,)
    prefix, _, last = name.rpartition(".")
    return tuple(f"{home}{'.' if ':' in home else ':'}{last}" for home in _homes(prefix))


def _sources(prefix: str, homes: tuple[str, ...]) -> Iterator[ModuleType]:
    """Imports the homes that there are; a public name may lead back to `prefix` itself."""
    for home in homes:
        try:
            source = load(home)
        except AttributeError:
            continue
        if source is not _modules.get(prefix):
            yield source


def _names(source: ModuleType) -> set[str]:
    """What a home has, but for this package's own modules, which TF 1.15 did not have there."""
    names = set(dir(source))
    if source.__name__.startswith(__package__):
        names -= {name for name in names if f"{source.__name__}.{name}" in sys.modules}
    return names


def _resolve(prefix: str, name: str, homes: tuple[str, ...]) -> Any:
    """Returns what a namespace has under a name, or raises an AttributeError that explains."""
    legacy = f"{prefix}.{name}"
    if symbols.is_namespace(legacy):
        # What a package imported for itself hid the module of that name, as it did arg_scope.
        own = symbols.modules().get(prefix, ()) if symbols.is_deep(legacy) else ()
        found = [getattr(load(home), name, None) for home in own]
        return next((f for f in found if callable(f)), module(legacy))
    symbol = symbols.table().get(legacy)
    if symbol and symbol.fate == "served":
        return load(symbol.home)
    for source in _sources(prefix, homes):
        if hasattr(source, name):
            return getattr(source, name)
    symbol = symbols.find(legacy)
    if symbol and symbol.fate == "served":
        return load(symbol.home)
    # With a name and no object, Python adds no guess of its own to what is said.
    raise AttributeError(symbols.explain_missing(legacy), name=name)
