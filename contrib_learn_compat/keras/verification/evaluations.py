"""The loss and the metrics of an evaluation beside the recorded ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from contrib_learn_compat.keras.verification import batches
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.beside import Beside
from contrib_learn_compat.keras.verification.comparison import Rows, scale_of

_CURVE = "auc_precision_recall"


def compare(
    beside: Beside,
    recorded: dict[str, Any],
    data: Sequence[Batch],
    evaluate: Callable[[Any], dict[str, Any]],
    rows: Rows,
) -> dict[str, Any]:
    """Evaluates a model as its weights are, and compares what comes of it.

    Args:
      beside: the model, and the legacy training before the evaluation.
      recorded: ``loss``, ``logits`` and ``metrics``, as :func:`.mode_graphs.evaluated` gives them.
      data: the batches that both evaluate.
      evaluate: returns the results by name, given a dataset.
      rows: where the rows go.

    Returns:
      What `evaluate` gave.
    """
    losses = _losses(beside, data)
    rows.compare("loss", "in evaluation", recorded["loss"], losses[0])
    results = evaluate(batches.dataset(data))
    heads = recorded["logits"]
    for name, value in recorded["metrics"].items():
        value_found = found(results, name)
        if name == "loss" or name.startswith("loss/"):
            _compare_loss(name, value, value_found, losses, data, heads, rows)
        elif value_found is None:
            rows.skip("metric", name, "the migrated program has none of that name")
        else:
            _compare_metric(name, value, value_found, rows)
    return results


def found(values: dict[str, Any], name: str) -> Any:
    """Returns the value of a legacy name as Keras spells it.

    ``accuracy/kind`` is ``kind_accuracy`` for an output, and ``a/b`` may have to be ``a_b``.
    """
    key, _, head = name.rpartition("/")
    for spelling in (name, f"{head}_{key}", name.replace("/", "_")):
        if spelling in values:
            return values[spelling]
    return None


def loss_of(model: Any, batch: Batch, training: bool) -> Any:
    """Returns what a model minimizes, of a batch."""
    outputs = model(batch.x, training=training)
    return model.compute_loss(
        x=batch.x, y=batch.y, y_pred=outputs, sample_weight=batch.weights, training=training
    )


def _losses(beside: Beside, data: Sequence[Batch]) -> list[float]:
    """Returns the loss of each batch as a head reports it."""
    added = 0.0
    if beside.legacy["adds to the head's loss"]:  # A train_op_fn may add regularization.
        regularized = [w for w in beside.model.trainable_variables if w.regularizer is not None]
        added = sum(float(weight.regularizer(weight)) for weight in regularized)
    return [float(loss_of(beside.model, batch, training=False)) - added for batch in data]


def _compare_metric(name, value, value_found, rows):
    if name.startswith(_CURVE) and not np.allclose(value_found, value):
        differs = f"{value_found:.4g} in place of {value:.4g}"
        rows.skip("metric", name, f"{differs}: Keras interpolates this curve otherwise")
    else:
        rows.compare("metric", name, value, value_found, scale_of(value))


def _compare_loss(name, value, value_found, losses, data, heads, rows):
    """Compares a loss among the metrics, which a head divides by the sum of the weights."""
    head = name.partition("/")[2]
    if head and value_found is not None:
        rows.compare("loss", name, value, value_found)
    elif head and len(heads) > 1:
        rows.skip("loss", name, "the migrated program has none of that name")
    elif head not in heads:  # What an Estimator adds: the mean of the batches' losses.
        rows.compare("loss", "mean", value, np.mean(losses))
    elif all(isinstance(batch.weights, (np.ndarray, type(None))) for batch in data):
        averages = [
            loss if batch.weights is None else loss * batches.size(batch) / batch.weights.sum()
            for batch, loss in zip(data, losses, strict=True)
        ]
        rows.compare("loss", "weighted average", value, np.mean(averages))
    else:
        rows.skip("loss", "weighted average", "outputs have weights of their own")
