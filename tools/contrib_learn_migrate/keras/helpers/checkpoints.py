"""Models that are kept in a directory."""

import os
import time

import keras

from contrib_learn_migrate.keras.helpers.checkpoint_paths import checkpoint_paths


class Checkpoints(keras.callbacks.Callback):
    """Keeps a model and the state of its optimizer in a directory, the newest few."""

    def __init__(self, model_dir, steps=None, secs=600, max_to_keep=5):
        super().__init__()
        self.model_dir, self.max_to_keep = model_dir, max_to_keep
        self.steps, self.secs = steps, secs

    def on_train_begin(self, logs=None):
        self.save()

    def on_train_batch_end(self, batch, logs=None):
        if self.steps:
            is_due = int(self.model.optimizer.iterations) >= self.saved + self.steps
        else:
            is_due = self.secs and time.monotonic() >= self.time + self.secs
        if is_due:
            self.save()

    def on_train_end(self, logs=None):
        self.save()

    def save(self):
        self.saved, self.time = int(self.model.optimizer.iterations), time.monotonic()
        if self.model_dir:
            path = os.path.join(self.model_dir, f"model.ckpt-{self.saved}.weights.h5")
            new = os.path.join(self.model_dir, "new.weights.h5")
            os.makedirs(self.model_dir, exist_ok=True)
            self.model.save_weights(new)
            # It has its name when it is whole: training may be killed at any time.
            os.replace(new, path)
            for old in checkpoint_paths(self.model_dir)[: -self.max_to_keep]:
                os.remove(old + ".weights.h5")
