"""What the names in a program mean: resolved through its own imports, aliases and scopes.

One walk over the tree notes every chain of names (``learn.DNNClassifier``), by its first word, and
everything that binds a name; what a chain means is asked afterwards, and only of the few words that
may lead to something of ours. A name whose bindings disagree means nothing here: a parameter
called ``learn`` is not the module, nor is a ``learn`` that is now a module and now a list.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from contrib_learn_migrate import symbols

# Modules that fixers know something of, by the first word of their path.
WATCHED = frozenset(
    {"contrib_learn_compat", "importlib", "numpy", "skflow", "sklearn", "tensorflow"}
)
_BUILTINS = frozenset({"__import__", "getattr"})
# Calls that may return a module, or something in one.
LOOK_UPS = frozenset({"__import__", "getattr", "importlib.import_module"})

_SAME = (
    ("tensorflow", "tf"),
    ("contrib_learn_compat.tf", "tf"),
    ("tf.compat.v1", "tf"),
    ("skflow", "tf.contrib.learn"),  # its name when it was a project of its own
    ("tf.contrib.skflow", "tf.contrib.learn"),
)


@cache
def legacy(path: str) -> str:
    """Returns the name in the symbol table of a path as the program spells it.

    ``tensorflow.compat.v1.contrib`` and the drop-in's ``contrib_learn_compat.tf.contrib`` are both
    ``tf.contrib``; what is not TensorFlow's stays as it is.
    """
    for prefix, name in _SAME:
        if path == prefix or path.startswith(prefix + "."):
            return legacy(name + path[len(prefix) :])
    return path


def is_beneath(path: str, prefix: str) -> bool:
    """Tells whether a dotted path is `prefix` or something in it."""
    return path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("", ".")


class Reference(NamedTuple):
    """A chain of names, as far as it goes: all of ``tf.nn.relu``, but for a call's, its function.

    Attributes:
      node: the whole chain.
      path: what it means, as the file's own imports spell it: ``tensorflow.nn.relu``.
      name: the same as the symbol table spells it: ``tf.nn.relu``.
      call: the call whose function it is, or None.
      scope: where it stands.
    """

    node: ast.Attribute | ast.Name
    path: str
    name: str
    call: ast.Call | None
    scope: Scope

    @property
    def root(self) -> ast.Name:
        """The first word of the chain."""
        node = self.node
        while isinstance(node, ast.Attribute):
            node = node.value
        return node

    @property
    def words(self) -> int:
        """How many words the chain has."""
        count, node = 1, self.node
        while isinstance(node, ast.Attribute):
            count, node = count + 1, node.value
        return count

    def prefix(self, words: int) -> ast.Attribute | ast.Name:
        """Returns the node of the chain's first so many words."""
        node = self.node
        for _ in range(self.words - words):
            node = node.value
        return node


class Scope:
    """The names that one block binds, each with all that it may be bound to."""

    __slots__ = ("parent", "kind", "bindings", "elsewhere")

    def __init__(self, kind: str, parent: Scope | None = None) -> None:
        self.kind = kind
        self.parent = parent
        self.bindings: defaultdict[str, list[_Binding]] = defaultdict(list)
        self.elsewhere: dict[str, Scope] = {}  # by `global` and `nonlocal`

    def bind(self, name: str, *binding: _Binding) -> None:
        """Binds a name; without a binding, to nothing: None, or what `del` leaves."""
        self.elsewhere.get(name, self).bindings[name] += binding

    def holder(self, name: str) -> Scope | None:
        """Returns the scope whose name this is, as Python would look it up."""
        scope: Scope | None = self
        while scope:
            if name in scope.elsewhere:
                return scope.elsewhere[name]
            if name in scope.bindings and (scope is self or scope.kind != "class"):
                return scope
            scope = scope.parent
        return None

    def outer(self, *kinds: str) -> Scope:
        """Returns the nearest scope, this one or around it, that is one of these kinds."""
        scope = self
        while scope.parent and scope.kind not in kinds:
            scope = scope.parent
        return scope


class _Import(NamedTuple):
    path: str


class _Alias(NamedTuple):
    value: ast.expr
    scope: Scope


_FOREIGN = object()
_Binding = object
_Chain = tuple[ast.expr, "ast.Call | None", Scope]
_Use = tuple[ast.expr, "ast.Call | None", Scope, "str | None"]


class Names:
    """All names of one program.

    Attributes:
      imports: the import statements, in order, with their scopes.
    """

    def __init__(self, tree: ast.Module) -> None:
        walk = _Walk(tree)
        self.imports = walk.imports
        self._chains = walk.chains
        self._module = walk.module
        self._aliases = walk.aliases
        self._stars = [
            statement.module
            for statement, scope in walk.imports
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
            if not statement.level and statement.module
        ]
        self._known: dict[tuple[Scope, str], str | None] = {}

    def references(self) -> Iterator[Reference]:
        """Yields the chains that lead to a watched module, in the order of the text."""
        for node, call, scope, meaning in self._interesting_chains:
            if meaning:
                path = ".".join([meaning, *_words(node)])
                yield Reference(node, path, legacy(path), call, scope)

    def attributes_of(self, name: str) -> Iterator[ast.Attribute]:
        """Yields the attributes taken of whatever goes by a name, in any scope."""
        for node, _, _ in self._chains.get(name, ()):
            while isinstance(node, ast.Attribute):
                yield node
                node = node.value

    def defines(self, name: str) -> bool:
        """Tells whether the module defines a function, or something else of its own, once."""
        return self._module.bindings.get(name) == [_FOREIGN]

    def doubtful(self) -> Iterator[Reference]:
        """Yields the chains that lead to a watched module or elsewhere, by what the block says."""
        for node, call, scope, meaning in self._interesting_chains:
            if meaning:
                continue
            word = _root(node)
            holder = scope.holder(word)
            bindings = holder.bindings.get(word, ()) if holder else ()
            paths = [b.path for b in bindings if isinstance(b, _Import) and _is_watched(b.path)]
            if paths:
                path = ".".join([paths[0], *_words(node)])
                yield Reference(node, path, legacy(path), call, scope)

    def resolve(self, value: ast.expr, scope: Scope) -> str | None:
        """Returns the dotted path that an expression means, or None where that is not certain."""
        root = value
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name):
            path = self.meaning(root.id, scope)
        elif isinstance(root, ast.Call):
            path = self._result(root, scope)
        else:
            path = None
        return path and ".".join([path, *_words(value)])

    def meaning(self, name: str, scope: Scope) -> str | None:
        """Returns the dotted path that a name stands for in a scope."""
        holder = scope.holder(name)
        if holder is None:
            return self._from_star(name) or (name if name in _BUILTINS else None)
        key = holder, name
        if key not in self._known:
            bindings = holder.bindings.get(name, ())
            # While an alias is looked up, its name means what the imports say: `tf = tf.compat.v1`.
            imported = [b.path for b in bindings if isinstance(b, _Import)]
            self._known[key] = _agreed(imported)
            self._known[key] = _agreed(
                self.resolve(b.value, b.scope)
                if isinstance(b, _Alias)
                else b.path
                if isinstance(b, _Import)
                else None
                for b in bindings
            )
        return self._known[key]

    @cached_property
    def _interesting_chains(self) -> list[_Use]:
        """The chains that may lead to something watched, in the order of the text.

        Each has what its first word means.
        """
        found = [
            (node, call, scope, self.meaning(word, scope))
            for word in self._interesting()
            for node, call, scope in self._chains.get(word, ())
        ]
        found.sort(key=lambda chain: (chain[0].lineno, chain[0].col_offset))
        return found

    def _interesting(self) -> Iterable[str]:
        """The words that may lead to something watched, through whatever aliases."""
        if self._stars:
            return list(self._chains)
        words = set(_BUILTINS)
        for statement, _ in self.imports:
            words.update(name for name, path in imported(statement) if _is_watched(path))
        size = 0
        while size != len(words):
            size = len(words)
            words.update(name for name, root in self._aliases if root in words)
        return words

    def _from_star(self, name: str) -> str | None:
        if name.startswith("_"):
            return None
        found = (m for m in self._stars if name in symbols.children(legacy(m)))
        module = next(found, None)
        return module and f"{module}.{name}"

    def _result(self, call: ast.Call, scope: Scope) -> str | None:
        """What `importlib.import_module("…")`, `__import__("…")` or `getattr(…, "…")` returns."""
        match self.resolve(call.func, scope), call.args:
            case "importlib.import_module", [ast.Constant(value=str(module))]:
                return module
            case "__import__", [ast.Constant(value=str(module))]:
                return module.partition(".")[0]
            case "getattr", [value, ast.Constant(value=str(attribute)), *_]:
                path = self.resolve(value, scope)
                return path and f"{path}.{attribute}"
        return None


def _words(chain: ast.expr) -> list[str]:
    """The attributes that a chain takes, in order."""
    words = []
    while isinstance(chain, ast.Attribute):
        words.append(chain.attr)
        chain = chain.value
    return words[::-1]


def _agreed(paths: Iterable[str | None]) -> str | None:
    """The one thing that all these mean; of several spellings, the one that moved furthest."""
    paths = list(paths)
    if not paths or not all(paths) or len({legacy(path) for path in paths}) > 1:
        return None
    return max(paths, key=len)


def _is_watched(path: str) -> bool:
    return path.partition(".")[0] in WATCHED


def imported(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yields the names that an import binds, each with its path."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            yield (
                (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
            )
    else:
        module = "." * statement.level + (statement.module or "")
        for alias in statement.names:
            if alias.name != "*":
                yield alias.asname or alias.name, f"{module}.{alias.name}"


_MARKS = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
_LEAVES = {kind for mark in _MARKS for kind in mark.__subclasses__()}
_LEAVES |= {ast.Constant, ast.alias, bool, int, str, type(None)}
_KNOWS_F_STRINGS = sys.version_info >= (3, 12)  # where in the text what they name stands
_LOOK_UP_WORDS = {name.rpartition(".")[2] for name in LOOK_UPS}


class _Fields(dict):
    """By kind of node, the fields that may hold other nodes, last first."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        idle = ("ctx", "op", "ops", "type_comment")
        self[kind] = tuple(field for field in reversed(kind._fields) if field not in idle)
        return self[kind]


_FIELDS = _Fields({ast.Constant: ()})


def _root(value: ast.expr) -> str | None:
    """The first word of what may be another name of a module, or of something in it."""
    while isinstance(value, ast.Attribute):
        value = value.value
    if isinstance(value, ast.Call):
        function = value.func
        word = function.attr if isinstance(function, ast.Attribute) else _root(function)
        return _root(function) if word in _LOOK_UP_WORDS else None
    return value.id if isinstance(value, ast.Name) else None


def _pairs(target: ast.expr, value: ast.expr | None) -> list[tuple[ast.expr, ast.expr]] | None:
    """What is assigned to what in `a, b = c, d`; None where that is not said one by one."""
    match target, value:
        case (
            (ast.Tuple(elts=ones) | ast.List(elts=ones)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ):
            starred = any(isinstance(e, ast.Starred) for e in (*ones, *values))
            if len(ones) == len(values) and not starred:
                return list(zip(ones, values, strict=True))
    return None


class _Walk:
    """The one walk over the tree; it does not recurse, for some programs are deep.

    What is still to be seen is on one pile; a scope on it says that what follows stands in it.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = self._scope = Scope("module")
        self.chains: defaultdict[str, list[_Chain]] = defaultdict(list)
        self.imports: list[tuple[ast.Import | ast.ImportFrom, Scope]] = []
        self.aliases: list[tuple[str, str]] = []
        self._todo: list[ast.AST | Scope] = [tree]
        handlers = {
            kind: handler
            for kinds, handler in (
                ((Scope,), self._enter),
                ((ast.Attribute, ast.Name), self._chain),
                ((ast.Call,), self._call),
                ((ast.Assign, ast.AnnAssign), self._assignment),
                ((ast.Import, ast.ImportFrom), self._import),
                ((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), self._function),
                ((ast.ClassDef,), self._class),
                ((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), self._comprehension),
                ((ast.NamedExpr,), self._walrus),
                ((ast.Global, ast.Nonlocal), self._elsewhere),
                ((ast.ExceptHandler, ast.MatchAs, ast.MatchStar), self._named),
                ((ast.MatchMapping,), self._rest),
                ((ast.JoinedStr,), self._add if _KNOWS_F_STRINGS else self._skip),
            )
            for kind in kinds
        }
        todo, find, add = self._todo, handlers.get, self._add
        while todo:
            node = todo.pop()
            find(type(node), add)(node)

    def _add(self, node: ast.AST) -> None:
        """Puts a node's children on the pile, so that the first is taken first."""
        todo = self._todo
        for field in _FIELDS[type(node)]:
            value = getattr(node, field)
            if type(value) is list:
                self._add_all(value)
            elif type(value) not in _LEAVES:
                todo.append(value)

    def _add_all(self, nodes: Sequence[ast.AST | None]) -> None:
        todo = self._todo
        for node in reversed(nodes):
            if type(node) not in _LEAVES:
                todo.append(node)

    def _add_inside(self, inner: Scope, nodes: Sequence[ast.AST]) -> None:
        """Puts nodes of an inner scope on the pile, and behind them the way back to this one."""
        self._todo.append(self._scope)
        self._add_all(nodes)
        self._todo.append(inner)

    def _enter(self, scope: Scope) -> None:
        self._scope = scope

    def _skip(self, node: ast.AST) -> None:
        """Leaves a node alone."""

    def _chain(self, node: ast.Attribute | ast.Name, call: ast.Call | None = None) -> None:
        root = node
        while type(root) is ast.Attribute:
            root = root.value
        if type(root) is not ast.Name:
            self._todo.append(root)
        elif type(root.ctx) is ast.Load:
            self.chains[root.id].append((node, call, self._scope))
        elif type(root.ctx) is ast.Store:
            self._scope.bind(root.id, _FOREIGN)
        else:
            self._scope.bind(root.id)

    def _call(self, node: ast.Call) -> None:
        if node.keywords:
            self._add_all([keyword.value for keyword in node.keywords])
        if node.args:
            self._add_all(node.args)
        if type(node.func) in (ast.Attribute, ast.Name):
            self._chain(node.func, node)
        else:
            self._todo.append(node.func)

    def _assignment(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value:
            self._todo.append(node.value)
        if isinstance(node, ast.AnnAssign):
            self._todo.append(node.annotation)
        for target in targets:
            self._bind(target, node.value)

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            if value is None or (isinstance(value, ast.Constant) and value.value is None):
                self._scope.bind(target.id)
            elif root := _root(value):
                self.aliases.append((target.id, root))
                self._scope.bind(target.id, _Alias(value, self._scope))
            else:
                self._scope.bind(target.id, _FOREIGN)
        elif pairs := _pairs(target, value):
            for one, its_value in pairs:
                self._bind(one, its_value)
        else:
            self._todo.append(target)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.imports.append((node, self._scope))
        for name, path in imported(node):
            self._scope.bind(name, _Import(path))

    def _function(self, node: ast.FunctionDef | ast.Lambda) -> None:
        inner = Scope("function", self._scope)
        a = node.args
        arguments = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
        for argument in arguments:
            inner.bind(argument.arg, _FOREIGN)
        if isinstance(node, ast.Lambda):
            self._add_inside(inner, [node.body])
        else:
            self._scope.bind(node.name, _FOREIGN)
            self._add_inside(inner, [*self._type_parameters(node, inner), *node.body])
            self._add_all([node.returns])
        self._add_all([*a.defaults, *a.kw_defaults, *[arg.annotation for arg in arguments]])
        self._add_all(getattr(node, "decorator_list", ()))

    def _class(self, node: ast.ClassDef) -> None:
        self._scope.bind(node.name, _FOREIGN)
        inner = Scope("class", self._scope)
        self._add_inside(inner, [*self._type_parameters(node, inner), *node.body])
        self._add_all(node.keywords)
        self._add_all(node.bases)
        self._add_all(node.decorator_list)

    def _type_parameters(self, node: ast.AST, inner: Scope) -> Sequence[ast.AST]:
        """Binds the type parameters of a function or class, and returns them."""
        parameters = getattr(node, "type_params", ())
        for parameter in parameters:
            inner.bind(parameter.name, _FOREIGN)
        return parameters

    def _comprehension(self, node: ast.ListComp | ast.DictComp) -> None:
        inner = Scope("comprehension", self._scope)
        first, *others = node.generators
        values = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        self._add_inside(inner, [*values, first.target, *first.ifs, *others])
        self._todo.append(first.iter)

    def _walrus(self, node: ast.NamedExpr) -> None:
        self._scope.outer("function", "module").bind(node.target.id, _FOREIGN)
        self._todo.append(node.value)

    def _elsewhere(self, node: ast.Global | ast.Nonlocal) -> None:
        scope = self._scope
        for name in node.names:
            if isinstance(node, ast.Global):
                scope.elsewhere[name] = self.module
            elif scope.parent:
                scope.elsewhere[name] = scope.parent.holder(name) or scope.parent

    def _named(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self._scope.bind(node.name, _FOREIGN)
        self._add(node)

    def _rest(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._scope.bind(node.rest, _FOREIGN)
        self._add(node)
