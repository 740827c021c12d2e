# A Python 2 library module.
import tensorflow as tf
from tensorflow.contrib import learn
import ConfigParser
from StringIO import StringIO


def show(d):
    for k, v in d.iteritems():
        print k, v
    raise ValueError, 'bad mode ' + `learn.ModeKeys.TRAIN`


class Meta(object):
    __metaclass__ = type

    def next(self):
        return unicode(0777) + unichr(955)
