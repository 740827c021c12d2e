"""Any number of classes at once."""

from __future__ import annotations

from contrib_learn_migrate.keras.heads.base import COMMON, Head, common, head_rule, metrics_text
from contrib_learn_migrate.keras.rules import Call


@head_rule(
    "tf.contrib.learn.multi_label_head",
    f"n_classes {COMMON} thresholds metric_class_ids loss_fn",
)
def multi_label(call: Call) -> Head:
    call.refuse("loss_fn")
    class_ids = call.text("metric_class_ids") if call.has("metric_class_ids") else None
    return Head(
        size=call.text("n_classes"),
        loss="keras.losses.BinaryCrossentropy(from_logits=True)",
        metrics=metrics_text(call, "multi_label_metrics", class_ids),
        predictions={
            "logits": "logits",
            "probabilities": "keras.ops.sigmoid(logits)",
            "classes": "keras.ops.cast(logits > 0, 'int32')",
        },
        **common(call, "multi_label_head"),
    )
