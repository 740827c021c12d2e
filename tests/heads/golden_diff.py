"""Compares an answer with the one that TF 1.15 gave, and says what of it differs.

All must be equal, to the bit, but for what the tables below list with its reason.
"""

import json
import re

import numpy as np

# Scopes that TensorFlow's own functions fill: what is in them is no interface. Their variables and
# the tensors they return are compared by name elsewhere in an answer.
_TENSORFLOWS_SCOPES = {
    "gradients": "automatic differentiation",
    "mean|accuracy|auc|(precision|recall)_at_thresholds": "tf.metrics",
    "ones_like": "tf.ones_like",
    "broadcast_weights": "the weights' part of tf.losses and tf.metrics",
    "sparse_softmax_cross_entropy_loss": "tf.losses",
    "Tensordot": "tf.tensordot, in a dense layer of rank 3",
    "Reshape": "tf.reshape, whose shape of [] is tried as floats first now",
}
_TENSORFLOWS_SCOPE = re.compile(f"({'|'.join(_TENSORFLOWS_SCOPES)})(_[0-9]+)?")

# Where control flow of graphs, which TensorFlow 2 has not, keeps its contexts.
_TF_COND = "cond_context"

# Op types that took another's place.
_SUCCESSORS = {"Add": "AddV2"}

# Texts that TensorFlow and Python themselves say, as they were and as they are; and those of ours
# that say what to do where TF 1.15 fails by accident.
_REWORDED = [
    (
        r"logits and labels must have the same shape \((?P<shapes>.*)\)",
        r"`logits` and `labels` must have the same shape, received \({shapes}\)\.",
    ),
    (
        r"(?P<what>weights can not be broadcast to values\. values\.rank=\d\. weights\.rank=.)\..*",
        r"{what}\..*",
    ),
    (
        r"(?P<what>weights can not be broadcast to values\. Mismatch at dim \d)\..*",
        r"{what}\..*",
    ),
    (
        r"Rank mismatch: Rank of labels \(received .\) .*",
        r"`labels\.shape\.rank` must equal `logits\.shape\.rank - 1`\..*",
    ),
    (
        r"Shape mismatch: The shape of labels .*",
        r"`labels\.shape` must equal `logits\.shape` except for the last dimension\..*",
    ),
    (r"(?P<what>[^']*) for '(?P<op>.*)' \(op.*", r"{what} for '{{{{node {op}}}}} = .*"),
    (r"Expected float32, got <.*SparseTensor.*", r"Expected float32, but got SparseTensor\(.*"),
    (
        r"(?P<what>Expected float32 .*) Error: Expected float32, got '(?P<value>.*)' of type .*",
        r"{what} Error: Expected float32, but got {value} of type .*",
    ),
    (r"(?P<what>Expected non-integer, got .*)", r"Invalid `dtype`: {what}"),
    (
        r"(?P<what>All hooks .* got instance of <class .*\.)Tensor(?P<tensor>'>.*)",
        r"{what}(Symbolic)?Tensor{tensor}",
    ),
    (
        r"Input 'y' of 'Mul' Op has type bool that does not match type float32 .*",
        r"Input 'y' of 'Sub' Op has type bool that does not match type float32 .*",
    ),
    (
        r"Expected tf\.group\(\) expected Tensor arguments not 'None' with type .*",
        r"'inputs' should be zero or more \(nested\) Tensors\. Received 'None' with type .*",
    ),
    (
        r"List of Tensors when single Tensor expected",
        r"Expected any non-tensor type, but got a tensor instead\.",
    ),
    (
        r"inputs must be a list of at least one Tensor/IndexedSlices .*",
        r"Inputs must be an iterable of at least one Tensor/IndexedSlices .*",
    ),
    (
        r"Signature mismatch\. Keys must be dtype (?P<dtype>.*), got .*",
        r"Dtype of argument `keys` must be {dtype}, received: .*",
    ),
    (r"(?P<name>'.*') is not a valid scope name", r"{name} is not a valid root scope name\..*"),
    (
        r"(?P<what>Can't instantiate abstract class \w+) with abstract methods (?P<method>\w+)",
        r"{what} with(out an implementation for)? abstract method '?{method}'?",
    ),
    (
        r"'(Tensor|NoneType|list)' object has no attribute 'values'",
        r"'\w+' object has no attribute 'values': a head takes features as a dict .*",
    ),
    # Weights that do not fit fail in two kernels at once.
    (r"assertion failed: \[weights can not be broadcast to values\.", r"Incompatible shapes: .*"),
    (r"'NoneType' object has no attribute 'args'", r"loss_fn must be a function of .*"),
    (r"None|'three'", r".*say which one is served by default, as in estimator_spec\(.*"),
]

# Numbers that TensorFlow's kernels round differently now: sigmoid and softmax compute exp in
# another way. Of heads that use neither, all numbers are equal to the bit.
_BIT_FOR_BIT = re.compile("(svm|regression|regression_2d|poisson|loss_only)/")
_SIGMOID_LINK = re.compile("regression/link_fn/named_sigmoid/")
_ROUNDED = {
    r"/(predictions|output_alternatives/\d+)/(\w+\.)?(logistic|probabilities|flipped|scores)/": (
        "are sigmoids and softmaxes"
    ),
    r"/metrics/labels/(prediction|probability)_mean": "are means of them",
    r"/metrics/auc": "sums over thresholds on them",
    r"/values/gradients/": "of a cross entropy are sigmoids and softmaxes less the labels",
    r"/training/": "follows those gradients",
}
# How far, as a part of an array's largest number: a gradient near 0 is a difference of large ones.
_ROUNDING = {"float16": 2e-3, "float32": 1e-6, "float64": 1e-12}


def differences(case_id, expected, got, rewritten=False):
    """Returns a line for each part of the answer to a case that should be equal and is not.

    Args:
      case_id: the case's id.
      expected: TF 1.15's answer.
      got: our answer.
      rewritten: whether the session could rewrite the graph; then any float may be rounded
        differently, for sums are fused and reordered.
    """
    rounded = [".*"] if rewritten else _rounded(case_id)
    return list(_differences("", _comparable(expected), _comparable(got), rounded))


def _rounded(case_id):
    exact = _BIT_FOR_BIT.match(case_id) and not _SIGMOID_LINK.match(case_id)
    return [] if exact else list(_ROUNDED)


def _comparable(answer):
    answer = dict(answer)
    if "graph" in answer:
        answer["graph"] = _without_tensorflows_own(answer["graph"])
    if "collections" in answer:
        answer["collections"] = {**answer["collections"]}
        answer["collections"].pop(_TF_COND, None)
    return answer


def _without_tensorflows_own(tree):
    if isinstance(tree, str):
        return _SUCCESSORS.get(tree, tree)
    return {
        name: "TensorFlow's own"
        if _TENSORFLOWS_SCOPE.fullmatch(name)
        else _without_tensorflows_own(part)
        for name, part in tree.items()
    }


def _differences(path, expected, got, rounded):
    if isinstance(expected, dict) and isinstance(got, dict):
        if "dtype" in expected and "dtype" in got:
            yield from _array_differences(path, expected, got, rounded)
            return
        for key in {**expected, **got}:
            parts = [answer.get(key, "nothing") for answer in (expected, got)]
            yield from _differences(f"{path}/{key}", *parts, rounded)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for place, parts in enumerate(zip(expected, got, strict=True)):
            yield from _differences(f"{path}/{_name(parts[0], place)}", *parts, rounded)
    elif expected != got and not _is_allowed(path, expected, got):
        yield f"{path}: TF 1.15 has {expected}, we have {got}"


def _name(part, place):
    """Rows begin with their key; others go by their place."""
    if isinstance(part, list) and len(part) == 2:
        key = part[0] if isinstance(part[0], list) else [part[0]]
        if all(isinstance(word, str) for word in key):
            return ".".join(key)
    return str(place)


def _is_allowed(path, expected, got):
    if path.endswith("/text"):
        return _is_reworded(expected, got)
    if expected is None:
        # The width of the tiled class names is known today even where the batch size is not.
        return isinstance(got, int) and "/output_alternatives/" in path
    # Reading a resource variable is an op where it is read, not one beside the variable.
    return str(expected).endswith("/read:0") and str(got).endswith("/ReadVariableOp:0")


def _is_reworded(then, now):
    for old, new in _REWORDED:
        match = re.fullmatch(old, then, re.DOTALL)
        if match:
            parts = {name: re.escape(part) for name, part in match.groupdict().items()}
            return re.fullmatch(new.format(**parts), now, re.DOTALL) is not None
    return False


def _array_differences(path, expected, got, rounded):
    described = [(array["dtype"], array["shape"]) for array in (expected, got)]
    if described[0] != described[1]:
        yield f"{path}: TF 1.15 has {described[0]}, we have {described[1]}"
    elif json.dumps(expected["values"]) != json.dumps(got["values"]):
        then, now = _numbers(expected), _numbers(got)
        error = _relative_error(then, now)
        tolerance = _ROUNDING.get(expected["dtype"], 0.0)
        if error > (tolerance if any(re.search(place, path) for place in rounded) else 0.0):
            yield f"{path}: TF 1.15 has {then}, we have {now}: {error:.1e} off"


def _numbers(array):
    if array["dtype"] == "string":
        return np.array(array["values"])
    return np.array([float(value) for value in array["values"]])


def _relative_error(then, now):
    """0 for equal numbers and for zeros of either sign, else a part of the largest number."""
    if then.dtype.kind not in "f" or not np.array_equal(np.isfinite(then), np.isfinite(now)):
        return np.inf
    finite = np.isfinite(then)
    if not np.array_equal(then[~finite], now[~finite], equal_nan=True):
        return np.inf
    difference = np.abs(then[finite] - now[finite]).max(initial=0.0)
    return difference / np.abs(then[finite]).max(initial=0.0) if difference else 0.0
