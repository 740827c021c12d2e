"""Trains in two goes in one model_dir, warm from its own checkpoint, watched by core hooks."""
import glob
import os
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf


def checkpoint_paths(model_dir):
    """Returns the checkpoints in a directory, the newest last, each without `.weights.h5`."""
    if not model_dir:
        return []
    files = glob.glob(os.path.join(glob.escape(model_dir), 'model.ckpt-*.weights.h5'))
    paths = [file.removesuffix('.weights.h5') for file in files]
    return sorted(paths, key=lambda path: int(path.rpartition('-')[2]))


class Checkpoints(keras.callbacks.Callback):
    """Keeps a model and the state of its optimizer in a directory, the newest few."""

    def __init__(self, model_dir, secs=600, max_to_keep=5):
        super().__init__()
        self.model_dir, self.max_to_keep = model_dir, max_to_keep
        self.secs = secs

    def on_train_begin(self, logs=None):
        self.save()

    def on_train_batch_end(self, batch, logs=None):
        is_due = self.secs and time.monotonic() >= self.time + self.secs
        if is_due:
            self.save()

    def on_train_end(self, logs=None):
        self.save()

    def save(self):
        self.saved, self.time = int(self.model.optimizer.iterations), time.monotonic()
        if self.model_dir:
            path = os.path.join(self.model_dir, f'model.ckpt-{self.saved}.weights.h5')
            new = os.path.join(self.model_dir, 'new.weights.h5')
            os.makedirs(self.model_dir, exist_ok=True)
            self.model.save_weights(new)
            # It has its name when it is whole: training may be killed at any time.
            os.replace(new, path)
            for old in checkpoint_paths(self.model_dir)[: -self.max_to_keep]:
                os.remove(old + '.weights.h5')


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def restored(model, model_dir):
    """Returns a model as the newest checkpoint in a directory has it, if there is any."""
    model.optimizer.build(model.trainable_variables)
    for path in checkpoint_paths(model_dir)[-1:]:
        model.load_weights(path + '.weights.h5')
    return model


def train_to(model, dataset, max_steps, **options):
    """Trains a model until its optimizer has taken so many steps."""
    steps = max_steps - int(model.optimizer.iterations)
    if steps > 0:
        model.fit(dataset.take(steps), shuffle=False, verbose=0, **options)


class Weight(keras.layers.Layer):
    """Returns its weight, whatever its inputs."""

    def __init__(self, shape, initializer, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.add_weight(shape, initializer, name='weight')

    def call(self, inputs):
        # The product has a dense gradient: a row that is taken twice is one to the optimizer.
        return 1.0 * self.weight


class StepCounter(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.steps = 0

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        self.last = int(self.model.optimizer.iterations)


def build_model(features):
    w = Weight([2, 1], 'zeros', name='w')(features)
    b = Weight([], 'zeros', name='b')(features)
    y = keras.ops.matmul(features['x'], w) + b

    def loss(labels, y):
        return keras.ops.sum(keras.ops.square(y - labels))

    model = keras.Model(features, y)
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss=loss)
    return model


x = np.array([[1., 0.], [0., 1.], [1., 1.], [2., 1.]], dtype=np.float32)
labels = np.array([[1.], [2.], [3.], [4.]], dtype=np.float32)
input_fn = lambda: tf.data.Dataset.from_tensors(
    ({'x': tf.constant(x)}, tf.constant(labels))).repeat()
model_dir = tempfile.mkdtemp()
counter = StepCounter()
for goal in (20, 50):
    keras.utils.set_random_seed(1)
    estimator = restored(build_model(inputs_of(input_fn())), model_dir)
    train_to(estimator, input_fn(), goal, callbacks=[counter, Checkpoints(model_dir)])
    print(counter.steps, counter.last)
print(
    np.round(estimator.get_layer('w').weight.numpy(), 4).tolist(),
    estimator.get_layer('b').weight.numpy().round(4))
print('%.4f' % estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)['loss'])
