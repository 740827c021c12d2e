"""learn_runner.run with a RunConfig and HParams, as task.py files have it."""
import argparse
import glob
import os
import tempfile
import time
import types

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


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def train_to(model, dataset, max_steps, **options):
    """Trains a model until its optimizer has taken so many steps."""
    steps = max_steps - int(model.optimizer.iterations)
    if steps > 0:
        model.fit(dataset.take(steps), shuffle=False, verbose=0, **options)


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
        exports=()):
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


def build_model(features, params):
    net = features['x']
    for units in params.layers:
        net = keras.layers.Dense(units, activation='relu')(net)
    scores = keras.layers.Dense(1)(net)[:, 0]
    model = keras.Model(features, scores)
    model.compile(
        optimizer=keras.optimizers.Adam(params.learning_rate, epsilon=1e-8),
        loss=keras.losses.MeanSquaredError(),
        metrics=[keras.metrics.MeanAbsoluteError(name='mae')])
    return model


def generate_input_fn(n):
    x = np.linspace(0, 3, n).astype(np.float32).reshape(-1, 1)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, np.sin(x[:, 0]))).repeat().batch(n)


def generate_experiment_fn(run_config, hparams):
    keras.utils.set_random_seed(run_config.tf_random_seed)
    return Experiment(
        restored(build_model(inputs_of(generate_input_fn(30)), hparams), run_config.model_dir),
        generate_input_fn(30),
        generate_input_fn(10).take(1),
        train_steps=hparams.train_steps,
        callbacks=[Checkpoints(run_config.model_dir)])


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--job-dir', default=None)
    parser.add_argument('--learning-rate', type=float, default=0.03)
    parser.add_argument('--train-steps', type=int, default=80)
    args = parser.parse_args()
    metrics, _ = generate_experiment_fn(
        types.SimpleNamespace(tf_random_seed=3, model_dir=args.job_dir or tempfile.mkdtemp()),
        types.SimpleNamespace(
            layers=[8, 8], learning_rate=args.learning_rate, train_steps=args.train_steps),
    ).train_and_evaluate()
    print(' '.join('%s=%.4f' % item for item in sorted(metrics.items())))
