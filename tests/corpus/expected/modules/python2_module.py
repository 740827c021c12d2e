# A Python 2 library module.
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
import configparser
from io import StringIO


def show(d):
    for k, v in d.items():
        print(k, v)
    raise ValueError('bad mode ' + repr(learn.ModeKeys.TRAIN))


class Meta(object, metaclass=type):
    def __next__(self):
        return str(0o777) + chr(955)
