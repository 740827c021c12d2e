"""Arguments that TensorFlow 1.0 renamed are unknown under their old names.

`tf.concat` and `tf.split` called their axis `concat_dim` and `split_dim`, the losses their labels
`targets` and their weights `weight`, and a SparseTensor its `dense_shape` just `shape`. Values and
meaning are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import tensorflow as tf

loss = tf.contrib.losses.log_loss(predictions, targets=labels, weight=0.5)
pair = tf.concat(concat_dim=1, values=[loss, loss])
"""
AFTER = """\
from contrib_learn_compat import tf

loss = tf.contrib.losses.log_loss(predictions, labels=labels, weights=0.5)
pair = tf.concat(axis=1, values=[loss, loss])
"""
PAGE = "core.md"

_LOSS = {"target": "labels", "targets": "labels", "weight": "weights"}
_WEIGHTED = {"weight": "weights"}
RENAMED = {
    "tf.SparseTensor": {"shape": "dense_shape"},
    "tf.concat": {"concat_dim": "axis"},
    "tf.nn.sigmoid_cross_entropy_with_logits": {"targets": "labels"},
    "tf.select": {"t": "x", "e": "y"},
    "tf.split": {"split_dim": "axis", "num_split": "num_or_size_splits"},
    "tf.contrib.losses.absolute_difference": _LOSS,
    "tf.contrib.losses.compute_weighted_loss": _WEIGHTED,
    "tf.contrib.losses.cosine_distance": _LOSS,
    "tf.contrib.losses.hinge_loss": _LOSS,
    "tf.contrib.losses.log_loss": _LOSS,
    "tf.contrib.losses.mean_pairwise_squared_error": _LOSS,
    "tf.contrib.losses.mean_squared_error": _LOSS,
    "tf.contrib.losses.sigmoid_cross_entropy": _WEIGHTED,
    "tf.contrib.losses.softmax_cross_entropy": _WEIGHTED,
    "tf.contrib.losses.sparse_softmax_cross_entropy": _WEIGHTED,
    "tf.contrib.losses.sum_of_pairwise_squares": _LOSS,
    "tf.contrib.losses.sum_of_squares": _LOSS,
}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    renamed = RENAMED.get(reference.name)
    if not (renamed and reference.call and file.is_tf1):
        return
    given = {keyword.arg for keyword in reference.call.keywords}
    for keyword in reference.call.keywords:
        new = renamed.get(keyword.arg)
        if new and new not in given:
            start = file.source.span(keyword)[0]
            edit = Edit(start, start + len(keyword.arg), new)
            yield Mend(keyword, f"{keyword.arg}= of {reference.name} is {new}=", (edit,))
