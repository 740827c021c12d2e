"""Where an iterable stands, as far as that tells whether it has to be a list."""

from fissix.fixer_util import syms
from fissix.pytree import Node


def reader(node: Node) -> str:
    """Returns what is called with `node` among its arguments, or an empty string.

    That is its name, or for a method the name after a dot: ``zip``, ``.join``, ``.array``.
    """
    arguments = node.parent
    if arguments.type == syms.arglist:
        arguments = arguments.parent
    if arguments.type == syms.trailer and arguments.children[0].value == "(":
        return str(arguments.prev_sibling).strip()
    return ""
