"""Exports a classifier with a parsing signature, and loads it in a session of its own."""
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib.learn.python.learn.utils import input_fn_utils

COLUMNS = [layers.real_valued_column('a'), layers.real_valued_column('b')]


def input_fn():
  a = np.linspace(-1, 1, 10, dtype=np.float32)
  return {'a': tf.constant(a), 'b': tf.constant(a ** 2)}, tf.constant((a > 0).astype(np.int32))


estimator = tf.contrib.learn.LinearClassifier(
    feature_columns=COLUMNS, config=tf.contrib.learn.RunConfig(tf_random_seed=0))
estimator.fit(input_fn=input_fn, steps=30)
feature_spec = layers.create_feature_spec_for_parsing(COLUMNS)
# MIGRATE: not moved to Keras, tf.contrib.learn.build_parsing_serving_input_fn: no Keras form of it is known; nearest is keras.export.ExportArchive.add_endpoint
serving_input_fn = input_fn_utils.build_parsing_serving_input_fn(feature_spec)
# MIGRATE: not moved to Keras, export_savedmodel: it has no counterpart yet
export_dir = estimator.export_savedmodel(tempfile.mkdtemp(), serving_input_fn)

example = tf.train.Example()
example.features.feature['a'].float_list.value.append(0.5)
example.features.feature['b'].float_list.value.append(0.25)
# MIGRATE: not moved to Keras, tf.Session: no Keras form of it is known
with tf.Graph().as_default(), tf.Session() as session:
  model = tf.saved_model.loader.load(session, [tf.saved_model.tag_constants.SERVING], export_dir)
  signature = model.signature_def['serving_default']
  print(sorted(model.signature_def), signature.method_name)
  print(sorted(signature.inputs), sorted(signature.outputs))
  scores = session.run(
      signature.outputs['scores'].name,
      {signature.inputs['inputs'].name: [example.SerializeToString()]})
  print(np.round(scores, 4).tolist())
