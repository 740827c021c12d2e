"""Python 3.12 dropped the old names of unittest's assertions, and Python 2's went before.

`self.assertEquals` was `self.assertEqual`, `self.assertItemsEqual` is `self.assertCountEqual`.
A file that defines such a method itself means its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend

BEFORE = """\
import tensorflow as tf


class Test(tf.test.TestCase):
    def test_it(self):
        self.assertEquals(1, 1)
"""
AFTER = """\
import tensorflow as tf


class Test(tf.test.TestCase):
    def test_it(self):
        self.assertEqual(1, 1)
"""
PAGE = "core.md"

RENAMED = {
    "assertAlmostEquals": "assertAlmostEqual",
    "assertEquals": "assertEqual",
    "assertItemsEqual": "assertCountEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
    "assertNotEquals": "assertNotEqual",
    "assertNotRegexpMatches": "assertNotRegex",
    "assertRaisesRegexp": "assertRaisesRegex",
    "assertRegexpMatches": "assertRegex",
    "assert_": "assertTrue",
    "failIf": "assertFalse",
    "failIfAlmostEqual": "assertNotAlmostEqual",
    "failIfEqual": "assertNotEqual",
    "failUnless": "assertTrue",
    "failUnlessAlmostEqual": "assertAlmostEqual",
    "failUnlessEqual": "assertEqual",
    "failUnlessRaises": "assertRaises",
}


def whole(file: File) -> Iterator[Mend]:
    if "TestCase" not in file.source.text:
        return
    for node in file.names.attributes_of("self"):
        new = RENAMED.get(node.attr)
        if new and isinstance(node.value, ast.Name) and f"def {node.attr}(" not in file.source.text:
            end = file.source.span(node)[1]
            yield Mend(node, f"{node.attr} is {new}", (Edit(end - len(node.attr), end, new),))
