"""The uses of tf.contrib.{rnn,training,lookup,data} that TF 1.15 answers for us.

Each family is a module of cases as layer_cases.py describes them, and has a golden file.
"""

import collections
import importlib

NAMES = ("rnn", "training", "lookup", "data")


def families():
    """Returns every family's cases, by its name."""
    return collections.OrderedDict(
        (name, importlib.import_module("contrib_cases_" + name).FAMILY.cases) for name in NAMES
    )
