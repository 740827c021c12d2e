"""Batch normalization as TensorFlow 1's fused kernel computed it."""

import keras


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Batch normalization that keeps the unbiased variance of the batches."""

    def call(self, x, training=None, mask=None):
        kept = self.momentum * self.moving_variance
        y = super().call(x, training=training, mask=mask)
        if training and self.trainable and len(x.shape) in (2, 4):
            count = keras.ops.cast(keras.ops.size(x) / x.shape[self.axis], "float32")
            self.moving_variance.assign_add((self.moving_variance - kept) / (count - 1))
        return y
