"""A callback of every so many steps."""

import keras


class EveryN(keras.callbacks.Callback):
    """Acts on the first steps, and then on one of every so many."""

    def __init__(self, every_n_steps=100, first_n_steps=1):
        super().__init__()
        self._every_n_steps, self._first_n_steps = every_n_steps, first_n_steps
        self._last_active_step = 0

    def every_n_step_begin(self, step):
        pass

    def every_n_step_end(self, step, outputs):
        """Returns whether training shall stop."""

    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations) + 1
        next_step = self._last_active_step + self._every_n_steps
        self._is_active = step <= self._first_n_steps or step >= next_step
        if self._is_active:
            self.model.reset_metrics()  # The loss shall be that of this step alone.
            self.every_n_step_begin(step)

    def on_train_batch_end(self, batch, logs=None):
        if self._is_active:
            self._last_active_step = step = int(self.model.optimizer.iterations)
            if self.every_n_step_end(step, {"loss": logs["loss"]}):
                self.model.stop_training = True
