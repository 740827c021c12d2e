"""Validation while a model is trained."""

from contrib_learn_migrate.keras.helpers.every_n import EveryN


class ValidationMonitor(EveryN):
    """Evaluates a model every so many steps, and stops its training if it gets no better."""

    def __init__(
        self,
        evaluate,
        every_n_steps=100,
        early_stopping_rounds=None,
        early_stopping_metric="loss",
        early_stopping_metric_minimize=True,
    ):
        super().__init__(every_n_steps, first_n_steps=-1)
        self.evaluate, self.early_stopping_rounds = evaluate, early_stopping_rounds
        self.metric, self.sign = early_stopping_metric, 1 if early_stopping_metric_minimize else -1
        self.best_step = self.best_value = self.best_metrics = None
        self.early_stopped = False

    def every_n_step_end(self, step, outputs):
        results = self.evaluate(self.model)
        if self.early_stopping_rounds is None:
            return False
        value = results[self.metric]
        if self.best_value is None or self.sign * value < self.sign * self.best_value:
            self.best_step, self.best_value, self.best_metrics = step, value, results
        self.early_stopped = step - self.best_step >= self.early_stopping_rounds
        return self.early_stopped
