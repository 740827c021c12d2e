"""A binary classifier with weights, thresholds and a centered bias."""
import keras
import numpy as np
import tensorflow as tf


class AreaUnderPR(keras.metrics.AUC):
    """The area under straight lines between the points of precision and recall."""

    def __init__(self, name):
        super().__init__(name=name, curve='PR', from_logits=True)

    def result(self):
        hits = self.true_positives + 1e-6
        recall = hits / (hits + self.false_negatives)
        precision = hits / (hits + self.false_positives)
        return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


def of_logits(metric):
    """Returns a kind of metric that takes logits where another takes probabilities."""

    class OfLogits(metric):
        def update_state(self, labels, logits, sample_weight=None):
            super().update_state(labels, keras.ops.sigmoid(logits), sample_weight)

    return OfLogits


def binary_metrics(thresholds=None):
    """Returns the metrics of two classes, which take labels and the logit of the second."""
    sigmoid = keras.ops.sigmoid

    def mean(name, value):
        return keras.metrics.MeanMetricWrapper(value, name=name)

    metrics = [
        keras.metrics.BinaryAccuracy(name='accuracy', threshold=0.0),
        keras.metrics.AUC(name='auc', from_logits=True),
        AreaUnderPR(name='auc_precision_recall'),
        mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
        mean('labels/actual_label_mean', lambda labels, logits: labels),
        mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
    ]
    for threshold in thresholds or [0.5]:

        def is_right(labels, logits, threshold=threshold):
            positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
            return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

        at = f'positive_threshold_{threshold:f}_mean'
        metrics += [
            mean(f'accuracy/threshold_{threshold:f}_mean', is_right),
            of_logits(keras.metrics.Precision)(threshold, name=f'precision/{at}'),
            of_logits(keras.metrics.Recall)(threshold, name=f'recall/{at}'),
        ]
    return metrics


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


STEPS = 30


def prepared(features, labels):
    """Returns what the model takes."""
    features = dict(features)
    weight = features.pop('weight')
    return features, labels, weight


def build_model(features):
    net = keras.layers.Dense(6, activation='relu')(features['x'])
    logits = CenteredBias(name='binary_logistic_head')(keras.layers.Dense(1, name='logits')(net))
    model = CenteredModel(features, logits)
    model.compile(
        optimizer=keras.optimizers.SGD(0.2),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=binary_metrics([0.3, 0.5, 0.7]))
    return model


def get_data():
    x = np.linspace(-1, 1, 80).reshape(40, 2).astype('float32')
    y = (x.sum(axis=1) > 0.1).astype('int64').reshape(-1, 1)
    w = np.where(y > 0, 2.0, 1.0).astype('float32')
    return tf.data.Dataset.from_tensors(
        ({'x': tf.constant(x), 'weight': tf.constant(w)}, tf.constant(y))).repeat()


keras.utils.set_random_seed(3)
est = build_model(inputs_of(get_data().map(prepared)))
est.fit(get_data().map(prepared), steps_per_epoch=STEPS, shuffle=False, verbose=0)
scores = evaluate(est, get_data().map(prepared), steps=1)
for name, value in sorted(scores.items()):
    print(name, round(float(value), 4))
