"""``unicode`` and ``ur"…"``, with ``u"…"`` left as it is: Python 3 knows it."""

from fissix.fixes import fix_unicode
from fissix.pgen2 import token
from fissix.pytree import Leaf


class FixUnicode(fix_unicode.FixUnicode):
    """fissix's fixer, without its taking the ``u`` off every string."""

    def transform(self, node: Leaf, results: dict) -> Leaf | None:
        if node.type == token.STRING and node.value[0] in "uU" and node.value[1] in "'\"":
            return None
        return super().transform(node, results)
