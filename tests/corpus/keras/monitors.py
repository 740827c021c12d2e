"""ValidationMonitor with early stopping, monitors of one's own, and metrics by MetricSpec."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib.learn import monitors as monitor_lib
from contrib_learn_compat.tf.contrib.learn import MetricSpec
from contrib_learn_compat.tf.contrib.learn import PredictionKey

iris = learn.datasets.load_iris()
order = np.random.RandomState(0).permutation(150)
train, test = order[:100], order[100:]


# MIGRATE: not moved to Keras, tf.contrib.learn.monitors.EveryN: no Keras form of it is known; nearest is keras.callbacks.Callback
class LossLog(monitor_lib.EveryN):
  """Remembers the loss every ten steps."""

  def __init__(self, every_n_steps=10):
    super(LossLog, self).__init__(every_n_steps=every_n_steps)
    self.losses = []

  def begin(self, max_steps=None):
    super(LossLog, self).begin(max_steps)
    self.begun = True

  def every_n_step_begin(self, step):
    super(LossLog, self).every_n_step_begin(step)
    return [self._estimator_loss()]

  def _estimator_loss(self):
    return tf.get_collection(tf.GraphKeys.LOSSES)[0]

  def every_n_step_end(self, step, outputs):
    super(LossLog, self).every_n_step_end(step, outputs)
    self.losses.append((step, list(outputs.values())[0]))


def inputs(rows):
  return lambda: (tf.constant(iris.data[rows], tf.float32), tf.constant(iris.target[rows]))


# MIGRATE: not moved to Keras, tf.contrib.learn.MetricSpec: no Keras form of it is known; nearest is model.compile(metrics=[...])
# MIGRATE: not moved to Keras, metric_fn: no Keras metric is known to be the same
validation_metrics = {
    "accuracy": MetricSpec(
        metric_fn=tf.contrib.metrics.streaming_accuracy, prediction_key=PredictionKey.CLASSES),
    "precision": MetricSpec(
        metric_fn=tf.contrib.metrics.streaming_precision, prediction_key=PredictionKey.CLASSES),
    "recall": MetricSpec(
        metric_fn=tf.contrib.metrics.streaming_recall, prediction_key=PredictionKey.CLASSES),
}
# MIGRATE: not moved to Keras, tf.contrib.learn.monitors.ValidationMonitor: no Keras form of it is known; nearest is model.fit(validation_data=...) and keras.callbacks.EarlyStopping
validation_monitor = learn.monitors.ValidationMonitor(
    input_fn=inputs(test), eval_steps=1, every_n_steps=50, metrics=validation_metrics,
    early_stopping_metric="loss", early_stopping_metric_minimize=True, early_stopping_rounds=200)
log = LossLog()
classifier = learn.DNNClassifier(
    feature_columns=[tf.contrib.layers.real_valued_column("", dimension=4)],
    hidden_units=[10, 10], n_classes=3,
    config=learn.RunConfig(save_checkpoints_secs=None, save_checkpoints_steps=50, tf_random_seed=8))
# MIGRATE: not moved to Keras, fit: its steps are no multiple of those between two evaluations
classifier.fit(input_fn=inputs(train), steps=120, monitors=[validation_monitor, log])
print(log.begun, [step for step, _ in log.losses][:4])
print(bool(log.losses[0][1] > log.losses[-1][1]))
print('best step', validation_monitor.best_step)
for key, value in sorted(classifier.evaluate(
    input_fn=inputs(test), steps=1, metrics=validation_metrics).items()):
  print('%s %.4f' % (key, value))
