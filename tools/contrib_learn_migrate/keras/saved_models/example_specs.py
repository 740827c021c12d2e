"""Specs of tf.Examples: dicts of what is parsed, and how it is parsed."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, bind, call_text

_PARSE = ("tf.parse_example", "tf.io.parse_example")


class ExampleSpecs:
    """The specs of a program, as expressions."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow

    def parsing(self, node: ast.AST) -> Call | None:
        """Returns a call that parses serialized tf.Examples, bound; None for others."""
        if self._program.symbol(node) not in _PARSE:
            return None
        return bind(node, _PARSE[0], ("serialized", "features"), self._program)

    def parsed(self, examples: str, spec: ast.expr, name: str | None = None) -> str:
        """Returns the text of the features in serialized tf.Examples.

        Args:
          examples: their text.
          spec: what is parsed.
          name: the text that stands for it; its own by default.
        """
        text = self._program.text(spec)
        self._program.require("import tensorflow as tf")
        if self.is_dense(spec):
            return call_text("tf.io.parse_example", examples, name or text)
        self._program.helpers.add("parse_examples")
        return call_text("parse_examples", examples, name or text)

    def is_dense(self, spec: ast.expr) -> bool:
        """Tells whether a spec is known to be a dict that has no sparse feature."""
        for origin in self._flow.origins(spec):
            text = self._program.text(origin) if isinstance(origin, ast.expr) else ""
            if not text.startswith("{") or "VarLenFeature" in text:
                return False
        return not self._is_changed(spec)

    def keys(self, spec: ast.expr) -> set[str] | None:
        """Returns the keys of a spec; None if they are not known."""
        origins = self._flow.origins(spec)
        if len(origins) != 1 or not isinstance(origins[0], ast.expr) or self._is_changed(spec):
            return None
        tree = ast.parse(self._program.text(origins[0]), mode="eval").body
        if not isinstance(tree, ast.Dict):
            return None
        keys = [getattr(key, "value", None) for key in tree.keys]
        return None if None in keys else set(keys)

    def _is_changed(self, node: ast.expr) -> bool:
        """Whether something else than reading it is done with a dict."""
        if not isinstance(node, ast.Name):
            return False
        uses = self._flow.uses(node.id, self._flow.holder(node))
        return any(
            isinstance(self._flow.parent(use), ast.Subscript | ast.Attribute) for use in uses
        )
