"""A model with an optimizer for each of its parts."""
# ruff: noqa: B905  (programs have it short)

import keras
import tensorflow as tf


class ModelOfParts(keras.Model):
    """Trains the layers whose names begin alike with an optimizer of their own."""

    def compile(self, optimizers, **kwargs):
        super().compile(next(iter(optimizers.values())), **kwargs)
        self.part_names = list(optimizers)
        for name, optimizer in optimizers.items():
            setattr(self, f"{name}_optimizer", optimizer)
            optimizer.build(self.part(name))

    def part(self, name):
        """Returns the weights of a part."""
        return [w for w in self.trainable_weights if w.path.startswith(name)]

    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        parts = [self.part(name) for name in self.part_names]
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        gradients = tape.gradient(loss, [[w.value for w in part] for part in parts])
        for name, of_part, part in zip(self.part_names, gradients, parts):
            getattr(self, f"{name}_optimizer").apply(of_part, part)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight)
