"""``zip`` with ``list()`` only where the list is needed."""

from fissix.fixes import fix_zip
from fissix.pytree import Node

from contrib_learn_migrate.python2.contexts import reader

_READ_ONCE = {"dict", "frozenset", ".apply_gradients", ".from_iterable", ".join", ".update"}


class FixZip(fix_zip.FixZip):
    """fissix's fixer, told of more that reads its argument once, from ``dict`` to optimizers."""

    def transform(self, node: Node, results: dict) -> Node | None:
        return None if reader(node) in _READ_ONCE else super().transform(node, results)
