"""SavedModels that a program loads and asks: in a session made for that, or by a predictor."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import PROGRAM, Call, Obstacle, bind, call_text, rule

_LOAD = "tf.saved_model.loader.load"
_SERVING = ("tf.saved_model.tag_constants.SERVING", "tf.saved_model.SERVING")
_SESSIONS = ("tf.Session", "tf.compat.v1.Session")
_SIGNATURES = {"inputs": "structured_input_signature[1]", "outputs": "structured_outputs"}


class Loads:
    """The SavedModels that a program loads."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self._calls = {
            id(c): self._bound(c) for c in self._flow.calls if program.symbol(c) == _LOAD
        }
        self._blocks = {
            id(node)
            for node in (ast.walk(program.file.tree) if self._calls else ())
            if isinstance(node, ast.With) and self._is_for_loading(node)
        }

    def rewritten(self, node: ast.AST) -> str | None:
        """Returns what a use of a loaded model becomes; None for all else.

        Raises:
          Obstacle: it is one that TensorFlow 2 knows nothing of.
        """
        program = self._program
        if not self._blocks:
            return None
        match node:
            case ast.With() if id(node) in self._blocks:
                return program.dedented(node, node.body)
            case ast.Call() if id(node) in self._calls:
                program.require("import tensorflow as tf")
                return f"tf.saved_model.load({self._calls[id(node)].text('export_dir')})"
            case ast.Call(func=ast.Attribute(attr="run")) if self._is_session(node.func.value):
                return self._run(node)
            case ast.Attribute(value=value, attr=attr) if self._load(value):
                if attr != "signature_def":
                    raise Obstacle(node, attr, "a loaded model has no such thing")
                return f"{program.text(value)}.signatures"
            case ast.Attribute(value=value, attr=attr) if self._signature(value):
                return self._told(node)
        return None

    def _bound(self, node: ast.Call):
        takes = ("sess", "tags", "export_dir", "import_scope")
        return bind(node, _LOAD, takes, self._program)

    def _is_for_loading(self, block: ast.With) -> bool:
        """Whether a block's session loads models for serving, runs their signatures, no more."""
        *graphs, last = block.items
        if self._program.symbol(last.context_expr) not in _SESSIONS:
            return False
        if not isinstance(last.optional_vars, ast.Name):
            return False
        if last.context_expr.args and self._program.symbol(last.context_expr.args[0]) != "tf.Graph":
            return False
        if not all(self._is_new_graph(item) for item in graphs):
            return False
        name = last.optional_vars
        uses = self._flow.uses(name.id, self._flow.holder(name))
        parents = list(map(self._flow.parent, uses))
        return (
            self._flow.bindings(name) == [last]
            and all(
                isinstance(one, ast.Attribute) and one.attr == "run" or self._is_for_serving(one)
                for one in parents
            )
            and any(id(one) in self._calls for one in parents)
        )

    def _is_new_graph(self, item: ast.withitem) -> bool:
        match item:
            case ast.withitem(
                context_expr=ast.Call(func=ast.Attribute(value=graph, attr="as_default")),
                optional_vars=None,
            ):
                return self._program.symbol(graph) == "tf.Graph"
        return False

    def _is_for_serving(self, node: ast.AST) -> bool:
        call = self._calls.get(id(node))
        if call is None or not call.has("export_dir") or call.has("import_scope"):
            return False
        match call.args.get("tags"):
            case ast.List(elts=[ast.Constant(value="serve")]):
                return True
            case ast.List(elts=[tag]):
                return self._program.symbol_of_name(tag) in _SERVING
        return False

    def _is_session(self, node: ast.expr) -> bool:
        bindings = self._flow.bindings(node) if isinstance(node, ast.Name) else []
        return any(
            binding is item
            for binding in bindings
            if isinstance(binding, ast.withitem)
            for item in self._flow.parent(binding).items
            if id(self._flow.parent(binding)) in self._blocks
        )

    def _load(self, node: ast.expr):
        """The call that loaded a model, bound; None if a value is no loaded model."""
        origins = self._flow.origins(node)
        return self._calls.get(id(origins[0])) if len(origins) == 1 else None

    def _signature(self, node: ast.expr) -> tuple[str, str] | None:
        """The texts of the directory and the name of a loaded signature; None for other values."""
        match self._flow.origins(node):
            case [ast.Subscript(value=ast.Attribute(value=model, attr="signature_def"), slice=key)]:
                load = self._load(model)
                if load:
                    return load.text("export_dir"), self._program.text(key)
        return None

    def _told(self, node: ast.Attribute) -> str:
        """What a signature tells: the names of what it takes and returns, and its method."""
        if node.attr == "method_name":
            self._program.helpers.add("method_name")
            return f"method_name({', '.join(self._signature(node.value))})"
        parent = self._flow.parent(node)
        is_named = isinstance(parent, ast.Call) and self._program.text(parent.func) in _LOOKS
        if node.attr not in _SIGNATURES or not is_named:
            raise Obstacle(node, node.attr, "a signature of TensorFlow 2 has no such thing")
        return f"{self._program.text(node.value)}.{_SIGNATURES[node.attr]}"

    def _run(self, node: ast.Call) -> str:
        """The call of a signature that is fed serialized examples, for one of its outputs."""
        match node:
            case ast.Call(
                args=[
                    ast.Attribute(
                        value=ast.Subscript(
                            value=ast.Attribute(value=ast.Name() as signature, attr="outputs"),
                            slice=output,
                        ),
                        attr="name",
                    ),
                    ast.Dict(
                        keys=[
                            ast.Attribute(
                                value=ast.Subscript(
                                    value=ast.Attribute(value=ast.Name() as fed, attr="inputs"),
                                    slice=ast.Constant(value=str(name)),
                                ),
                                attr="name",
                            )
                        ],
                        values=[ast.List(elts=examples) as value],
                    ),
                ],
                keywords=[],
            ) if (
                fed.id == signature.id
                and self._signature(signature)
                and name.isidentifier()
                and all(map(_is_serialized, examples))
            ):
                text = self._program.text
                called = f"{signature.id}({name}=tf.constant({text(value)}))"
                return f"{called}[{text(output)}].numpy()"
        raise Obstacle(node, "Session.run", "it is not known which signature this asks")


@rule(
    "tf.contrib.predictor.from_saved_model",
    takes="export_dir signature_def_key signature_def input_names output_names tags graph config",
    where=[PROGRAM],
)
def predictor(call: Call) -> str:
    """Returns the function that answers as a signature of a SavedModel."""
    call.refuse("signature_def", "input_names", "output_names", "tags", "graph", "config")
    program = call.renderer
    for node in ast.walk(program.file.tree):
        if isinstance(node, ast.Attribute) and call.node in program.flow.origins(node.value):
            raise Obstacle(node, f"Predictor.{node.attr}", "a function has no such thing")
    program.helpers.add("signature_of")
    name = call.text("signature_def_key") if call.has("signature_def_key") else None
    return call_text("signature_of", call.text("export_dir"), name)


_LOOKS = ("sorted", "list", "len", "set")  # They look at names only.


def _is_serialized(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "SerializeToString"
    )
