"""What only Python 2 has in source that Python 3 parses all the same."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Container, Iterable
from typing import NamedTuple

from contrib_learn_migrate.edits import Source

PRINT = "print statement"

_ITERATORS = {kind + part for kind in ("iter", "view") for part in ("keys", "values", "items")}
_LISTS = {"keys", "values", "items"}
_BUILTINS = set("basestring execfile long raw_input reduce reload unichr unicode xrange".split())
_MODULES = set(
    "__builtin__ BaseHTTPServer ConfigParser HTMLParser Queue SimpleHTTPServer SocketServer "
    "StringIO Tkinter cPickle cStringIO commands cookielib copy_reg httplib thread tkFileDialog "
    "urllib2 urlparse xmlrpclib".split()
)
_VIEW = rf"\.(?:{'|'.join(_LISTS)})\(\)"
_WORTH_A_LOOK = re.compile(
    rf"\.(?:has_key|{'|'.join(_ITERATORS)})\s*\(|\b(?:{'|'.join(_BUILTINS)})[(),\]]"
    rf"|^[ \t]*(?:import|from)\b.*\b(?:{'|'.join(_MODULES)})\b"
    rf"|{_VIEW}\s*(?:\[|\+|\.sort\b)|\+\s*[\w.]+{_VIEW}"
    r"|^[ \t]*print(?:[ \t]*(?:>>|$)|[ \t]*\(.*\)[ \t]*[,%.+])",
    re.MULTILINE,
)
# One of these is in nearly all that the pattern finds, and is found several times faster.
_CLUES = ("()[", "() +", "()+", "().sort", "print >>", "print>>", "print (", "print\n", "print\r")
_CLUES += ("') %", '") %')
_WORDS = {"has_key"} | _ITERATORS | _BUILTINS | _MODULES
_TO_BLANKS = str.maketrans(dict.fromkeys(string.punctuation.replace("_", ""), " "))


class Symptom(NamedTuple):
    """A place in the source, counted from 1, and what only Python 2 has there."""

    line: int
    column: int
    what: str


def symptoms(text: str) -> list[Symptom]:
    """Lists what only Python 2 has in `text`.

    A name that the source itself binds, and an import inside ``try``, are code for both Pythons.

    Raises:
      SyntaxError: where Python 3 cannot parse `text`.
    """
    if not (_has_clue(text) and _WORTH_A_LOOK.search(text)):
        return []
    nodes = list(ast.walk(ast.parse(text)))
    suspects = [(node, what) for node in nodes if (what := _what(node))]
    if not suspects:
        return []
    source = Source(text)
    bound, tried = _bound_and_tried(nodes)
    return sorted(
        Symptom(*source.place(source.span(node)[0]), what)
        for node, what in suspects
        if what not in bound and node not in tried
    )


def _has_clue(text: str) -> bool:
    words = text.translate(_TO_BLANKS).split()
    return not _WORDS.isdisjoint(words) or any(clue in text for clue in _CLUES)


def _what(node: ast.AST) -> str:
    """Returns what `node` has that only Python 2 has, or an empty string."""
    match node:
        case ast.Expr(value=value) if _is_print_statement(value):
            return PRINT
        case ast.Call(func=ast.Attribute(attr="has_key"), args=[_]):
            return "has_key"
        case ast.Call(func=ast.Attribute(attr=attr), args=[]) if attr in _ITERATORS:
            return attr
        case ast.Name(id=name, ctx=ast.Load()) if name in _BUILTINS:
            return name
        case ast.Import(names=names) if gone := _MODULES.intersection(n.name for n in names):
            return f"import {min(gone)}"
        case ast.ImportFrom(module=name, level=0) if name in _MODULES:
            return f"import {name}"
        case ast.BinOp(op=ast.Add()) if _is_list(node.left) or _is_list(node.right):
            return "sum of dict views"
        case ast.Subscript() if _is_list(node.value, {"values", "items"}):  # pandas indexes keys()
            return "index into a dict view"
        case ast.Attribute(attr="sort") if _is_list(node.value):
            return "sort of a dict view"
    return ""


def _is_print_statement(node: ast.expr) -> bool:
    """Tells whether an expression would print, were it Python 2: ``print >>f, x``, ``print(x), y``.

    Python 3 parses these, and computes something of no use.
    """
    is_part = False
    while not isinstance(node, ast.Call | ast.Name):
        match node:
            case ast.Tuple(elts=[first, *_]) | ast.BinOp(left=first) | ast.Attribute(value=first):
                node = first
            case _:
                return False
        is_part = True
    match node:
        case ast.Call(func=ast.Name(id="print")):
            return is_part
    return isinstance(node, ast.Name) and node.id == "print"


def _is_list(node: ast.expr, methods: Container[str] = _LISTS) -> bool:
    """Tells whether `node` is a call that gave a list in Python 2, such as ``d.items()``."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[], keywords=[]):
            return attr in methods
    return False


def _bound_and_tried(nodes: Iterable[ast.AST]) -> tuple[set[str], set[ast.AST]]:
    """Returns the names that are bound anywhere, and the imports inside ``try``."""
    bound: set[str] = set()
    tried: set[ast.AST] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bound.update(alias.asname or alias.name for alias in names)
            case ast.Try():
                tried.update(child for child in ast.walk(node) if _is_import(child))
    return bound, tried


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)
