"""Any number of classes at once."""

from __future__ import annotations

from contrib_learn_migrate.keras.heads.base import (
    COMMON,
    Head,
    common,
    head_rule,
    metrics_list,
    metrics_text,
    name_of,
)
from contrib_learn_migrate.keras.rules import Call


@head_rule(
    "tf.contrib.learn.multi_label_head",
    f"n_classes {COMMON} thresholds metric_class_ids loss_fn",
)
def multi_label(call: Call) -> Head:
    call.refuse("loss_fn")
    loss = "keras.losses.BinaryCrossentropy(from_logits=True)"
    return Head(
        size=call.text("n_classes"),
        loss=loss,
        metrics=_metrics(call, loss),
        predictions={
            "logits": "logits",
            "probabilities": "keras.ops.sigmoid(logits)",
            "classes": "keras.ops.cast(logits > 0, 'int32')",
        },
        **common(call, "multi_label_head"),
    )


def _metrics(call: Call, loss: str) -> str:
    is_named_later = call.has("head_name") and not name_of(call)
    if call.has("metric_class_ids") or is_named_later:
        class_ids = call.text("metric_class_ids") if call.has("metric_class_ids") else None
        return metrics_text(call, "multi_label_metrics", class_ids)
    call.renderer.helpers.add("area_under_pr")
    return metrics_list(
        call,
        loss,
        accuracy="keras.metrics.BinaryAccuracy(threshold=0.0, ",
        auc="keras.metrics.AUC(from_logits=True, ",
        auc_precision_recall="AreaUnderPR(",
    )
