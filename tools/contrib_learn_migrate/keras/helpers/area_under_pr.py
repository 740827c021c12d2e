"""The area under a precision-recall curve, as TensorFlow 1 measured it."""

import keras


class AreaUnderPR(keras.metrics.AUC):
    """The area under straight lines between the points of precision and recall."""

    def __init__(self, name):
        super().__init__(name=name, curve="PR", from_logits=True)

    def result(self):
        hits = self.true_positives + 1e-6
        recall = hits / (hits + self.false_negatives)
        precision = hits / (hits + self.false_positives)
        return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)
