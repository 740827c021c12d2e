"""The uses of layers and columns that TF 1.15 answers for us.

`FAMILIES` holds the cases by the name of the golden file they go to; each family is a module whose
name begins with ``layer_cases_``.
"""

import collections
import importlib

Case = collections.namedtuple("Case", "id build run gradients fill steps close ops")
Case.__doc__ = """One use.

id: its name. build: a function of a Kit (layer_runner.py) that returns a nest of tensors. run:
whether to run it. gradients: whether to tell those of the trainable variables. fill: whether to
overwrite the initial values. steps: how often to run it. close: None where results have to be equal
to the bit; else the reason why they may differ by 1e-6. ops: None where the ops' names have to be
equal; else the reason why they may not be.
"""

NAMES = (
    "dense",
    "optimizers",
    "columns",
    "encoders",
    "framework",
    "convolutions",
    "pooling",
    "batch_norm",
    "normalization",
    "objects",
)


class Family:
    """Collects cases: ``family.add("name", function)``."""

    def __init__(self):
        self.cases = []

    def add(self, id, build, run=True, gradients=True, fill=True, steps=1, close=None, ops=None):
        if id in {case.id for case in self.cases}:
            raise ValueError(f"Two cases are called {id}.")
        self.cases.append(Case(id, build, run, gradients, fill, steps, close, ops))

    def errors(self, prefix, builds):
        """Adds cases that are about errors; if there is none, that is the answer."""
        for number, build in enumerate(builds):
            self.add(f"{prefix}/error_{number}", build, run=False)


def use(layer, shape, *args, **kwargs):
    """Returns a case's `build`: the call of a layer on floats of `shape`, known as `static`."""
    static = kwargs.pop("static", "same")
    return lambda k: getattr(k.layers, layer)(k.floats(*shape, static=static), *args, **kwargs)


def families():
    """Returns every family's cases, by its name."""
    return collections.OrderedDict(
        (name, importlib.import_module("layer_cases_" + name).FAMILY.cases) for name in NAMES
    )
