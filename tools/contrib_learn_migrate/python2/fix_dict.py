"""``d.iteritems()`` and ``d.items()``, with ``list()`` only where the list is needed."""

import re

from fissix.fixer_util import syms
from fissix.fixes import fix_dict
from fissix.pytree import Node

from contrib_learn_migrate.python2.contexts import reader

_READ_ONCE = {"dict", "enumerate", "frozenset", "len", "map", "reversed", "zip", ".join"}


class FixDict(fix_dict.FixDict):
    """fissix's fixer, which wraps every ``d.items()`` but for a few, told of more that need none.

    Those are the ones that are read once and on the spot: by a loop that leaves the dict's keys
    alone, by a comprehension, by ``in``, or by a function that keeps nothing of what it reads.
    """

    def in_special_context(self, node: Node, isiter: bool) -> bool:
        if super().in_special_context(node, isiter):
            return True
        if isiter:
            return False
        parent = node.parent
        if str(node.prev_sibling).split() in (["in"], ["not", "in"]):
            return parent.type != syms.for_stmt or not _changes_keys(node, parent.children[5:])
        return reader(node) in _READ_ONCE


def _changes_keys(call: Node, body: list[Node]) -> bool:
    """Tells whether `body` may add keys to, or take them from, the dict of ``d.items()``."""
    owner = re.escape(str(call).strip().rpartition(".")[0])
    text = "".join(map(str, body))
    return bool(
        re.search(
            rf"\bdel\s+{owner}\s*\[|(?<![\w.]){owner}\s*"
            r"(\[[^\n]*\]\s*[-+*/|&]?=(?!=)|\.\s*(clear|pop|popitem|setdefault|update)\b)",
            text,
        )
    )
