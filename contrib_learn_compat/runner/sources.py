"""The program's own files, taken through the rewriter as they are loaded.

What a program imports is seen to as it runs (:mod:`contrib_learn_compat.runner.imports`). What it
does with that, by names and arguments that were dead before TF 1.15, or in Python 2, has to be read
in its source. No line comes or goes, so that tracebacks and debuggers show the file as it is.
"""

from __future__ import annotations

import ast
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source
from types import CodeType
from typing import Any

from contrib_learn_compat.runner.imports import is_program
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.python2 import looks_like_python2, to_python3
from contrib_learn_migrate.rewrite import rewrite

# What old_names and unittest_names give back, and say that they do, is left to them.
_LEFT_OUT = {"numpy-aliases", "numpy-functions", "sklearn-modules", "unittest-names"}


def take_over() -> None:
    """Has the program's modules, from now on, loaded as the rewriter would have them."""
    sys.meta_path.insert(sys.meta_path.index(PathFinder), _Finder)


def modernize(source: bytes) -> str | bytes:
    """Returns a program's source as the rewriter would have it; as it is, if it makes no sense."""
    try:
        text = decode_source(source)
        if looks_like_python2(text):
            text = to_python3(text)
        fixers = [fixer for fixer in target("compat") if fixer.name not in _LEFT_OUT]
        return rewrite(text, fixers, comments=False, program=True).text
    except (SyntaxError, UnicodeDecodeError):
        return source  # whoever compiles it says so, and where


class Loader(SourceFileLoader):
    """Loads a file of the program; what is cached of it is for those who import it as it is."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def source_to_code(self, data: Any, path: str, **options: Any) -> CodeType:
        if not isinstance(data, ast.AST):
            data = modernize(data)
        return super().source_to_code(data, path, **options)


class _Finder:
    """Finds what Python would, and has the program's own files loaded by :class:`Loader`."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        if spec and type(spec.loader) is SourceFileLoader and is_program({"__file__": spec.origin}):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
            return spec
        return None
