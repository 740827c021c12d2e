"""Heads: the logits, the loss, the metrics and the predictions that they stand for."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from contrib_learn_migrate.keras.rules import Call, call_text


@dataclass(frozen=True)
class Head:
    """What a head is in Keras.

    Attributes:
      size: the text of the size of the logits.
      loss: the text of the loss.
      metrics: the texts of the metrics.
      predictions: texts by key, of ``logits``.
      weight_column: the text of the key of the feature that is the sample_weight; None for none.
      label_name: the text of the key of the labels, where they may come as a dict.
      label_keys: the text of the words that the labels are, where they are words.
    """

    size: str
    loss: str
    metrics: tuple[str, ...]
    predictions: dict[str, str]
    weight_column: str | None = None
    label_name: str | None = None
    label_keys: str | None = None


_HEADS: dict[str, tuple[tuple[str, ...], Callable[[Call], Head]]] = {}


def head_rule(name: str, takes: str) -> Callable:
    """Registers what a head is."""

    def register(function: Callable[[Call], Head]) -> Callable[[Call], Head]:
        _HEADS[name] = tuple(takes.split()), function
        return function

    return register


def head_of(node: ast.AST, renderer) -> Head | None:
    """Returns what a call makes, if it makes a head.

    Raises:
      Obstacle: the head does what no Keras form is known of.
    """
    found = _HEADS.get(renderer.symbol(node))
    if not found:
        return None
    takes, function = found
    return function(renderer.bound(node, renderer.symbol(node), takes))


@head_rule(
    "tf.contrib.learn.multi_class_head",
    "n_classes label_name weight_column_name enable_centered_bias head_name thresholds "
    "metric_class_ids loss_fn label_keys",
)
def multi_class(call: Call) -> Head:
    call.refuse("loss_fn", "label_keys", "metric_class_ids", "weight_column_name", "label_name")
    if call.literal("enable_centered_bias", False):
        raise call.obstacle("its centered bias is not moved yet")
    size = call.text("n_classes")
    if size == "2":
        raise call.obstacle("two classes are not moved yet")
    return Head(
        size=size,
        loss="keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        metrics=(call_text("keras.metrics.SparseCategoricalAccuracy", name="'accuracy'"),),
        predictions={
            "logits": "logits",
            "probabilities": "keras.ops.softmax(logits)",
            "classes": "keras.ops.argmax(logits, axis=-1)",
        },
    )
