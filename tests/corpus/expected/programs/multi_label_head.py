import numpy as np
from contrib_learn_compat import tf
import contrib_learn_compat.tf.contrib.learn as tflearn
import contrib_learn_compat.tf.contrib.layers as tflayers
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import model_fn as model_fn_lib

N_TAGS = 4


def tagger(features, labels, mode, params, config):
  """Predicts any number of tags for a document of counted words."""
  del config
  head = tflearn.multi_label_head(n_classes=N_TAGS, label_name=None)
  with tf.variable_scope('body'):
    net = tflayers.fully_connected(features['counts'], params.hidden, activation_fn=tf.nn.tanh)
    net = tflayers.dropout(net, keep_prob=0.9, is_training=(mode == tflearn.ModeKeys.TRAIN),
                           seed=11)
  if mode == model_fn_lib.ModeKeys.INFER:
    return head.create_model_fn_ops(features, mode, logits_input=net)

  def train_op_fn(loss):
    optimizer = tf.train.AdagradOptimizer(learning_rate=params.learning_rate)
    return optimizer.minimize(loss, tf.train.get_or_create_global_step())

  return head.create_model_fn_ops(
      features=features, mode=mode, labels=labels, train_op_fn=train_op_fn, logits_input=net)


def make_input_fn(n, seed):
  def input_fn():
    rng = np.random.RandomState(seed)
    counts = rng.poisson(1.5, size=(n, 6)).astype(np.float32)
    tags = (counts[:, :N_TAGS] > 1).astype(np.int64)
    return dict(counts=tf.constant(counts)), tf.constant(tags)
  return input_fn


def main(argv=None):
  hparams = tf.contrib.training.HParams(hidden=10, learning_rate=0.3)
  model = tflearn.Estimator(
      model_fn=tagger, params=hparams, config=tflearn.RunConfig(tf_random_seed=5))
  model.fit(input_fn=make_input_fn(50, 0), steps=60)
  metrics = model.evaluate(input_fn=make_input_fn(50, 1), steps=1)
  print({k: round(float(v), 3) for k, v in sorted(metrics.items())})
  first = next(iter(model.predict(input_fn=make_input_fn(3, 2))))
  print(sorted(first))
  print(first[tflearn.PredictionKey.PROBABILITIES].round(3).tolist())


if __name__ == '__main__':
  tf.app.run(main)
