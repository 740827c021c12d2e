"""DNNEstimator takes any head."""
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


def inputs():
    kinds = [['a'], ['b'], ['c'], ['a'], ['c'], ['b']]
    sparse = tf.reshape([k[0] for k in kinds], [6, 1])
    return tf.data.Dataset.from_tensors(
        (
            {'kind': sparse, 'size': tf.constant([[1.0], [2.0], [3.0], [1.5], [2.5], [0.5]])},
            tf.constant([[1, 0], [0, 1], [1, 1], [1, 0], [1, 1], [0, 1]]))).repeat()


def build_model():
    features = {
        'kind': keras.Input([None], dtype='string', name='kind'),
        'size': keras.Input([1], name='size'),
    }
    kind = keras.layers.StringLookup(vocabulary=['a', 'b', 'c'])(features['kind']) - 1
    columns = [keras.ops.sum(keras.ops.one_hot(kind, 3), axis=1), features['size']]
    net = keras.layers.Concatenate()(columns)
    for i, units in enumerate([6, 4]):
        net = keras.layers.Dense(units, activation='relu', name=f'dnn_hiddenlayer_{i}')(net)
    logits = keras.layers.Dense(2, name='dnn_logits')(net)
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adagrad(0.05, global_clipnorm=5.0),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=[
            keras.metrics.BinaryAccuracy(threshold=0.0, name='accuracy'),
            keras.metrics.AUC(from_logits=True, name='auc'),
            AreaUnderPR(name='auc_precision_recall'),
        ])
    return model


def variables(model):
    """Returns the variables of a model by their names in TensorFlow 1."""
    return {
        'dnn/hiddenlayer_0/biases': model.get_layer('dnn_hiddenlayer_0').bias,
        'dnn/hiddenlayer_0/weights': model.get_layer('dnn_hiddenlayer_0').kernel,
        'dnn/hiddenlayer_1/biases': model.get_layer('dnn_hiddenlayer_1').bias,
        'dnn/hiddenlayer_1/weights': model.get_layer('dnn_hiddenlayer_1').kernel,
        'dnn/logits/biases': model.get_layer('dnn_logits').bias,
        'dnn/logits/weights': model.get_layer('dnn_logits').kernel,
        'dnn/multi_label_head/dnn/learning_rate': model.optimizer.learning_rate,
        'global_step': model.optimizer.iterations,
    }


keras.utils.set_random_seed(10)
estimator = build_model()
estimator.fit(inputs(), steps_per_epoch=70, shuffle=False, verbose=0)
evaluation = estimator.evaluate(inputs(), steps=1, return_dict=True, verbose=0)
print('accuracy %.4f loss %.4f' % (evaluation['accuracy'], evaluation['loss']))
for name in sorted(n for n in variables(estimator) if 'Adagrad' not in n):
    print(name, variables(estimator)[name].numpy().shape)
