from contrib_learn_compat.tf.contrib.layers.python.layers import feature_column
from contrib_learn_compat.tf.contrib.layers.python.layers import feature_column_ops as ops
from contrib_learn_compat.tf.contrib.layers import conv2d, fully_connected
from contrib_learn_compat.tf.contrib.framework.python.ops import arg_scope
from contrib_learn_compat.tf.contrib.framework.python.ops import variables as contrib_variables
from contrib_learn_compat.tf.contrib.learn.python.learn import evaluable, trainable, metric_spec
from contrib_learn_compat.tf.contrib.learn.python.learn.basic_session_run_hooks import StopAtStepHook
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import composable_model
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import constants
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import metric_key, prediction_key
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import tensor_signature
from contrib_learn_compat.tf.contrib.learn import NotFittedError
from contrib_learn_compat.tf.contrib.learn import ModelFnOps, ModeKeys
from contrib_learn_compat.tf.contrib.learn.io import numpy_input_fn
from contrib_learn_compat.tf.contrib.learn.python.learn.utils import gc
from contrib_learn_compat.tf.contrib.metrics.python.ops import metric_ops
from contrib_learn_compat.tf.contrib.losses import mean_squared_error
from contrib_learn_compat.tf.python.estimator import run_config as core_run_config
from contrib_learn_compat.tf.python.estimator.inputs import numpy_io
from tensorflow.python.ops import variable_scope
from tensorflow.python.platform import gfile, tf_logging as logging
from contrib_learn_compat import tf as tensorflow
import contrib_learn_compat.tf.contrib.learn.python.learn.learn_runner as runner

print(tensorflow.contrib.learn.multi_class_head)
