"""A metric behind a function of what a model gives."""

import keras


class Viewed(keras.metrics.Metric):
    """A metric of what a function makes of labels and logits."""

    def __init__(self, metric, view):
        super().__init__(name=metric.name)
        self.metric, self.view = metric, view

    def update_state(self, labels, logits, sample_weight=None):
        self.metric.update_state(*self.view(labels, logits), sample_weight)

    def result(self):
        return self.metric.result()

    def reset_state(self):
        self.metric.reset_state()
