import sys


def make_estimator(model_dir):
    from contrib_learn_compat import tf
    from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import dnn as dnn_lib
    columns = [tf.contrib.layers.real_valued_column("x")]
    return dnn_lib.DNNRegressor(columns, [4], model_dir=model_dir)


def lazily():
    from contrib_learn_compat.tf.contrib import learn
    def inner():
        return learn.RunConfig(num_cores=2)
    return inner


class Holder:
    from contrib_learn_compat.tf.contrib.learn import ModelFnOps
    ops = ModelFnOps


if sys.version_info[0] == 2: import contrib_learn_compat.tf.contrib.slim as slim
else: slim = None
