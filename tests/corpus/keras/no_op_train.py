"""Two optimizers, one for each half of the model: the head only gives the loss."""
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


def binary_metrics():
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

    def is_right(labels, logits, threshold=0.5):
        positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
        return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

    metrics += [
        mean('accuracy/threshold_0.500000_mean', is_right),
        of_logits(keras.metrics.Precision)(0.5, name='precision/positive_threshold_0.500000_mean'),
        of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean'),
    ]
    return metrics


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def evaluate_counted(model, dataset, count, steps=None):
    """Returns what `evaluate` does, but with steps that count as several each."""
    results = evaluate(model, dataset, steps)
    return {**results, 'global_step': count * results['global_step']}


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


class ModelOfParts(keras.Model):
    """Trains the layers whose names begin alike with an optimizer of their own."""

    def compile(self, optimizers, **kwargs):
        super().compile(next(iter(optimizers.values())), **kwargs)
        self.part_names = list(optimizers)
        for name, optimizer in optimizers.items():
            setattr(self, f'{name}_optimizer', optimizer)
            optimizer.build(self.part(name))

    def part(self, name):
        """Returns the weights of a part."""
        return [w for w in self.trainable_weights if w.path.startswith(name)]

    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        parts = [self.part(name) for name in self.part_names]
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        gradients = tape.gradient(loss, [[w.value for w in part] for part in parts])
        for name, of_part, part in zip(self.part_names, gradients, parts):
            getattr(self, f'{name}_optimizer').apply(of_part, part)
        for metric in self.metrics:
            if metric.name == 'loss':
                metric.update_state(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight)


def build_model(features):
    wide = keras.layers.Dense(1, name='wide_fully_connected')(features['wide'])
    net = keras.layers.Dense(6, activation='relu', name='deep_fully_connected')(features['deep'])
    deep = keras.layers.Dense(1, name='deep_fully_connected_1')(net)
    model = ModelOfParts(features, wide + deep)
    model.compile(
        optimizers={'wide': keras.optimizers.Ftrl(0.2), 'deep': keras.optimizers.Adagrad(0.1)},
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=binary_metrics())
    return model


def input_fn():
    rng = np.random.RandomState(12)
    wide = (rng.rand(48, 5) > 0.5).astype(np.float32)
    deep = rng.randn(48, 3).astype(np.float32)
    label = (wide[:, 0] + deep[:, 0] > 0.5).astype(np.int32)
    return tf.data.Dataset.from_tensors(
        ({'wide': tf.constant(wide), 'deep': tf.constant(deep)}, tf.constant(label))).repeat()


keras.utils.set_random_seed(6)
e = build_model(inputs_of(input_fn()))
e.fit(input_fn(), steps_per_epoch=14, shuffle=False, verbose=0)
r = evaluate_counted(e, input_fn(), 3, steps=1)
print('accuracy %(accuracy).4f auc %(auc).4f loss %(loss).4f step %(global_step)d' % r)
