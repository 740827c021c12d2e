"""Metrics of probabilities, of logits."""

import keras


def of_logits(metric):
    """Returns a kind of metric that takes logits where another takes probabilities."""

    class OfLogits(metric):
        def update_state(self, labels, logits, sample_weight=None):
            super().update_state(labels, keras.ops.sigmoid(logits), sample_weight)

    return OfLogits
