"""Batches of tf.Examples out of TFRecord files, through queues."""
import os
import tempfile

import keras
import tensorflow as tf


class Bias(keras.layers.Layer):
    """Adds a bias."""

    def build(self, shape):
        self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

    def call(self, x):
        return x + self.bias


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


def dense(sparse):
    """Returns words or ids as a dense tensor, with '' or -1 where there is none."""
    if sparse.dtype.is_integer:
        return tf.sparse.to_dense(sparse, default_value=-1)
    return tf.sparse.to_dense(sparse)


def parse_examples(examples, features):
    """Returns the features of serialized tf.Examples, words and ids as dense tensors."""
    tensors = tf.io.parse_example(examples, features)
    return {
        name: dense(tensor) if isinstance(tensor, tf.SparseTensor) else tensor
        for name, tensor in tensors.items()
    }


def read_batches(file_pattern, batch_size, features, shuffle=True):
    """Returns a dataset of batches of the features in TFRecord files."""
    files = tf.data.Dataset.list_files(file_pattern, shuffle=shuffle)
    dataset = tf.data.TFRecordDataset(files).repeat(None)
    if shuffle:
        dataset = dataset.shuffle(1000)
    return dataset.batch(batch_size).map(lambda examples: parse_examples(examples, features))


directory = tempfile.mkdtemp()


def write(path, n):
    with tf.io.TFRecordWriter(path) as writer:
        for i in range(n):
            example = tf.train.Example()
            example.features.feature['x'].float_list.value.append(i / float(n))
            example.features.feature['kind'].bytes_list.value.append(b'p' if i % 2 else b'q')
            example.features.feature['y'].float_list.value.append(2.0 * i / n + i % 2)
            writer.write(example.SerializeToString())


def input_fn():
    spec = {'x': tf.io.FixedLenFeature([1], tf.float32), 'kind': tf.io.VarLenFeature(tf.string)}
    spec['y'] = tf.io.FixedLenFeature([1], tf.float32)
    features = read_batches(os.path.join(directory, '*.tfrecord'), 12, spec, shuffle=False)
    return features.map(lambda features: (features, features.pop('y')))


write(os.path.join(directory, 'train.tfrecord'), 12)


def build_model():
    features = {
        'x': keras.Input([1], name='x'),
        'kind': keras.Input([None], dtype='string', name='kind'),
    }
    kind = keras.layers.StringLookup(vocabulary=['p', 'q'])(features['kind']) - 1
    linear_columns = [
        keras.layers.Dense(1, use_bias=False, kernel_initializer='zeros', name='linear_x')(
            features['x']),
        EmbeddingBag(2, 1, name='linear_kind')(kind),
    ]
    logits = Bias(name='linear')(keras.layers.Add()(linear_columns))
    model = keras.Model(features, logits)
    model.compile(optimizer=keras.optimizers.Ftrl(0.2), loss=keras.losses.MeanSquaredError())
    return model


keras.utils.set_random_seed(0)
estimator = build_model()
estimator.fit(input_fn().map(only('x', 'kind')).take(200), shuffle=False, verbose=0)
print(
    'loss %.4f'
    % estimator.evaluate(
        input_fn().map(only('x', 'kind')).take(1), return_dict=True, verbose=0)['loss'])
