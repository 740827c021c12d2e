"""The words in which the heads' cases are written.

A case is a dict of plain JSON:
  id     its name, unique
  head   a value (head_values.py), the head
  calls  a list of {args, positional, inside, spec_key}: each a call of create_model_fn_ops, in
         order, in one graph; `inside` lists the contexts it is made in; `spec_key` goes to
         estimator_spec()
  run    False where nothing is to be evaluated

Runs under Python 3.7 and 3.10+.
"""

import collections

MODES = ("train", "eval", "infer")

WEIGHTS = [[1.0], [0.5], [2.0], [0.25]]
INPUT = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75], [-2.0, 1.0, 0.125], [0.0, 3.0, -1.5]]
ONE_LOGIT = [[0.5], [-1.25], [2.0], [-0.125]]
THREE_LOGITS = [[0.5, -1.0, 2.0], [3.0, 0.25, -0.5], [-0.75, 1.5, 0.0], [0.1, 0.2, 0.3]]
TWO_LOGITS = [row[:2] for row in THREE_LOGITS]
HOT = [[1, 0, 1], [0, 0, 1], [0, 0, 0], [1, 1, 1]]


def tensor(values, dtype="float32", **how):
    return dict({"$tensor": values, "dtype": dtype}, **how)


def sparse(indices, values, dense_shape, dtype="int64", **how):
    parts = {"indices": indices, "values": values, "dense_shape": dense_shape}
    return dict({"$sparse": parts, "dtype": dtype}, **how)


def function(name):
    return {"$function": name}


def head(name, *positional, **args):
    return {"$head": name, "args": args, "positional": list(positional)}


def flat(rows):
    return [row[0] for row in rows]


Kind = collections.namedtuple("Kind", "name factory args logits labels label_dtype")
Kind.__doc__ = "A single head and what fits it: `labels` of `label_dtype` for 4 rows of `logits`."

KINDS = (
    Kind("binary", "multi_class_head", {"n_classes": 2}, ONE_LOGIT, [[1], [0], [0], [1]], "int64"),
    Kind(
        "multi_class",
        "multi_class_head",
        {"n_classes": 3},
        THREE_LOGITS,
        [[2], [0], [0], [1]],
        "int64",
    ),
    Kind("svm", "binary_svm_head", {}, ONE_LOGIT, [[1], [0], [0], [1]], "int64"),
    Kind("multi_label", "multi_label_head", {"n_classes": 3}, THREE_LOGITS, HOT, "int64"),
    Kind("regression", "regression_head", {}, ONE_LOGIT, [[1.5], [-0.5], [3.0], [0.0]], "float32"),
    Kind(
        "regression_2d",
        "regression_head",
        {"label_dimension": 2},
        TWO_LOGITS,
        [[1.5, 1.0], [-0.5, 0.0], [3.0, 2.0], [0.0, -1.0]],
        "float32",
    ),
    Kind(
        "poisson",
        "poisson_regression_head",
        {},
        ONE_LOGIT,
        [[1.0], [0.0], [3.0], [2.0]],
        "float32",
    ),
)


def call(mode, inside=None, spec_key=None, **args):
    """One call; there are no features, and train functions do nothing, unless given."""
    args.setdefault("features", {})
    if mode == "train":
        args.setdefault("train_op_fn", function("no_op"))
    made = {"args": dict(args, mode=mode)}
    for key, value in (("inside", inside), ("spec_key", spec_key)):
        if value is not None:
            made[key] = value
    return made


class Cases:
    """Collects cases, their names behind a prefix.

    Args:
      prefix: what all names begin with, before a slash; may be empty.
      given: arguments of create_model_fn_ops that calls have unless they say otherwise.
    """

    def __init__(self, prefix, **given):
        self.cases = []
        self._prefix = prefix and prefix + "/"
        self._given = given

    def add(self, name, head, *calls):
        """Adds a case of a head and calls; without calls it only makes the head."""
        self.cases.append({"id": f"{self._prefix}{name}", "head": head, "calls": list(calls)})

    def ask(self, name, head, mode="eval", **args):
        """Adds a case of one call, with what is given to all; `logits_input` replaces logits."""
        if "logits_input" in args:
            args.setdefault("logits", None)
        self.add(name, head, call(mode, **dict(self._given, **args)))


class KindCases(Cases):
    """The cases of one kind of head; what they do not say is its own."""

    def __init__(self, kind):
        super().__init__(kind.name, labels=kind_labels(kind), logits=tensor(kind.logits))
        self._kind = kind

    def head(self, **options):
        return head(self._kind.factory, **dict(self._kind.args, **options))

    def ask(self, name, options=None, mode="eval", **args):
        """Adds a case of one call, of the head with `options`."""
        super().ask(name, self.head(**options or {}), mode, **args)

    def fail(self, name, **options):
        """Adds a case that only makes the head."""
        self.add(name, self.head(**options))


def kind_labels(kind, **how):
    return tensor(kind.labels, kind.label_dtype, **how)
