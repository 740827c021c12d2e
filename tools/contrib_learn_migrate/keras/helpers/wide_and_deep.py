"""Models of a linear and a deep part."""

import keras
import tensorflow as tf


class WideAndDeep(keras.Model):
    """Trains the layers whose names begin with "linear" with an optimizer of their own."""

    def compile(self, optimizer, linear_optimizer, **kwargs):
        super().compile(optimizer, **kwargs)
        self.linear_optimizer = linear_optimizer
        deep, linear = self.parts()
        optimizer.build(deep)
        linear_optimizer.build(linear)

    def parts(self):
        """Returns the weights of the deep and of the linear part."""
        linear = [w for w in self.trainable_weights if w.path.startswith("linear")]
        deep = [w for w in self.trainable_weights if not w.path.startswith("linear")]
        return deep, linear

    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        deep, linear = parts = self.parts()
        of_deep, of_linear = tape.gradient(loss, [[w.value for w in part] for part in parts])
        self.optimizer.apply(of_deep, deep)
        self.linear_optimizer.apply(of_linear, linear)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight)
