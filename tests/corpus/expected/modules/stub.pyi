from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn import Estimator, ModelFnOps
from typing import Callable

def make(model_fn: Callable[..., ModelFnOps], rate: tf.Tensor = ...) -> Estimator: ...
