"""feature_engineering_fn, columns from the core, and a class around it all."""
import keras
import tensorflow as tf


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


class WideAndDeep(keras.Model):
  """Trains the layers whose names begin with 'linear' with an optimizer of their own."""

  def compile(self, optimizer, linear_optimizer, **kwargs):
    super().compile(optimizer, **kwargs)
    self.linear_optimizer = linear_optimizer
    deep, linear = self.parts()
    optimizer.build(deep)
    linear_optimizer.build(linear)

  def parts(self):
    """Returns the weights of the deep and of the linear part."""
    linear = [w for w in self.trainable_weights if w.path.startswith('linear')]
    deep = [w for w in self.trainable_weights if not w.path.startswith('linear')]
    return deep, linear

  def train_step(self, data):
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
    with tf.GradientTape() as tape:
      y_pred = self(x, training=True)
      loss = self.compute_loss(x, y, y_pred, sample_weight)
    deep, linear = parts = self.parts()
    of_deep, of_linear = tape.gradient(
        loss, [[w.value for w in part] for part in parts])
    self.optimizer.apply(of_deep, deep)
    self.linear_optimizer.apply(of_linear, linear)
    for metric in self.metrics:
      if metric.name == 'loss':
        metric.update_state(loss)
    return self.compute_metrics(x, y, y_pred, sample_weight)


def build_model():
  features = {
      'x': keras.Input([1], name='x'),
      'x_squared': keras.Input([1], name='x_squared'),
  }
  net = keras.layers.Dense(4, activation='relu', name='dnn_hiddenlayer_0')(
      features['x'])
  deep = keras.layers.Dense(1, name='dnn_logits')(net)
  linear = keras.layers.Dense(1, kernel_initializer='zeros', name='linear_x_squared')(
      features['x_squared'])
  logits = deep + linear
  model = WideAndDeep(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      linear_optimizer=keras.optimizers.Ftrl(0.2),
      loss=keras.losses.MeanSquaredError())
  return model


class Trainer(object):

  def __init__(self, seed):
    keras.utils.set_random_seed(seed)
    self.estimator = build_model()

  @staticmethod
  def engineer(features, labels):
    features = dict(features)
    features['x_squared'] = tf.square(features['x'])
    return features, labels

  def inputs(self):
    x = tf.reshape(tf.linspace(-1.0, 1.0, 21), [-1, 1])
    return tf.data.Dataset.from_tensors(({'x': x}, x * x)).repeat()

  def run(self, steps):
    self.estimator.fit(
        self.inputs().map(self.engineer),
        steps_per_epoch=steps,
        shuffle=False,
        verbose=0)
    return evaluate(self.estimator, self.inputs().map(self.engineer), steps=1)


def learn(result):
  """A name like the module's, and not the module."""
  return '%.5f' % result['loss']


if __name__ == '__main__':
  print(learn(Trainer(seed=2).run(80)))
