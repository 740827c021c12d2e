from tensorflow.contrib.layers.python.layers import feature_column
from tensorflow.contrib.layers.python.layers import feature_column_ops as ops
from tensorflow.contrib.layers.python.layers.layers import conv2d, fully_connected
from tensorflow.contrib.framework.python.ops import arg_scope
from tensorflow.contrib.framework.python.ops import variables as contrib_variables
from tensorflow.contrib.learn.python.learn import evaluable, trainable, metric_spec
from tensorflow.contrib.learn.python.learn.basic_session_run_hooks import StopAtStepHook
from tensorflow.contrib.learn.python.learn.estimators import composable_model
from tensorflow.contrib.learn.python.learn.estimators import constants
from tensorflow.contrib.learn.python.learn.estimators import metric_key, prediction_key
from tensorflow.contrib.learn.python.learn.estimators import tensor_signature
from tensorflow.contrib.learn.python.learn.estimators._sklearn import NotFittedError
from tensorflow.contrib.learn.python.learn.estimators.model_fn import ModelFnOps, ModeKeys
from tensorflow.contrib.learn.python.learn.learn_io.numpy_io import numpy_input_fn
from tensorflow.contrib.learn.python.learn.utils import gc
from tensorflow.contrib.metrics.python.ops import metric_ops
from tensorflow.contrib.losses.python.losses.loss_ops import mean_squared_error
from tensorflow.python.estimator import run_config as core_run_config
from tensorflow.python.estimator.inputs import numpy_io
from tensorflow.python.ops import variable_scope
from tensorflow.python.platform import gfile, tf_logging as logging
import tensorflow.contrib.learn.python.learn.estimators.head
import tensorflow.contrib.learn.python.learn.learn_runner as runner

print(tensorflow.contrib.learn.python.learn.estimators.head.multi_class_head)
