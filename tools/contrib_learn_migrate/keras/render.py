"""Renders a program's syntax tree as its own text, with what rules say in the places they know."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate import dialect, symbols
from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import flags, modes, rules, schedules, scopes, shapes
from contrib_learn_migrate.keras.aliases import canonical
from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.layers import rnn
from contrib_learn_migrate.keras.rules import MODEL, PROGRAM, Obstacle
from contrib_learn_migrate.names import Reference, imported

DROPPED = ""  # What a statement becomes that says nothing any more.


class Renderer:
    """Turns nodes of one program into text.

    Attributes:
      file: the program.
      flow: its values; None where they are not known.
      where: MODEL within functions that build a model, else PROGRAM.
      needs: import statements that the new text relies on.
      helpers: names of the helpers, of :mod:`.helpers`, that it relies on.
      references: the program's uses of watched modules, by the id of the call or of the chain.
      surroundings: the scopes around the place.
      replaced: the texts of nodes that statements before them have changed, by the node's id.
      layer_scopes: the scopes that layers had in TF 1, and what made them, by the layers' names.
      imported: the names that the program's imports bind.
      obstacles: what stands in the way, so far.
      left_out: what of the old program has no part in the new one: node and message.
      columns: the feature columns that the program defines.
    """

    where = PROGRAM
    in_training = False  # Whether the place is one that only training comes to.

    def __init__(self, file: File, parent: Renderer | None = None) -> None:
        self.file, self._parent = file, parent
        self.flow: Flow | None = parent.flow if parent else None
        self.needs: set[str] = parent.needs if parent else set()
        self.helpers: set[str] = parent.helpers if parent else set()
        self.references: dict[int, Reference] = parent.references if parent else _by_node(file)
        self.surroundings = scopes.Surroundings()
        self.replaced: dict[int, str] = {}
        self.obstacles: list[Obstacle] = parent.obstacles if parent else []
        self.left_out: list[tuple[ast.AST, str]] = parent.left_out if parent else []
        self.layer_scopes: dict[str, tuple[str, str]] = parent.layer_scopes if parent else {}
        self.imported: set[str] = parent.imported if parent else _imported(file)
        self.columns = parent.columns if parent else _columns(self)

    def text(self, node: ast.AST) -> str:
        """Returns a node's text in Keras's terms; what obstacles statements have is noted.

        Raises:
          Obstacle: something in an expression is not known to have any.
        """
        if not isinstance(node, ast.stmt):
            new = self.rewritten(node)
            return self.kept(node) if new is None else new
        try:
            new = self.rewritten(node)
            return self.kept(node) if new is None else new
        except Obstacle as obstacle:  # What else there is shall be known as well.
            self.obstacles.append(obstacle)
            return DROPPED

    def rewritten(self, node: ast.AST) -> str | None:
        """Returns the text that takes a node's place; None if only its parts may change."""
        if self.columns.is_dropped(node):
            return DROPPED
        self.columns.check(node)
        shortened = self.columns.without(node, self)
        if shortened is not None:
            return shortened
        if isinstance(node, ast.Import | ast.ImportFrom):
            return None  # The program's imports are taken care of as a whole.
        if self.is_idle(node):
            return DROPPED
        if self.where == MODEL:
            new = self._of_model(node)
            if new is not None:
                return new
        if isinstance(node, ast.Call) and id(node) in self.references:
            return self.called(node)
        if isinstance(node, ast.Attribute | ast.Name) and id(node) in self.references:
            return self.named(node)
        return None

    def is_idle(self, statement: ast.AST) -> bool:
        """Tells whether a statement has no part in what a program computes."""
        match statement:
            case ast.Expr(value=ast.Call() as call):
                return self.symbol(call) in _SAYS_NOTHING
        return False

    def _of_model(self, node: ast.AST) -> str | None:
        """Returns what only has to change where tensors are Keras's."""
        match node:
            case _ if id(node) in self.replaced:
                return self.replaced[id(node)]
            case ast.With():
                return scopes.unwrapped(node, self)
            case ast.Assign(targets=[ast.Tuple()]):
                return rnn.assigned(node, self) or self.columns.assigned(node, self)
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                if (
                    scopes.is_only_told(node, self)
                    or modes.is_about(value, self)
                    or schedules.is_step(value, self)
                    or rnn.is_only_for_runs(node, self)
                ):
                    return DROPPED
                return self.columns.assigned(node, self) or self.assignment(node, target)
            case ast.Name(id=name) if name in self.surroundings.variables:
                raise Obstacle(node, name, "a scope is used as something other than a layer's")
            case ast.Name() if modes.is_about(self.value_of(node), self):
                raise Obstacle(node, node.id, "a Keras model is built without the mode")
            case ast.Name() if schedules.is_step(self.value_of(node), self):
                raise Obstacle(node, node.id, "a Keras model is built without the global step")
        return shapes.of_keras(node, self)

    def assignment(self, statement: ast.Assign, target: str) -> str:
        """Returns an assignment; of layers one after the other, an assignment of each."""
        new = self.text(statement.value)
        if isinstance(new, rules.Layers):
            return f"\n{self.indent(statement)}".join(new.statements(target))
        text = self.file.source.text
        (start, end), (value_start, value_end) = self.span(statement), self.span(statement.value)
        return text[start:value_start] + _bare(new) + text[value_end:end]

    def kept(self, node: ast.AST, function: str = "") -> str:
        """Returns a node's own text, with its parts rendered, or another function called."""
        text = self.file.source.text
        start, end = self.span(node)
        parts, at = [], start
        for child in _parts(node):
            child_start, child_end = self.span(child)
            is_function = function and child is node.func
            new = function if is_function else self.text(child)
            before = text[at:child_start]
            if next(filter(None, reversed(parts)), "").endswith(":\n"):  # Its beginning is gone.
                before = before.lstrip("\n")
            if new == DROPPED and isinstance(child, ast.stmt):
                before = before.rstrip(" \t")
                if (before or text[:at])[-1:] == "\n":  # It has its lines for itself.
                    child_end += len(text[child_end:].partition("\n")[0]) + 1
                parts.append(before)
            else:
                parts += before, new
            at = child_end
        return "".join([*parts, text[at:end]])

    def called(self, node: ast.Call) -> str | None:
        """Returns what a call of a legacy symbol is in Keras."""
        reference = self.references[id(node)]
        name = self.symbol(node)
        found = rules.rule_for(name, self.where)
        if found:
            return found.function(self.bound(node, name, found.takes))
        if not name.startswith("tf."):
            return None
        if flag := flags.of_absl(name):
            return self.kept(node, function=flag) if self._is_imported(reference) else None
        self._check_stays(node, reference, name)
        return self.kept(node, function=name)

    def named(self, node: ast.Attribute | ast.Name) -> str | None:
        """Returns what a legacy symbol that is not called is in Keras."""
        reference = self.references[id(node)]
        name = canonical(reference.name)
        if not self._is_imported(reference):
            return None  # A variable of the program, whose own value is seen to where it is given.
        new = rules.text_for(name, self.where) or flags.of_absl(name)
        if new is None and name.startswith("tf."):
            self._check_stays(node, reference, name)
            new = name
        return new

    def _is_imported(self, reference: Reference) -> bool:
        return reference.root.id in self.imported

    def bound(self, node: ast.Call, name: str, takes: tuple[str, ...]) -> rules.Call:
        """Returns a call with its arguments by name, those of scopes too."""
        call = self.completed(rules.bind(node, name, takes, self))
        if "**" not in takes and call.args.keys() - set(takes):
            raise Obstacle(node, name, "a scope gives it arguments that TF 1.15 does not take")
        return call

    def completed(self, call: rules.Call) -> rules.Call:
        """Returns a call with the arguments that scopes give it."""
        call.args = self.surroundings.arguments(call)
        return call

    def symbol(self, call: ast.AST) -> str:
        """Returns the legacy name of what a call calls; empty if that is none of TensorFlow's."""
        reference = self.references.get(id(call))
        return canonical(reference.name) if reference else ""

    def canonical(self, reference: Reference) -> str:
        """Returns the public legacy name of what a reference means."""
        return canonical(reference.name)

    def require(self, statement: str) -> None:
        """Notes an import that the new text relies on, such as ``import keras``."""
        self.needs.add(statement)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable certainly is; any other node is itself."""
        return node

    def origins(self, node: ast.expr) -> list[ast.AST]:
        """Returns the expressions that a value may come from; itself if not all are known."""
        return self._parent.origins(node) if self._parent else [node]

    @property
    def scopes(self) -> list[str]:
        """The names of the variable scopes around the place."""
        return self.surroundings.names

    def role(self, node: ast.AST) -> str | None:
        """Returns what a variable is to a model_fn, such as ``mode``; None for any other."""
        return None

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Returns where a node starts and ends, a function with its decorators."""
        if isinstance(node, ast.Module):
            return 0, len(self.file.source.text)
        start, end = self.file.source.span(node)
        decorators = getattr(node, "decorator_list", ())
        return min([start, *(self.span(d)[0] - 1 for d in decorators)]), end

    def lines(self, statements: list[ast.stmt]) -> list[str]:
        """Returns statements with all that stands before each on lines of its own."""
        source, lines, at = self.file.source, [], None
        for statement in statements:
            start, end = self.span(statement)
            line_start = source.starts[source.place(start)[0] - 1]
            begin = at if at is not None else line_start
            line_end = source.starts[source.place(end)[0]]
            new = self.text(statement)
            before, after = source.text[begin:start], source.text[end:line_end]
            if new == DROPPED:
                lines.append(before.rpartition("\n")[0] + "\n" if "\n" in before else "")
            else:
                lines += before, new, after
            at = line_end
        return lines

    def dedented(self, block: ast.stmt, statements: list[ast.stmt]) -> str:
        """Returns the text of statements in a block that takes the place of the block."""
        outer, inner = self.indent(block), self.indent(statements[0])
        text = self._comments(statements[0]) + "".join(self.lines(statements))
        lines = [line.removeprefix(inner) for line in text.rstrip("\n").split("\n")]
        end = self.span(block)[1]
        if self.span(statements[-1])[1] == end:  # What is behind it stays behind the block.
            lines[-1] = lines[-1].removesuffix(self.file.source.text[end:].partition("\n")[0])
        return "\n".join(
            [lines[0].strip(), *(outer + line if line else line for line in lines[1:])]
        )

    def _comments(self, statement: ast.stmt) -> str:
        """Returns the lines before a statement that are comments."""
        found, number = [], statement.lineno - 1
        while number and self.file.source.line(number).lstrip().startswith("#"):
            found.insert(0, self.file.source.line(number).rstrip("\n") + "\n")
            number -= 1
        return "".join(found)

    def indent(self, statement: ast.stmt) -> str:
        """Returns the white space that a statement stands behind."""
        line = self.file.source.line(statement.lineno)
        return line[: len(line) - len(line.lstrip(" \t"))]

    def _check_stays(self, node: ast.AST, reference: Reference, name: str) -> None:
        """Raises an Obstacle unless a symbol means in Keras's world what it did."""
        if self.where == MODEL:
            raise Obstacle(node, name, _unknown(name))
        if dialect.is_missing("tensorflow" + name.removeprefix("tf")):
            raise Obstacle(node, name, _unknown(name))
        if isinstance(node, ast.Call) and dialect.is_old_call(reference):
            raise Obstacle(node, name, "it is called as only TF 1 is")
        self.require("import tensorflow as tf")


# Calls that are statements of their own and have no part in what a program computes.
_SAYS_NOTHING = {
    "tf.disable_v2_behavior",
    "tf.disable_eager_execution",
    "tf.reset_default_graph",
    "tf.logging.set_verbosity",
    "tf.contrib.layers.summarize_tensors",
    "tf.contrib.layers.summarize_tensor",
    "tf.contrib.layers.summarize_activation",
    "tf.contrib.layers.summarize_activations",
    "tf.contrib.layers.summarize_collection",
    "tf.summary.FileWriterCache.clear",
    "tf.summary.scalar",
    "tf.summary.histogram",
    "tf.summary.image",
}


def _columns(renderer: Renderer):
    # Columns are rendered in their turn.
    from contrib_learn_migrate.keras.columns.definitions import Definitions

    return Definitions(renderer)


def _bare(text: str) -> str:
    """Returns an expression without parentheses around all of it."""
    if not text.startswith("("):
        return text
    try:
        tree = ast.parse(text[1:-1], mode="eval")
    except SyntaxError:  # They are of two pairs, or lines.
        return text
    return text if isinstance(tree.body, ast.Tuple) else text[1:-1]


def _by_node(file: File) -> dict[int, Reference]:
    """The references by the call or, of those that are not called, by the chain."""
    return {id(r.call or r.node): r for r in file.references}


def _imported(file: File) -> set[str]:
    return {name for statement, _ in file.names.imports for name, _ in imported(statement)}


def _parts(node: ast.AST) -> list[ast.AST]:
    """The nodes in a node that have a place in the text, in its order."""
    return sorted(_placed(node), key=lambda part: (part.lineno, part.col_offset))


def _placed(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        return  # Below Python 3.12 nobody knows where its parts are.
    for child in ast.iter_child_nodes(node):
        if hasattr(child, "lineno") and not isinstance(child, ast.keyword | ast.arg):
            yield child
        else:
            yield from _placed(child)


def _unknown(symbol: str) -> str:
    """Returns why a symbol is not moved that has no rule, with what the table says of it."""
    row = symbols.find(symbol)
    successor = row.successor.replace("tf.keras", "keras") if row else ""
    return "no Keras form of it is known" + (f"; nearest is {successor}" if successor else "")
