"""ValidationMonitor with early stopping, monitors of one's own, and metrics by MetricSpec."""
import keras
import numpy as np
import tensorflow as tf
from sklearn import datasets


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, "global_step": int(model.optimizer.iterations)}


def evaluate_predictions(model, predictor, dataset, metrics):
  """Returns what `evaluate` does, and metrics that have each the key of a prediction."""
  results = evaluate(model, dataset)
  for _, metric in metrics.values():
    metric.reset_state()
  for features, labels, *_ in dataset:
    predictions = predictor(features, training=False)
    for key, metric in metrics.values():
      metric.update_state(labels, predictions if key is None else predictions[key])
  return {**results, **{name: float(metric.result()) for name, (_, metric) in metrics.items()}}


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


def load_iris():
  """Returns the iris data, with two flowers as they were before scikit-learn corrected them."""
  iris = datasets.load_iris()
  iris.data[[34, 37]] = [4.9, 3.1, 1.5, 0.1]
  return iris


class ValidationMonitor(EveryN):
  """Evaluates a model every so many steps, and stops its training if it gets no better."""

  def __init__(
    self,
    evaluate,
    every_n_steps=100,
    early_stopping_rounds=None,
    early_stopping_metric="loss",
    early_stopping_metric_minimize=True):
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


iris = load_iris()
order = np.random.RandomState(0).permutation(150)
train, test = order[:100], order[100:]


class LossLog(EveryN):
  """Remembers the loss every ten steps."""

  def __init__(self, every_n_steps=10):
    super(LossLog, self).__init__(every_n_steps=every_n_steps)
    self.losses = []

  def on_train_begin(self, logs=None):
    self.begun = True

  def every_n_step_end(self, step, outputs):
    self.losses.append((step, list(outputs.values())[0]))


def inputs(rows):
  return lambda: tf.data.Dataset.from_tensors(
      (tf.constant(iris.data[rows], tf.float32), tf.constant(iris.target[rows]))).repeat()


validation_metrics = {
    "accuracy": ("classes", keras.metrics.Accuracy()),
    "precision": ("classes", keras.metrics.Precision()),
    "recall": ("classes", keras.metrics.Recall()),
}
validation_monitor = ValidationMonitor(
    lambda model: evaluate_predictions(
        model, build_predictor(model), inputs(test)().take(1), validation_metrics),
    every_n_steps=50,
    early_stopping_rounds=200,
    early_stopping_metric="loss",
    early_stopping_metric_minimize=True)
log = LossLog()


def build_model():
  features = keras.Input([4])
  net = features
  for i, units in enumerate([10, 10]):
    net = keras.layers.Dense(units, activation="relu", name=f"dnn_hiddenlayer_{i}")(net)
  logits = keras.layers.Dense(3, name="dnn_logits")(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    "logits": logits,
    "probabilities": keras.ops.softmax(logits),
    "classes": keras.ops.argmax(logits, axis=-1),
  })


keras.utils.set_random_seed(8)
classifier = build_model()
classifier.fit(
    inputs(train)(),
    steps_per_epoch=120,
    callbacks=[validation_monitor, log],
    shuffle=False,
    verbose=0)
print(log.begun, [step for step, _ in log.losses][:4])
print(bool(log.losses[0][1] > log.losses[-1][1]))
print('best step', validation_monitor.best_step)
for key, value in sorted(
    evaluate_predictions(
        classifier, build_predictor(classifier), inputs(test)().take(1), validation_metrics).items()
):
  print('%s %.4f' % (key, value))
