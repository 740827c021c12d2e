"""The assertions that unittest dropped, given back to the program's own test cases."""

from __future__ import annotations

import sys
import unittest
from typing import Any

from contrib_learn_compat.runner.imports import is_program
from contrib_learn_compat.runner.old_names import say_once
from contrib_learn_migrate.fixers.unittest_names import RENAMED as OLD_ASSERTIONS


def give_back() -> None:
    """Lets each test case that the program defines from now on have the old assertions.

    They go into the program's classes, not into ``unittest.TestCase``, which libraries share.
    """
    inherited = unittest.TestCase.__init_subclass__.__func__

    def __init_subclass__(cls: type, *args: Any, **kwargs: Any) -> None:
        inherited(cls, *args, **kwargs)
        if is_program(vars(sys.modules.get(cls.__module__, unittest))):
            _complete(cls)

    unittest.TestCase.__init_subclass__ = classmethod(__init_subclass__)


def _complete(case: type) -> None:
    for old, new in OLD_ASSERTIONS.items():
        if not hasattr(case, old):
            setattr(case, old, _forward(old, new))
    if not hasattr(case, "assertDictContainsSubset"):
        case.assertDictContainsSubset = _assert_dict_contains_subset


def _forward(old: str, new: str) -> Any:
    def assertion(self: Any, *args: Any, **kwargs: Any) -> Any:
        say_once("unittest", f"unittest.TestCase.{old}")
        return getattr(self, new)(*args, **kwargs)

    assertion.__name__ = old
    return assertion


def _assert_dict_contains_subset(self: Any, expected: dict, actual: dict, msg: Any = None) -> None:
    say_once("unittest", "unittest.TestCase.assertDictContainsSubset")
    self.assertEqual({**actual, **expected}, actual, msg)
