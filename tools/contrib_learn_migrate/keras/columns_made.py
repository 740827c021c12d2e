"""The columns of a program: what its calls make, and which of its statements only make columns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from contrib_learn_migrate.keras import columns, columns_rules
from contrib_learn_migrate.keras.columns_static import Given, Interpreter, Symbol
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, is_docstring

_LAYERS = "tf.contrib.layers."
_TAKES: dict[str, tuple[str, ...]] = {}
_MAKERS: dict[str, Callable[[_Arguments], Any]] = {}


class _Arguments:
    """The arguments of a call that makes a column."""

    def __init__(self, call: Call, given: Callable[[ast.expr], Given]) -> None:
        self.call, self.node = call, call.node
        self._given = given

    def get(self, name: str, default: Any = None) -> Given | None:
        """Returns an argument; one that is not given, or None, is the default, if there is one."""
        if self.call.has(name):
            return self._given(self.call.args[name])
        return None if default is None else Given(ast.Constant(default), default)

    def known(self, name: str, default: Any = None) -> Any:
        """Returns the value of an argument that has to be known."""
        found = self.get(name, default)
        if found is None:
            return default
        if not found.is_known:
            raise self.call.obstacle(f"{name} is not known")
        return found.value.name if isinstance(found.value, Symbol) else found.value

    def column(self, name: str, *kinds: type) -> Any:
        """Returns an argument that has to be a column."""
        found = self.get(name)
        if found is None or not isinstance(found.value, kinds):
            raise self.call.obstacle(f"it is not known which column {name} is")
        return found.value


def maker(name: str, takes: str, space: str = _LAYERS) -> Callable:
    """Registers what a function of tf.contrib.layers makes."""

    def register(function: Callable[[_Arguments], Any]) -> Callable[[_Arguments], Any]:
        _TAKES[space + name], _MAKERS[space + name] = tuple(takes.split()), function
        return function

    return register


class Definitions:
    """What of a program defines columns, and has no part in a Keras program.

    Attributes:
      interpreter: knows what the program's expressions are, and columns.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.interpreter = Interpreter(renderer, self._made)
        self._renderer = renderer
        self._trained: list[tuple[ast.AST, list[columns.Column], bool]] = []

    def values(self, node: ast.expr) -> list[columns.Column]:
        """Returns the columns that an expression is, as `columns.sorted_columns` does."""
        return columns.sorted_columns(self.interpreter.value(node), node)

    def note_trained(self, node: ast.AST, of: list[columns.Column], is_linear: bool) -> None:
        """Notes columns whose weights are trained by an optimizer of a model_fn."""
        self._trained.append((node, of, is_linear))

    def check_optimizers(self, text: str) -> None:
        """Notes an obstacle where optimizers of a converted program move rows as TF 1's did not.

        Args:
          text: the program.
        """
        if not self._trained:
            return
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.keyword) and node.arg == "optimizer":
                for place, of, is_linear in self._trained:
                    try:
                        columns.check_rows(ast.unparse(node.value), of, is_linear, place)
                    except Obstacle as obstacle:
                        self._renderer.obstacles.append(obstacle)

    def is_dropped(self, statement: ast.AST) -> bool:
        """Tells whether a statement only makes columns."""
        return id(statement) in self._found[0]

    def check(self, node: ast.AST) -> None:
        """Raises an Obstacle if a name that is still in the program stands for columns."""
        if id(node) in self._found[1]:
            raise Obstacle(node, node.id, "feature columns are used as something else")

    def assigned(self, statement: ast.Assign, renderer: Renderer) -> str | None:
        """Returns what an assignment of a weighted sum, its weights and its bias becomes."""
        return columns_rules.assigned(statement, renderer)

    @cached_property
    def _found(self) -> tuple[set[int], set[int]]:
        """The ids of statements that only make columns, and of other names for columns."""
        dropped: set[int] = set()
        names: set[int] = set()
        tree = self._renderer.file.tree
        if not any(self._renderer.symbol(node) in _MAKERS for node in ast.walk(tree)):
            return dropped, names
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        of_columns = {id(scope): self._variables(scope) for scope in (tree, *functions)}
        for scope in (*functions, tree):
            self._drop(scope, of_columns, dropped)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                function = self.interpreter.function(node)
                holders = [function] if function and node.id in self._bound(function) else [tree]
                within = (id(above) in dropped for above in self.interpreter.above(node))
                if node.id in of_columns[id(holders[0])] and not any(within):
                    names.add(id(node))
        return dropped, names

    def _made(self, symbol: str, node: ast.Call, given: Callable[[ast.expr], Given]) -> Any:
        if symbol not in _MAKERS:
            return None
        call = bind(node, symbol, _TAKES[symbol], self._renderer)
        return _MAKERS[symbol](_Arguments(call, given))

    def _variables(self, scope: ast.AST) -> set[str]:
        """Returns the variables of a module or function that are columns, or functions of some."""
        names = set()
        for node in self._own(scope):
            match node:
                case ast.Assign(targets=targets, value=value) if self._are_columns(value):
                    for target in targets:
                        names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[*_, value]):
                    if self._are_columns(value):
                        names.add(name)
                case ast.FunctionDef(name=name) if node is not scope:
                    returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
                    if returned and all(v is not None and self._are_columns(v) for v in returned):
                        names.add(name)
        return names

    def _are_columns(self, node: ast.expr) -> bool:
        try:
            return _are_columns(self.interpreter.value(node))
        except Obstacle:  # A column that is not known; whoever takes it says so.
            return True

    def _own(self, scope: ast.AST) -> Iterator[ast.AST]:
        """Yields the nodes of a module or function without those of functions in it."""
        for node in ast.walk(scope):
            function = self.interpreter.function(node)
            if function is (scope if isinstance(scope, ast.FunctionDef) else None):
                yield node

    def _bound(self, function: ast.FunctionDef) -> set[str]:
        return self.interpreter.locals(function.body[0])

    def _drop(self, scope: ast.AST, of_columns: dict[int, set[str]], dropped: set[int]) -> None:
        names = of_columns[id(scope)]

        def makes_columns(node: ast.stmt) -> bool:
            match node:
                case ast.Assign(targets=targets):
                    bound = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
                    return bool(bound) and bound <= names
                case ast.AugAssign(target=ast.Name(id=name)):
                    return name in names
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                    return name in names
                case ast.For(body=body, orelse=orelse) | ast.If(body=body, orelse=orelse):
                    return all([visit(inner) for inner in [*body, *orelse]])
                case ast.FunctionDef(name=name, body=body):
                    rest = [s for s in body if id(s) not in dropped and not is_docstring(s)]
                    return name in names and all(isinstance(s, ast.Return) for s in rest)
            return False

        def visit(node: ast.stmt) -> bool:
            if makes_columns(node):
                dropped.add(id(node))
            return id(node) in dropped

        for statement in scope.body:
            visit(statement)


def _are_columns(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_are_columns, value))
    return isinstance(value, columns.Column)


@maker("real_valued_column", "column_name dimension default_value dtype normalizer")
def _real(args: _Arguments) -> columns.Real:
    dimension = args.get("dimension", 1)
    default = args.known("default_value")
    if default is not None and not isinstance(default, list):
        default = [default] * dimension.value
    dtype = args.known("dtype", "tf.float32")
    return columns.Real(
        args.node,
        args.known("column_name"),
        dimension,
        None if default is None else tuple(default),
        dtype,
        args.get("normalizer"),
    )


@maker("infer_real_valued_columns_from_input", "x", "tf.contrib.learn.")
def _inferred(args: _Arguments) -> list[columns.Inferred]:
    matrix = args.get("x")
    if isinstance(matrix.value, dict):
        raise args.call.obstacle("it is not known what its columns are")
    return [columns.Inferred(args.node, "", matrix)]


@maker("bucketized_column", "source_column boundaries")
def _bucketized(args: _Arguments) -> columns.Bucketized:
    source = args.column("source_column", columns.Real)
    return columns.Bucketized(args.node, source, args.get("boundaries"))


@maker("sparse_column_with_hash_bucket", "column_name hash_bucket_size combiner dtype hash_keys")
def _hashed(args: _Arguments) -> columns.Sparse:
    args.call.refuse("hash_keys")
    return _sparse(args, "Hashed", "hash_bucket_size", "tf.string")


@maker("sparse_column_with_integerized_feature", "column_name bucket_size combiner dtype")
def _integerized(args: _Arguments) -> columns.Sparse:
    return _sparse(args, "Integerized", "bucket_size", "tf.int64")


@maker("sparse_column_with_keys", "column_name keys default_value combiner dtype")
def _keys(args: _Arguments) -> columns.Sparse:
    if args.known("default_value", -1) != -1:
        raise args.call.obstacle("its default_value is the id of a key")
    return _sparse(args, "Keys", "keys", "tf.string")


@maker(
    "sparse_column_with_vocabulary_file",
    "column_name vocabulary_file num_oov_buckets vocab_size default_value combiner dtype",
)
def _vocabulary(args: _Arguments) -> columns.Sparse:
    if args.known("num_oov_buckets", 0) or args.known("default_value", -1) != -1:
        raise args.call.obstacle("it has ids for what is not in the file")
    return _sparse(args, "Vocabulary", "vocab_size", "tf.string")


def _sparse(args: _Arguments, kind: str, size: str, dtype: str) -> columns.Sparse:
    return columns.Sparse(
        args.node,
        args.known("column_name"),
        kind,
        args.get(size),
        args.known("combiner", "sum"),
        args.known("dtype", dtype),
        args.get("vocabulary_file"),
    )


@maker("weighted_sparse_column", "sparse_id_column weight_column_name dtype")
def _weighted(args: _Arguments) -> columns.Weighted:
    source = args.column("sparse_id_column", columns.Sparse)
    dtype = args.known("dtype", "tf.float32")
    return columns.Weighted(args.node, source, args.known("weight_column_name"), dtype)


@maker(
    "crossed_column",
    "columns hash_bucket_size combiner ckpt_to_load_from tensor_name_in_ckpt hash_key",
)
def _crossed(args: _Arguments) -> columns.Crossed:
    args.call.refuse("ckpt_to_load_from", "tensor_name_in_ckpt", "hash_key")
    parts = args.get("columns").value
    kinds = columns.Sparse | columns.Bucketized | columns.Crossed
    if not isinstance(parts, list | tuple) or not all(isinstance(p, kinds) for p in parts):
        raise args.call.obstacle("it is not known which columns it crosses")
    parts = tuple(sorted(parts, key=lambda column: column.name))
    size = args.get("hash_bucket_size")
    return columns.Crossed(args.node, parts, size, args.known("combiner", "sum"))


@maker("one_hot_column", "sparse_id_column")
def _one_hot(args: _Arguments) -> columns.OneHot:
    return columns.OneHot(args.node, args.column("sparse_id_column", *_IDS))


@maker(
    "embedding_column",
    "sparse_id_column dimension combiner initializer ckpt_to_load_from tensor_name_in_ckpt "
    "max_norm trainable",
)
def _embedding(args: _Arguments) -> columns.Embedding:
    args.call.refuse("ckpt_to_load_from", "tensor_name_in_ckpt")
    return columns.Embedding(
        args.node,
        args.column("sparse_id_column", *_IDS),
        args.get("dimension"),
        args.known("combiner", "mean"),
        args.get("initializer"),
        args.get("max_norm"),
        args.known("trainable", True),
    )


@maker("shared_embedding_columns", "")
@maker("scattered_embedding_column", "")
@maker("real_valued_var_len_column", "")
def _not_moved(args: _Arguments) -> Any:
    raise args.call.obstacle("it is not moved yet")


_IDS = (columns.Sparse, columns.Weighted, columns.Crossed)
