"""feature_engineering_fn, columns from the core, and a class around it all."""
from contrib_learn_compat import tf

tflearn = tf.contrib.learn


class Trainer(object):

  def __init__(self, seed):
    learn = tflearn
    self.estimator = learn.DNNLinearCombinedRegressor(
        linear_feature_columns=[tf.contrib.layers.real_valued_column('x_squared')],
        dnn_feature_columns=[tf.contrib.layers.real_valued_column('x')],
        dnn_hidden_units=[4],
        feature_engineering_fn=self.engineer,
        fix_global_step_increment_bug=True,
        config=learn.RunConfig(tf_random_seed=seed))

  @staticmethod
  def engineer(features, labels):
    features = dict(features)
    features['x_squared'] = tf.square(features['x'])
    return features, labels

  def inputs(self):
    x = tf.reshape(tf.linspace(-1.0, 1.0, 21), [-1, 1])
    return {'x': x}, x * x

  def run(self, steps):
    self.estimator.fit(input_fn=self.inputs, steps=steps)
    return self.estimator.evaluate(input_fn=self.inputs, steps=1)


def learn(result):
  """A name like the module's, and not the module."""
  return '%.5f' % result['loss']


if __name__ == '__main__':
  print(learn(Trainer(seed=2).run(80)))
