"""Counts of visitors by the hour."""
import sys

import keras
import numpy as np
import tensorflow as tf


def inputs_of(dataset):
  """Returns the inputs of a model that takes the features of a dataset."""
  return {
    name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
    for name, spec in dataset.element_spec[0].items()
  }


def poisson_loss(counts, log_rate):
  """Returns the Poisson loss of a log rate, with Stirling's term for counts above one."""
  counts = keras.ops.reshape(keras.ops.cast(counts, log_rate.dtype), keras.ops.shape(log_rate))
  n = keras.ops.maximum(counts, 1.0)
  stirling = n * keras.ops.log(n) - n + 0.5 * keras.ops.log(2 * np.pi * n)
  stirling = keras.ops.where(counts > 1.0, stirling, 0.0)
  return keras.ops.exp(log_rate) - counts * log_rate + stirling


def build_model(features):
  logits = keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(0.1), name="rate")(
      features["hour"])
  print("building for training", file=sys.stderr)
  model = keras.Model(features, logits)
  model.compile(optimizer=keras.optimizers.Adam(0.1, epsilon=1e-8), loss=poisson_loss)
  return model


def input_fn():
  hours = np.arange(24, dtype=np.float32).reshape(24, 1) / 24
  counts = np.round(np.exp(0.3 + 1.5 * hours))
  dataset = tf.data.Dataset.from_tensor_slices(({"hour": hours}, counts))
  return dataset.batch(8).repeat()


def main():
  keras.utils.set_random_seed(2)
  estimator = build_model(inputs_of(input_fn()))
  estimator.fit(input_fn(), steps_per_epoch=90, shuffle=False, verbose=0)
  print("loss %.4f" % estimator.evaluate(input_fn(), steps=3, return_dict=True, verbose=0)["loss"])
  kernel = estimator.get_layer("rate").kernel.numpy()
  bias = estimator.get_layer("rate").bias.numpy()
  print("rate = exp(%.4f hour + %.4f)" % (kernel[0, 0], bias[0]))


if __name__ == "__main__":
  main()
