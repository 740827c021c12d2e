"""SDCA in a fixed order: its kernel takes the examples of a batch in random order."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

import tensorflow as tf

from contrib_learn_compat.learn.canned.sdca import _SdcaUpdateWeightsHook

tf1 = tf.compat.v1
ORDERED = "SDCA takes examples in their order; otherwise at random"
_kernel = tf.raw_ops.SdcaOptimizerV2


@contextlib.contextmanager
def in_order(ordered: set[str]) -> Iterator[None]:
    """Has SDCA take one example after the other; adds to `ordered` where it is to."""

    def one_by_one(*args, **kwargs):
        ordered.add(ORDERED)
        return _one_by_one(*args, **kwargs)

    with contextlib.ExitStack() as stack:
        for raw_ops in {id(m): m for m in (tf.raw_ops, tf1.raw_ops)}.values():
            stack.enter_context(mock.patch.object(raw_ops, "SdcaOptimizerV2", one_by_one))
        yield


def train_op(ops: Any) -> Any:
    """Returns the op of a step; with SDCA, which has a hook make the weights, after the loss."""
    for hook in ops.training_chief_hooks:
        if isinstance(hook, _SdcaUpdateWeightsHook):
            with tf1.control_dependencies([ops.loss]):
                hook.begin()
            return hook._update_op
    return ops.train_op


def _one_by_one(
    sparse_example_indices,
    sparse_feature_indices,
    sparse_feature_values,
    dense_features,
    example_weights,
    example_labels,
    sparse_indices,
    sparse_weights,
    dense_weights,
    example_state_data,
    **options,
):
    """Does as the kernel does that it is named after, one example a call."""

    def step(i, states, sparse, dense):
        at = [tf.equal(examples, tf.cast(i, tf.int64)) for examples in sparse_example_indices]

        def own(columns):
            return [tf.boolean_mask(*pair) for pair in zip(columns, at, strict=True)]

        state, of_sparse, of_dense = _kernel(
            sparse_example_indices=[tf.zeros_like(e) for e in own(sparse_example_indices)],
            sparse_feature_indices=own(sparse_feature_indices),
            sparse_feature_values=own(sparse_feature_values),
            dense_features=[matrix[i : i + 1] for matrix in dense_features],
            example_weights=example_weights[i : i + 1],
            example_labels=example_labels[i : i + 1],
            sparse_indices=sparse_indices,
            sparse_weights=_sums(sparse_weights, sparse),
            dense_weights=_sums(dense_weights, dense),
            example_state_data=example_state_data[i : i + 1],
            **options,
        )
        return i + 1, states.write(i, state[0]), _sums(sparse, of_sparse), _sums(dense, of_dense)

    count = tf.shape(example_labels)[0]
    _, states, *updates = tf.while_loop(
        lambda i, *_: i < count,
        step,
        (
            0,
            tf.TensorArray(tf.float32, count),
            [tf.zeros_like(weights) for weights in sparse_weights],
            [tf.zeros_like(weights) for weights in dense_weights],
        ),
    )
    return states.stack(), *updates


def _sums(these: list[Any], those: list[Any]) -> list[tf.Tensor]:
    return [tf.reshape(one + other, tf.shape(one)) for one, other in zip(these, those, strict=True)]
