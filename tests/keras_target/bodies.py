"""Bodies of model_fns in Keras's terms, without what stands around them."""

import ast

from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import rule_modules  # noqa: F401  registers the rules
from contrib_learn_migrate.keras.line_breaks import Style
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL

IMPORTS = """\
import tensorflow as tf
from tensorflow.contrib import layers, rnn, slim
from tensorflow.contrib.framework import arg_scope
from tensorflow.python.ops import math_ops, rnn_cell
"""


class Body(Renderer):
    """Renders all of a program as the body of one model_fn."""

    where = MODEL

    def value_of(self, node):
        if not isinstance(node, ast.Name):
            return node
        values = [
            statement.value
            for statement in ast.walk(self.file.tree)
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == node.id
        ]
        return values[0] if len(values) == 1 else node

    def role(self, node):
        return {"mode": "mode", "features": "features"}.get(getattr(node, "id", None))


def rendered(text):
    """Returns statements in Keras's terms, and the renderer that made them."""
    body = Body(File(IMPORTS + text, program=True))
    new = body.text(body.file.tree).removeprefix(IMPORTS)
    return new, body


def keras_of(text):
    """Returns statements in Keras's terms, their long lines broken."""
    new, body = rendered(text)
    assert not body.obstacles
    return Style.of("").laid_out(new).rstrip()


def obstacles_of(text):
    """Returns what stands in the way of some statements."""
    return [str(obstacle) for obstacle in rendered(text)[1].obstacles]
