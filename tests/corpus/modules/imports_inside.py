import sys


def make_estimator(model_dir):
    import tensorflow as tf
    from tensorflow.contrib.learn.python.learn.estimators import dnn as dnn_lib
    columns = [tf.contrib.layers.real_valued_column("x")]
    return dnn_lib.DNNRegressor(columns, [4], model_dir=model_dir)


def lazily():
    from tensorflow.contrib import learn
    def inner():
        return learn.RunConfig(num_cores=2)
    return inner


class Holder:
    from tensorflow.contrib.learn import ModelFnOps
    ops = ModelFnOps


if sys.version_info[0] == 2: import tensorflow.contrib.slim as slim
else: slim = None
