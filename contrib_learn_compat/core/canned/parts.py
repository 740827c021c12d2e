"""What the ready-made models have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads

_LARGE_SLICE = 64 << 20  # bytes below which an input layer's or linear weights stay in one piece


def classification_head(
    n_classes: int,
    weight_column: Any,
    label_vocabulary: Sequence[str] | None,
    loss_reduction: str,
) -> heads.Head:
    """Returns the head of a classifier."""
    if n_classes == 2:
        make = heads.binary_classification_head
    else:
        make = functools.partial(heads.multi_class_head, n_classes)
    return make(
        weight_column=weight_column,
        label_vocabulary=label_vocabulary,
        loss_reduction=loss_reduction,
    )


def check_features(features: Any) -> None:
    """Checks that features are a dict.

    Raises:
      ValueError: they are something else.
    """
    if not isinstance(features, dict):
        raise ValueError(
            f"features should be a dictionary of `Tensor`s. Given type: {type(features)}"
        )


def partitioner(config: Any, **options: int) -> Callable:
    """Returns what cuts large variables into pieces, at most one for each parameter server."""
    return tf.min_max_variable_partitioner(max_partitions=config.num_ps_replicas, **options)


def large_slices(config: Any) -> Callable:
    """Returns the partitioner of input layers and linear weights, which cuts only huge ones."""
    return partitioner(config, min_slice_size=_LARGE_SLICE)


def resource_scope() -> tf.variable_scope:
    """Opens the current scope once more, for variables that are resources.

    The models' own variables were such in TF 1.15 whatever the program's were.
    """
    return tf.variable_scope(tf.get_variable_scope(), use_resource=True, auxiliary_name_scope=False)


def summarize(value: tf.Tensor, name: str) -> None:
    """Adds summaries of a layer's output."""
    tf.summary.scalar(f"{name}/fraction_of_zero_values", tf.nn.zero_fraction(value))
    tf.summary.histogram(f"{name}/activation", value)
