"""What the cases of metrics and losses are made with: numbers, and the ways to call a function."""

import numpy as np

import call_runner

Rows = call_runner.Rows


def floats(*shape, **how):
    """Returns float32 numbers from 0 to 1 with few digits; `salt` tells one array from another."""
    steps = np.arange(int(np.prod(shape))) * 37 + how.get("salt", 0) * 59
    return (((steps * 7919 + 13) % 128) / 128.0).reshape(shape).astype(np.float32)


def signed(*shape, **how):
    """Returns float32 numbers from -2 to 2."""
    return floats(*shape, **how) * 4 - 2


def bits(*shape, **how):
    """Returns 0 and 1 as int64."""
    return ids(2, *shape, **how)


def ids(number, *shape, **how):
    """Returns int64 from 0 to `number` - 1."""
    return (floats(*shape, **how) * 7919 % number).astype(np.int64)


class Family:
    """Collects cases in the order in which they are added."""

    def __init__(self):
        self.cases = []

    def add(self, id, function, feeds=(), static=None, apart=None, resource=False, **options):
        """Adds a case. `feeds` holds a list of batches for each parameter that is fed."""
        if id in {case.id for case in self.cases}:
            raise ValueError(f"Two cases are called {id}.")
        self.cases.append(
            call_runner.Case(id, function, dict(feeds), static, options, apart or {}, resource)
        )

    def add_usual(self, function, feeds, weights=None, collects=True, wrong=None, **options):
        """Adds the usual ways to call a function that takes tensors and perhaps weights.

        Args:
          function: its name.
          feeds: a dict of parameter names to lists of batches.
          weights: a list of batches; None if it takes none.
          collects: whether it takes collections.
          wrong: a dict of arrays of a wrong shape, by parameter names.
          **options: for every case.
        """

        def add(kind, feeds=feeds, **more):
            self.add(f"{function}/{kind}", function, feeds, **{**options, **more})

        add("plain")
        fed = {name: batches for name, batches in feeds.items() if not _is_sparse(batches)}
        add("unknown rank", static={name: None for name in fed})
        add(
            "unknown batch",
            static={name: (None,) + batches[0].shape[1:] for name, batches in fed.items()},
        )
        if collects:
            add(
                "named",
                name="mine",
                metrics_collections=["values", "all"],
                updates_collections=["updates", "all"],
            )
        if weights is not None:
            add("weights", feeds={**feeds, "weights": weights})
            add("scalar weight", weights=0.25)
            add("zero weights", weights=0.0)
            add("wrong weights", feeds={**feeds, "weights": [floats(3, 3, 3, 3)]})
        for name, array in (wrong or {}).items():
            add(f"wrong {name}", feeds={**feeds, name: [array]})


def _is_sparse(batches):
    return isinstance(batches[0], Rows)
