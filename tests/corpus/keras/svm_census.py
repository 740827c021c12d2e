"""tf.contrib.learn.SVM with its example ids."""
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
      'example_id': tf.constant(['1', '2', '3', '4']),
      'price': tf.constant([[0.8], [0.6], [0.3], [0.1]]),
      'sq_footage': tf.constant([[0.5], [0.4], [0.9], [0.2]]),
      'country': tf.reshape(['IT', 'US', 'GB', 'IT'], [4, 1]),
  }, tf.constant([[1], [1], [0], [0]]))).repeat()


def build_model():
  features = {
      'sq_footage': keras.Input([1], name='sq_footage'),
      'price': keras.Input([1], name='price'),
      'country': keras.Input([None], dtype='string', name='country'),
  }
  sq_footage_bucketized = keras.layers.Discretization([0.3, 0.6])(features['sq_footage'])
  country = keras.layers.Hashing(6, mask_value='')(features['country']) - 1
  linear_columns = [
      EmbeddingBag(3, 1, name='linear_sq_footage_bucketized')(sq_footage_bucketized),
      keras.layers.Dense(1, use_bias=False, kernel_initializer='zeros', name='linear_price')(
          features['price']),
      EmbeddingBag(5, 1, name='linear_country')(country),
  ]
  logits = Bias(name='linear')(keras.layers.Add()(linear_columns))
  model = SDCAModel(features, logits)
  model.compile(
      optimizer=SDCA(
          'hinge_loss',
          'example_id',
          symmetric_l1_regularization=0.1,
          symmetric_l2_regularization=1.0),
      loss=keras.losses.Hinge(),
      weighted_metrics=[keras.metrics.BinaryAccuracy(threshold=0.0, name='accuracy')])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'logits': logits,
    'classes': keras.ops.cast(logits[:, 0] > 0, 'int32'),
  })


svm = build_model()
svm.fit(input_fn(), steps_per_epoch=30, shuffle=False, verbose=0)
metrics = svm.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)
print('accuracy %.2f' % metrics['accuracy'])
print(
    [
        int(c)
        for c in build_predictor(svm).predict(
            input_fn().map(only('sq_footage', 'price', 'country')), steps=1, verbose=0)['classes']
    ])
