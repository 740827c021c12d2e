import keras
import numpy as np
import tensorflow as tf


class Bias(keras.layers.Layer):
    """Adds a bias."""

    def build(self, shape):
        self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

    def call(self, x):
        return x + self.bias


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
        mean('accuracy/baseline_label_mean', lambda labels, logits: labels)]

    def is_right(labels, logits, threshold=0.5):
        positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
        return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

    metrics += [
        mean('accuracy/threshold_0.500000_mean', is_right),
        of_logits(keras.metrics.Precision)(0.5, name='precision/positive_threshold_0.500000_mean'),
        of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean')]
    return metrics


class EmbeddingBag(keras.layers.Layer):
    """Combines the embeddings of each example's ids, of which -1 is none."""

    def __init__(self, buckets, dimension, **kwargs):
        super().__init__(**kwargs)
        self.embeddings = self.add_weight([buckets, dimension], 'zeros', name='embeddings')

    def call(self, ids):
        counts = keras.ops.cast(ids >= 0, 'float32')
        # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
        rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
        return keras.ops.sum(rows * counts[..., None], axis=-2)


def only(*names):
    """Returns a function to map a dataset through that leaves out all other features."""
    return lambda features, *rest: ({name: features[name] for name in names}, *rest)


class SDCA(keras.optimizers.Optimizer):
    """Stochastic dual coordinate ascent: each example has a dual variable, by its id."""

    def __init__(
        self,
        loss_type,
        example_id_column,
        num_loss_partitions=1,
        symmetric_l1_regularization=0.0,
        symmetric_l2_regularization=1.0):
        super().__init__(learning_rate=1.0)
        self.example_id_column = example_id_column
        l2 = max(symmetric_l2_regularization, 1.0)  # With less it need not converge.
        self.options = {
            'loss_type': loss_type,
            'l1': symmetric_l1_regularization,
            'l2': l2,
            'num_loss_partitions': num_loss_partitions,
            'num_inner_iterations': 1,
            'adaptive': True,
        }
        self.shrinkage = symmetric_l1_regularization / l2
        self.duals = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, [0.0] * 4)

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.unshrunk = [self.add_variable_from_reference(v, 'unshrunk') for v in variables]

    def save_own_variables(self, store):
        super().save_own_variables(store)
        store['ids'], store['duals'] = (part.numpy() for part in self.duals.export())

    def load_own_variables(self, store):
        super().load_own_variables({key: store[key] for key in store.keys() if key.isdigit()})
        self.duals.remove(self.duals.export()[0])
        self.duals.insert(store['ids'][:], store['duals'][:])

    def ascend(self, ids, labels, sample_weight, dense, sparse):
        """Takes a step, given pairs of a weight and what examples have for it."""

        def slot(weight):
            return self.unshrunk[self._get_variable_index(weight)].value

        keys = tf.raw_ops.SdcaFprint(input=ids)[:, 0]
        rows = [tf.unique(column.indices[:, 1])[0] for _, column in sparse]
        duals, of_sparse, of_dense = tf.raw_ops.SdcaOptimizerV2(
            sparse_example_indices=[column.indices[:, 0] for _, column in sparse],
            sparse_feature_indices=[column.indices[:, 1] for _, column in sparse],
            sparse_feature_values=[column.values for _, column in sparse],
            sparse_indices=rows,
            sparse_weights=[tf.gather(slot(w), row) for (w, _), row in zip(sparse, rows)],
            dense_features=[column for _, column in dense],
            dense_weights=[slot(w) for w, _ in dense],
            example_labels=labels,
            example_weights=sample_weight,
            example_state_data=self.duals.lookup(keys),
            **self.options)
        self.duals.insert(keys, duals)
        for (weight, _), row, update in zip(sparse, rows, of_sparse):
            slot(weight).scatter_add(tf.IndexedSlices(update, row))
        for (weight, _), update in zip(dense, of_dense):
            slot(weight).assign_add(update)
        for weight, _ in dense + sparse:
            size = tf.nn.relu(tf.abs(slot(weight)) - self.shrinkage)
            weight.assign(tf.sign(slot(weight)) * size)
        self.iterations.assign_add(1)


class SDCAModel(keras.Model):
    """A linear model that SDCA trains, on TensorFlow; the ids of examples are features."""

    def compile(self, optimizer, **kwargs):
        super().compile(optimizer, jit_compile=False, **kwargs)
        optimizer.build(self.trainable_weights)

    def call(self, features, **kwargs):
        return super().call({name: features[name] for name in self.input}, **kwargs)

    def train_step(self, data):
        results = self.test_step(data)
        features, labels, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        labels = tf.cast(tf.reshape(labels, [-1]), tf.float32)
        if sample_weight is None:
            sample_weight = tf.ones_like(labels)
        layers = [layer for layer in self.layers if layer.weights]
        columns = keras.Model(self.input, [layer.input for layer in layers])
        dense, sparse = [], []
        for layer, column in zip(layers, columns({name: features[name] for name in self.input})):
            (weight,) = layer.weights
            if weight.name == 'kernel':
                dense.append((weight, column))
            elif weight.name == 'bias':
                dense.append((weight, tf.ones_like(column)))
            else:
                ids, shares = column if isinstance(column, list) else (column, 1.0)
                shares = tf.where(ids < 0, 0.0, shares)
                counts = tf.sparse.bincount(tf.maximum(ids, 0), shares, axis=-1)
                sparse.append((weight, counts))
        ids = features[self.optimizer.example_id_column]
        weights = tf.cast(tf.reshape(sample_weight, [-1]), tf.float32)
        self.optimizer.ascend(ids, labels, weights, dense, sparse)
        return results


def input_fn():
    return tf.data.Dataset.from_tensors(({
        'id': tf.constant(['a', 'b', 'c', 'd']),
        'maintenance': tf.constant([[500.0], [200.0], [300.0], [100.0]]) / 500,
        'code': tf.reshape(['x', 'y', 'x', 'z'], [4, 1]),
        'weight': tf.constant([[3.0], [1.0], [1.0], [1.0]]),
    }, tf.constant([[1], [0], [1], [0]]))).repeat()


def prepared(features, labels):
    """Returns what the model takes."""
    features = dict(features)
    weight = features.pop('weight')
    return features, labels, weight


def build_model():
    features = {
        'maintenance': keras.Input([1], name='maintenance'),
        'code': keras.Input([None], dtype='string', name='code'),
    }
    code = keras.layers.StringLookup(vocabulary=['x', 'y', 'z'])(features['code']) - 1
    linear_columns = [
        keras.layers.Dense(
            1, use_bias=False, kernel_initializer='zeros', name='linear_maintenance'
        )(features['maintenance']),
        EmbeddingBag(3, 1, name='linear_code')(code)]
    logits = Bias(name='linear')(keras.layers.Add()(linear_columns))
    model = SDCAModel(features, logits)
    model.compile(
        optimizer=SDCA(
            'logistic_loss', 'id', num_loss_partitions=1, symmetric_l2_regularization=1.0),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=binary_metrics())
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(
        model.input,
        {
            'logits': logits,
            'logistic': keras.ops.sigmoid(logits),
            'probabilities': keras.ops.concatenate(
                [keras.ops.sigmoid(-logits), keras.ops.sigmoid(logits)], axis=1),
            'classes': keras.ops.cast(logits[:, 0] > 0, 'int32'),
        })


classifier = build_model()
classifier.fit(input_fn().map(prepared), steps_per_epoch=20, shuffle=False, verbose=0)
print(
    'loss %.2f'
    % classifier.evaluate(input_fn().map(prepared), steps=1, return_dict=True, verbose=0)['loss'])
print(
    [
        int(c)
        for c in build_predictor(classifier).predict(
            input_fn().map(prepared).map(only('maintenance', 'code')), steps=1, verbose=0
        )['classes']])
