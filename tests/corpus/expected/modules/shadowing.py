"""Names that look like ours and are not."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn


def learn_rate(learn):
    return learn.rate, learn.multi_class_head(2)


def local():
    learn = object()
    tf = learn
    return learn.Estimator, tf.contrib.learn


def comprehension(items):
    return [learn.RunConfig for learn in items] + [learn.RunConfig()]


class Thing(object):
    learn = "not the module"

    def method(self):
        return self.learn, learn.ModeKeys.EVAL


def fun():
    global learn
    learn = None


lambda learn: learn.DNNClassifier
