"""Batch normalization as TensorFlow 1's fused kernel computed it."""

import keras


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Batch normalization that keeps the unbiased variance of batches, for inputs of some ranks."""

    def __init__(self, ranks=(2, 4), **kwargs):
        super().__init__(**kwargs)
        self.ranks = ranks

    def call(self, x, training=None, mask=None):
        kept = self.momentum * self.moving_variance
        y = super().call(x, training=training, mask=mask)
        if training and len(x.shape) in self.ranks:
            count = keras.ops.cast(keras.ops.size(x) / x.shape[self.axis], "float32")
            self.moving_variance.assign_add((self.moving_variance - kept) / (count - 1))
        return y
