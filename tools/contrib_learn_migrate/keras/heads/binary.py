"""Two classes, of which one logit tells: by its log loss, or by the margin."""

from __future__ import annotations

from contrib_learn_migrate.keras.heads.base import (
    COMMON,
    Head,
    common,
    head_rule,
    metrics_list,
    metrics_text,
)
from contrib_learn_migrate.keras.rules import Call

_CLASSES = "keras.ops.cast(logits[:, 0] > 0, 'int32')"


def two_classes(call: Call) -> Head:
    """Returns what ``multi_class_head(2)`` is."""
    call.refuse("metric_class_ids", "label_keys")
    thresholds = call.text("thresholds") if call.has("thresholds") else None
    both = "[keras.ops.sigmoid(-logits), keras.ops.sigmoid(logits)]"
    return Head(
        size="1",
        loss="keras.losses.BinaryCrossentropy(from_logits=True)",
        metrics=metrics_text(call, "binary_metrics", thresholds),
        predictions={
            "logits": "logits",
            "logistic": "keras.ops.sigmoid(logits)",
            "probabilities": f"keras.ops.concatenate({both}, axis=1)",
            "classes": _CLASSES,
        },
        **common(call, "binary_logistic_head"),
    )


@head_rule("tf.contrib.learn.binary_svm_head", f"{COMMON} thresholds")
def svm(call: Call) -> Head:
    loss, accuracy = "keras.losses.Hinge()", "keras.metrics.BinaryAccuracy(threshold=0.0, "
    return Head(
        size="1",
        loss=loss,
        metrics=metrics_list(call, loss, accuracy=accuracy),
        predictions={"logits": "logits", "classes": _CLASSES},
        **common(call, "binary_svm_head"),
    )
