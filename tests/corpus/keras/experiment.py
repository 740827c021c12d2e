"""An Experiment that trains, evaluates and exports."""
import os
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib.learn.python.learn import experiment as experiment_lib
from contrib_learn_compat.tf.contrib.learn import learn_runner
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import run_config
from contrib_learn_compat.tf.contrib.learn.python.learn.utils import input_fn_utils
from contrib_learn_compat.tf.contrib.learn.python.learn.utils import saved_model_export_utils

COLUMNS = [layers.real_valued_column('x', dimension=2)]


def make_input_fn(seed):
  def input_fn():
    x = np.random.RandomState(seed).randn(20, 2).astype(np.float32)
    return {'x': tf.constant(x)}, tf.constant((x[:, 0] > x[:, 1]).astype(np.int64))
  return input_fn


def serving_input_fn():
  feature_spec = layers.create_feature_spec_for_parsing(COLUMNS)
  # MIGRATE: not moved to Keras, tf.placeholder: no Keras form of it is known
  examples = tf.placeholder(dtype=tf.string, shape=[None], name='input_example_tensor')
  features = tf.parse_example(examples, feature_spec)
  # MIGRATE: not moved to Keras, tf.contrib.learn.InputFnOps: no Keras form of it is known; nearest is keras.export.ExportArchive.add_endpoint
  return input_fn_utils.InputFnOps(features, None, {'examples': examples})


def experiment_fn(output_dir):
  estimator = tf.contrib.learn.DNNClassifier(
      feature_columns=COLUMNS, hidden_units=[4], model_dir=output_dir,
      config=run_config.RunConfig(model_dir=output_dir, tf_random_seed=1))
  # MIGRATE: not moved to Keras, tf.contrib.learn.Experiment: export_strategies has no counterpart
  return experiment_lib.Experiment(
      estimator=estimator,
      train_input_fn=make_input_fn(0),
      eval_input_fn=make_input_fn(1),
      train_steps=60,
      eval_steps=1,
      export_strategies=[saved_model_export_utils.make_export_strategy(
          serving_input_fn, default_output_alternative_key=None, exports_to_keep=1)])


def main(_):
  output_dir = tempfile.mkdtemp()
  results, exports = learn_runner.run(
      experiment_fn=experiment_fn, output_dir=output_dir, schedule='train_and_evaluate')
  for key in sorted(results):
    print('%s: %.4f' % (key, results[key]))
  for path in exports:
    path = path.decode() if isinstance(path, bytes) else path
    print(sorted(os.listdir(path)))
    print(os.path.relpath(path, output_dir).split(os.sep)[:2])


if __name__ == '__main__':
  tf.app.run(main)
