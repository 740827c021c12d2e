from contrib_learn_compat import tf as tensorflow

Estimator = tensorflow.contrib.learn.Estimator


class MyEstimator(tensorflow.contrib.learn.Estimator):
    """The docstring says tf.contrib.learn.Estimator and stays."""

    def fit(self, *args, **kwargs):
        tensorflow.logging.info("fitting with tensorflow.contrib.learn")
        return super(MyEstimator, self).fit(*args, **kwargs)
