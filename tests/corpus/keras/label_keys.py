"""Labels are words; the head looks them up."""
import keras
import numpy as np
import tensorflow as tf


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


label_ids = keras.layers.StringLookup(vocabulary=['apple', 'banana', 'cherry'], num_oov_indices=0)


def prepared(features, labels):
    """Returns what the model takes."""
    return features, label_ids(labels)


def build_model(features):
    net = keras.layers.Dense(4, activation='elu')(features['size'])
    logits = keras.layers.Dense(3, name='logits')(net)
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.SGD(0.5),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(
        model.input,
        {
            'logits': logits,
            'probabilities': keras.ops.softmax(logits),
            'classes': keras.layers.StringLookup(
                vocabulary=['apple', 'banana', 'cherry'], num_oov_indices=0, invert=True
            )(keras.ops.argmax(logits, axis=-1)),
        })


def input_fn():
    size = np.array([[7.], [7.5], [18.], [19.], [2.], [2.2]], dtype=np.float32) / 20
    names = ['apple', 'apple', 'banana', 'banana', 'cherry', 'cherry']
    return tf.data.Dataset.from_tensors(({'size': tf.constant(size)}, tf.constant(names))).repeat()


if __name__ == '__main__':
    keras.utils.set_random_seed(8)
    classifier = build_model(inputs_of(input_fn().map(prepared)))
    classifier.fit(input_fn().map(prepared), steps_per_epoch=80, shuffle=False, verbose=0)
    for key, value in sorted(evaluate(classifier, input_fn().map(prepared), steps=1).items()):
        print('%s\t%.4f' % (key, value))
    print(
        list(
            build_predictor(classifier).predict(
                input_fn().map(prepared), steps=1, verbose=0)['classes']))
