"""Training up to a step, or for so many, whatever else would end it."""

import keras


class StopAtStep(keras.callbacks.Callback):
    """Stops training at a step, which may be told by how many there are still to make."""

    def __init__(self, num_steps=None, last_step=None):
        super().__init__()
        self.num_steps, self.last_step = num_steps, last_step

    def on_train_begin(self, logs=None):
        if self.last_step is None:
            self.last_step = int(self.model.optimizer.iterations) + self.num_steps

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) >= self.last_step:
            self.model.stop_training = True
