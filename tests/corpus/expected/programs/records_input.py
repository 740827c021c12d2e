"""Batches of tf.Examples out of TFRecord files, through queues."""
import os
import tempfile

from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers, learn

directory = tempfile.mkdtemp()
x = layers.real_valued_column('x')
kind = layers.sparse_column_with_keys('kind', ['p', 'q'])
COLUMNS = [x, kind]


def write(path, n):
    with tf.python_io.TFRecordWriter(path) as writer:
        for i in range(n):
            example = tf.train.Example()
            example.features.feature['x'].float_list.value.append(i / float(n))
            example.features.feature['kind'].bytes_list.value.append(b'p' if i % 2 else b'q')
            example.features.feature['y'].float_list.value.append(2.0 * i / n + i % 2)
            writer.write(example.SerializeToString())


def input_fn():
    spec = layers.create_feature_spec_for_parsing(COLUMNS)
    spec['y'] = tf.FixedLenFeature([1], tf.float32)
    features = learn.read_batch_features(
        os.path.join(directory, '*.tfrecord'), batch_size=12, features=spec,
        reader=tf.TFRecordReader, randomize_input=False, reader_num_threads=1)
    return features, features.pop('y')


write(os.path.join(directory, 'train.tfrecord'), 12)
estimator = learn.LinearRegressor(feature_columns=COLUMNS, config=learn.RunConfig(tf_random_seed=0))
estimator.fit(input_fn=input_fn, steps=200)
print('loss %.4f' % estimator.evaluate(input_fn=input_fn, steps=1)['loss'])
