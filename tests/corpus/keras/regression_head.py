# Predicts two coordinates at once, with a link function.
import keras
import numpy as np
import tensorflow as tf


class CenteredBias(keras.layers.Layer):
    """Adds a bias to the logits."""

    def build(self, shape):
        self.bias = self.add_weight(
            shape=shape[-1:], initializer='zeros', name='centered_bias_weight')

    def call(self, logits):
        return logits + self.bias


class CenteredModel(keras.Model):
    """A model that ends in a centered bias, which also takes a step of its own."""

    def compile(self, *args, **kwargs):
        super().compile(*args, **kwargs)
        self.bias = self.layers[-1].bias
        self.bias_optimizer = keras.optimizers.Adagrad(0.1)
        self.bias_optimizer.build([self.bias])

    def train_step(self, data):
        results = super().train_step(data)
        _, labels, weight = keras.utils.unpack_x_y_sample_weight(data)
        n = keras.ops.shape(labels)[0]
        with tf.GradientTape() as tape:
            loss = self.loss(labels, keras.ops.tile(self.bias[None], [n, 1]), weight)
            if weight is not None:
                loss *= (1 + keras.ops.cast(n, 'float32') / keras.ops.sum(weight)) / 2
        self.bias_optimizer.apply(tape.gradient(loss, [self.bias]), [self.bias])
        return results


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


class Momentum(keras.optimizers.SGD):
    """SGD with momentum that multiplies the sum of the gradients with today's learning rate."""

    def update_step(self, gradient, variable, learning_rate):
        total = self.momentums[self._get_variable_index(variable)]
        self.assign(total, self.momentum * total + gradient)
        step = gradient + self.momentum * total if self.nesterov else total
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * step)


def rows(predictions):
    """Yields a dict of the predictions of each example."""
    for row in zip(*predictions.values()):
        yield dict(zip(predictions, row))


def build_model(features):
    h = keras.layers.Dense(
            5,
            activation='relu',
            kernel_initializer=keras.initializers.VarianceScaling(
                    2.011727, 'fan_in', 'truncated_normal', seed=4))(features['t'])
    out = keras.layers.Dense(
            2,
            kernel_initializer=keras.initializers.VarianceScaling(
                    2.011727, 'fan_in', 'truncated_normal', seed=4))(h)
    logits = CenteredBias(name='regression_head')(out)
    model = CenteredModel(features, logits)
    model.compile(
            optimizer=Momentum(
                    keras.optimizers.schedules.ExponentialDecay(0.05, 10, decay_rate=0.9, staircase=True),
                    momentum=0.5,
                    global_clipnorm=1.0),
            loss=keras.losses.MeanSquaredError())
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(model.input, {
        'scores': keras.ops.exp(logits),
    })


def inputs():
    t = np.linspace(0, 1, 25, dtype=np.float32).reshape(-1, 1)
    return tf.data.Dataset.from_tensors(
            ({'t': tf.constant(t)}, tf.constant(np.hstack([t, 1 - t])))).repeat()


keras.utils.set_random_seed(9)
regressor = build_model(inputs_of(inputs()))
regressor.fit(inputs(), steps_per_epoch=25, shuffle=False, verbose=0)
ev = evaluate(regressor, inputs(), steps=1)
print('loss: {loss:.5f}, step: {global_step}'.format(**ev))
scores = list(rows(build_predictor(regressor).predict(inputs(), steps=1, verbose=0)))
print('%.4f %.4f' % tuple(scores[0]['scores']))
