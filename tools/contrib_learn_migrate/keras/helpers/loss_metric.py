"""A loss that is reported as a metric."""

import keras


class LossMetric(keras.metrics.Mean):
    """The mean of a loss, under a name of its own."""

    def __init__(self, loss, name):
        super().__init__(name=name)
        self.loss = loss

    def update_state(self, labels, logits, sample_weight=None):
        super().update_state(self.loss.call(labels, logits), sample_weight)
