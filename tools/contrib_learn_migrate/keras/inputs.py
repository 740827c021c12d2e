"""Input functions: what returned tensors returns a tf.data.Dataset."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Obstacle


class InputFunction(Renderer):
    """A function whose constant tensors become a dataset that repeats them."""

    def rewritten(self, node: ast.AST) -> str | None:
        match node:
            case ast.Return(value=ast.Tuple() as value):
                self.require("import tensorflow as tf")
                inner = self.kept(value).strip()
                pair = inner if inner.startswith("(") and inner.endswith(")") else f"({inner})"
                if not _is_parenthesized(inner):
                    pair = f"({inner})"
                return f"return tf.data.Dataset.from_tensors({pair}).repeat()"
            case ast.Return():
                raise Obstacle(node, "input_fn", "what it returns is not known")
        return super().rewritten(node)


def _is_parenthesized(text: str) -> bool:
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return tree.body.col_offset == 0 and text[0] == "(" and isinstance(tree.body, ast.Tuple)
