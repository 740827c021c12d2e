"""Training and evaluation in one."""

from contrib_learn_migrate.keras.helpers.evaluate import evaluate
from contrib_learn_migrate.keras.helpers.train_to import train_to


class Experiment:
    """A model with what it is trained on and evaluated on."""

    def __init__(
        self,
        model,
        train_data,
        eval_data,
        train_steps=None,
        callbacks=None,
        measure=evaluate,
        exports=(),
    ):
        self.model, self.train_data, self.eval_data = model, train_data, eval_data
        self.train_steps, self.callbacks = train_steps, callbacks
        self.measure, self.exports = measure, exports

    def train(self):
        if self.train_steps is None:
            self.model.fit(self.train_data, callbacks=self.callbacks, shuffle=False, verbose=0)
        else:
            train_to(self.model, self.train_data, self.train_steps, callbacks=self.callbacks)

    def evaluate(self):
        return self.measure(self.model, self.eval_data)

    def train_and_evaluate(self):
        """Returns the results of the evaluation, and what was exported."""
        self.train()
        return self.evaluate(), [export(self.model) for export in self.exports]
