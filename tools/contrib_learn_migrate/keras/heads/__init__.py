"""Heads: the logits, the loss, the metrics and the predictions that they stand for."""

from contrib_learn_migrate.keras.heads import (  # noqa: F401  registers the heads
    binary,
    loss_only,
    multi,
    multi_class,
    multi_label,
    regression,
)
from contrib_learn_migrate.keras.heads.base import Head, head_of
from contrib_learn_migrate.keras.heads.examples import prepared

__all__ = ["Head", "head_of", "prepared"]
