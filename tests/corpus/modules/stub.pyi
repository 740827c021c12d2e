import tensorflow as tf
from tensorflow.contrib.learn import Estimator, ModelFnOps
from typing import Callable

def make(model_fn: Callable[..., ModelFnOps], rate: tf.Tensor = ...) -> Estimator: ...
