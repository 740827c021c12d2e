"""Runs one of upstream's test files, with the modules that upstream wrote for its tests alone.

``python -m contrib_learn_compat upstream_program.py FILE ARGS…`` is how upstream_tests.py runs it.
``TEST_HELPERS`` names those modules, and ``TEST_SRCDIR`` says where upstream's files are. All other
modules of tf.contrib are ours.
"""

import importlib
import os
import runpy
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from tensorflow.python.platform import tf_logging
from tensorflow.python.training import checkpoint_management, server_lib

SOURCE = Path(os.environ["TEST_SRCDIR"])
HELPERS = os.environ["TEST_HELPERS"].split()


class HelperFinder:
    """Finds the helpers, and what is beneath them, among upstream's files."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if any(f"{name}.".startswith(f"{helper}.") for helper in HELPERS):
            return PathFinder.find_spec(name, [str(SOURCE.joinpath(*name.split(".")[:-1]))])
        return None


def lead(public, name, private):
    """Lets a public name call what a private module has under it, which a test may replace.

    tf.contrib called these by the private modules; ours calls them by their public names.
    """
    public = importlib.import_module(f"tensorflow.compat.v1.{public}")
    setattr(public, name, lambda *args, **kwargs: getattr(private, name)(*args, **kwargs))


lead("logging", "info", tf_logging)
lead("logging", "warning", tf_logging)
lead("train", "latest_checkpoint", checkpoint_management)
lead("train", "Server", server_lib)

sys.meta_path.insert(0, HelperFinder)
for helper in HELPERS:
    importlib.import_module(helper)  # so that their packages have them in the place of ours

del sys.argv[0]
sys.path[0] = str(Path(sys.argv[0]).parent)
runpy.run_path(sys.argv[0], run_name="__main__")
