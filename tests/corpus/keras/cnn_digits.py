"""A convolutional network over drawn digits: the old layers, ModelFnOps and MetricSpec."""

import keras
import numpy as np
import tensorflow as tf
from absl import app


def evaluate(model, dataset):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, return_dict=True, verbose=0)
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


def input_of(dataset):
  """Returns the input of a model that takes the features of a dataset."""
  features = dataset.element_spec[0]
  return keras.Input(features.shape[1:], dtype=features.dtype.name)


def build_model(features):
  """Model function for CNN."""
  input_layer = keras.ops.reshape(features, [-1, 12, 12, 1])
  conv1 = keras.layers.Conv2D(4, [5, 5], padding="same", activation="relu", name="conv1")(
      input_layer)
  pool1 = keras.layers.MaxPooling2D([2, 2])(conv1)
  conv2 = keras.layers.Conv2D(8, 3, padding="same", activation="relu", name="conv2")(pool1)
  pool2 = keras.layers.AveragePooling2D([2, 2])(conv2)
  flat = keras.layers.Flatten()(pool2)
  dense = keras.layers.Dense(16, activation="relu", name="dense")(flat)
  logits = keras.layers.Dense(2, name="logits")(dense)

  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.SGD(0.05),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    "classes": keras.ops.argmax(logits, axis=1),
    "probabilities": keras.ops.softmax(logits),
  })


def draw(n):
  """Draws noisy horizontal (0) and vertical (1) bars."""
  rng = np.random.RandomState(n)
  images = rng.uniform(0, 0.3, (n, 12, 12)).astype(np.float32)
  labels = rng.randint(0, 2, n)
  for image, label in zip(images, labels):
    place = rng.randint(2, 10)
    if label:
      image[:, place] = 1
    else:
      image[place, :] = 1
  return images.reshape(n, -1), labels.astype(np.int32)


def main(unused_argv):
  train_data, train_labels = draw(64)
  eval_data, eval_labels = draw(32)
  keras.utils.set_random_seed(2)
  dataset = tf.data.Dataset.from_tensors(
      (tf.constant(train_data), tf.constant(train_labels))).repeat()
  classifier = build_model(input_of(dataset))
  classifier.fit(dataset, steps_per_epoch=40, shuffle=False, verbose=0)
  metrics = {
      "accuracy": ("classes", keras.metrics.Accuracy()),
  }
  eval_results = evaluate_predictions(
      classifier,
      build_predictor(classifier),
      tf.data.Dataset.from_tensors((tf.constant(eval_data), tf.constant(eval_labels)))
      .repeat()
      .take(1),
      metrics)
  print("accuracy %.4f loss %.4f" % (eval_results["accuracy"], eval_results["loss"]))


if __name__ == "__main__":
  app.run(main)
