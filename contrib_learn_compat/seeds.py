"""The seeds of random ops as TensorFlow 1.15 gave them, so that seeded programs start the same."""

import functools
import weakref
from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import random_seed


def seed_ops_by_position() -> None:
    """Has an op that names no seed take its position in the graph for one.

    That was TF 1.15's way to derive it under ``tf.set_random_seed``; TF 2 counts the random ops
    instead. Every random op asks one function for its seed, which no public setting reaches; this
    replaces it for the whole process. Calling it again changes nothing.
    """
    if hasattr(random_seed.get_seed, "__wrapped__"):
        return
    get_seed = random_seed.get_seed

    @functools.wraps(get_seed)
    def get_seed_by_position(op_seed):
        if op_seed is None and not tf.executing_eagerly():
            graph = tf.get_default_graph()
            if graph.seed is not None:
                op_seed = _position(graph)
        return get_seed(op_seed)

    random_seed.get_seed = get_seed_by_position


def _position(graph: tf.Graph) -> int:
    """Returns how many ops TF 1.15 would have made by now."""
    census = _censuses.get(graph)
    if census is None:
        census = _censuses[graph] = _Census()
    census.take(graph)
    return graph.version + census.missing + census.begun(graph.get_name_scope())


_censuses: "weakref.WeakKeyDictionary[tf.Graph, _Census]" = weakref.WeakKeyDictionary()


class _Census:
    """What is in a graph, as far as it has been looked at, and what TF 1.15 had more of."""

    def __init__(self):
        self.missing = 0
        self._names: set[str] = set()

    def take(self, graph: tf.Graph) -> None:
        new = graph.get_operations()[len(self._names) :]
        self._names.update(op.name for op in new)
        for op in new:
            rule = _RULES.get(op.type)
            if rule:
                self.missing += rule(op, self._has)

    def begun(self, scope: str) -> int:
        """How many more TF 1.15 had made within a ``random_uniform`` that asks for its seed."""
        if not scope.endswith("random_uniform") or self._has(f"{scope}/min"):
            return 0
        around = scope.rpartition("/")[0]
        in_dropout = self._has(f"{around}/Mul") and self._has(f"{around}/Shape")
        return 1 if in_dropout else 2

    def _has(self, name: str) -> bool:
        return name in self._names


_Rule = Callable[[tf.Operation, Callable[[str], bool]], int]


def _random_uniform(op, has):
    scope = op.name.rpartition("/")[0]
    if not has(f"{scope}/min"):
        return 5  # min, max, sub, mul and the sum, which from 0 to 1 change nothing
    return 0 if has(f"{scope}/sub") else 2


def _dropout(op, has):
    scope = op.name.rpartition("/")[0]
    return 3 if has(f"{scope}/random_uniform/RandomUniform") else 0


def _split(op, has):
    return 1  # the number of parts


def _one_hot(op, has):
    return 0 if has(f"{op.name}/on_value") else 2


def _stacked_array(op, has):
    scope, _, name = op.name.rpartition("/")
    return int(scope.endswith("TensorArrayStack") and not has(f"{scope}/TensorArraySizeV3"))


def _embedding_lookup(op, has):
    if not has(f"{op.name}/Unique"):
        return 5  # of the ids, to look up each once
    return 0 if has(f"{op.name}/Cast") else 1


def _resource_lookup(op, has):
    of_a_lookup = op.name.endswith("embedding_lookup")
    return int(of_a_lookup and not has(f"{op.name}/Identity_1"))


def _initializable_iterator(op, has):
    return 0 if has("OptimizeDataset") else 3  # that, its options, and a model of the dataset


def _convolution_layer(op, has):
    of_a_layer = "/kernel" in op.inputs[1].name
    return int(of_a_layer and not has(f"{op.name.rpartition('/')[0]}/dilation_rate"))


def _batch_normalization(op, has):
    scope = op.name.rpartition("/")[0]
    of_a_layer = "batch_normalization" in scope
    return 2 if of_a_layer and not has(f"{scope}/Const_2") else 0


def _tensordot(op, has):
    if not op.name.endswith("Tensordot") or not has(f"{op.name}/MatMul"):
        return 0
    return 4 * (not has(f"{op.name}/transpose")) + 2 * (not has(f"{op.name}/Reshape_1"))


def _range(op, has):
    of_a_known_rank = op.inputs[1].op.type == "Const"
    reduces = any(user.type in ("Sum", "Mean") for user in op.outputs[0].consumers())
    return -3 if of_a_known_rank and reduces else 0  # All axes of a scalar were one constant.


_RULES: dict[str, _Rule] = {
    "RandomUniform": _random_uniform,
    "SelectV2": _dropout,
    "Split": _split,
    "OneHot": _one_hot,
    "TensorArrayGatherV3": _stacked_array,
    "MakeIterator": _initializable_iterator,
    "ResourceGather": _resource_lookup,
    "SparseSegmentMean": _embedding_lookup,
    "SparseSegmentSqrtN": _embedding_lookup,
    "SparseSegmentSum": _embedding_lookup,
    "Conv1D": _convolution_layer,
    "Conv2D": _convolution_layer,
    "Conv3D": _convolution_layer,
    "FusedBatchNormV3": _batch_normalization,
    "Reshape": _tensordot,
    "Range": _range,
}
