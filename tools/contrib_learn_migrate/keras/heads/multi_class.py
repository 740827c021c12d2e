"""Classes that exclude one another."""

from __future__ import annotations

from contrib_learn_migrate.keras.heads.base import (
    COMMON,
    Head,
    common,
    head_rule,
    metrics_list,
    metrics_text,
    outside_text,
)
from contrib_learn_migrate.keras.heads.binary import two_classes
from contrib_learn_migrate.keras.rules import Call, call_text
from contrib_learn_migrate.keras.values import values_of


@head_rule(
    "tf.contrib.learn.multi_class_head",
    f"n_classes {COMMON} thresholds metric_class_ids loss_fn label_keys",
)
def multi_class(call: Call) -> Head:
    call.refuse("loss_fn")
    if _has_two_classes(call):
        return two_classes(call)
    size = call.text("n_classes")
    label_keys = outside_text(call, "label_keys")
    classes = "keras.ops.argmax(logits, axis=-1)"
    loss = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
    metrics = metrics_list(call, loss, accuracy="keras.metrics.SparseCategoricalAccuracy(")
    if label_keys:
        words = {"vocabulary": label_keys, "num_oov_indices": "0", "invert": "True"}
        classes = f"{call_text('keras.layers.StringLookup', **words)}({classes})"
    elif call.has("metric_class_ids"):
        metrics += " + " + metrics_text(call, "class_metrics", call.text("metric_class_ids"))
    return Head(
        size=size,
        loss=loss,
        metrics=metrics,
        predictions={
            "logits": "logits",
            "probabilities": "keras.ops.softmax(logits)",
            "classes": classes,
        },
        label_keys=label_keys,
        **common(call, "multi_class_head"),
    )


def _has_two_classes(call: Call) -> bool:
    """Tells whether there are two classes, of which a head has one logit.

    Raises:
      Obstacle: only the running program knows.
    """
    if call.has("label_keys") or call.has("metric_class_ids"):
        return False
    numbers = {number == 2 for number in values_of(call.args["n_classes"], call.renderer)}
    if len(numbers) != 1:
        raise call.obstacle("it is not known whether there are two classes")
    return numbers.pop()
