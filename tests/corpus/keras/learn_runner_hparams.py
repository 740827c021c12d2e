"""learn_runner.run with a RunConfig and HParams, as task.py files have it."""
import argparse
import os
import tempfile
import types

import keras
import numpy as np
import tensorflow as tf


def checkpoints(model_dir):
    """Returns the callback that keeps a model's weights in a directory, if there is one."""
    if not model_dir:
        return []
    path = os.path.join(model_dir, 'model.weights.h5')
    return [keras.callbacks.ModelCheckpoint(path, save_weights_only=True)]


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


class Experiment:
    """A model with what it is trained on and evaluated on."""

    def __init__(self, model, train_data, eval_data, train_steps=None, callbacks=None):
        self.model, self.train_data, self.eval_data = model, train_data, eval_data
        self.train_steps, self.callbacks = train_steps, callbacks

    def train(self):
        self.model.fit(
            self.train_data,
            steps_per_epoch=self.train_steps,
            callbacks=self.callbacks,
            shuffle=False,
            verbose=0,
        )

    def evaluate(self):
        return evaluate(self.model, self.eval_data)

    def train_and_evaluate(self):
        """Returns the results of the evaluation, and what was exported."""
        self.train()
        return self.evaluate(), []


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    features = dataset.element_spec[0]
    if not isinstance(features, dict):
        return keras.Input(features.shape[1:], dtype=features.dtype.name)
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in features.items()
    }


def build_model(features, params):
    net = features['x']
    for units in params.layers:
        net = keras.layers.Dense(units, activation='relu')(net)
    scores = keras.layers.Dense(1)(net)[:, 0]
    model = keras.Model(features, scores)
    model.compile(
        optimizer=keras.optimizers.Adam(params.learning_rate, epsilon=1e-8),
        loss=keras.losses.MeanSquaredError(),
        metrics=[keras.metrics.MeanAbsoluteError(name='mae')],
    )
    return model


def generate_input_fn(n):
    x = np.linspace(0, 3, n).astype(np.float32).reshape(-1, 1)
    return (
        tf.data.Dataset.from_tensor_slices(({'x': x}, np.sin(x[:, 0])))
        .repeat()
        .batch(n)
    )


def generate_experiment_fn(run_config, hparams):
    keras.utils.set_random_seed(run_config.tf_random_seed)
    return Experiment(
        build_model(inputs_of(generate_input_fn(30)), hparams),
        generate_input_fn(30),
        generate_input_fn(10).take(1),
        train_steps=hparams.train_steps,
        callbacks=checkpoints(run_config.model_dir),
    )


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--job-dir', default=None)
    parser.add_argument('--learning-rate', type=float, default=0.03)
    parser.add_argument('--train-steps', type=int, default=80)
    args = parser.parse_args()
    metrics, _ = generate_experiment_fn(
        types.SimpleNamespace(
            tf_random_seed=3, model_dir=args.job_dir or tempfile.mkdtemp()
        ),
        types.SimpleNamespace(
            layers=[8, 8],
            learning_rate=args.learning_rate,
            train_steps=args.train_steps,
        ),
    ).train_and_evaluate()
    print(' '.join('%s=%.4f' % item for item in sorted(metrics.items())))
