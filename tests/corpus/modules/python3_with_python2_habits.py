"""Parses as Python 3, and does not run there."""
import tensorflow as tf


def variables(d, seen):
    for name, value in d.iteritems():
        if not seen.has_key(name):
            print(name, value)
    keys = d.keys()
    keys.sort()
    values = dict(d.items() + [('step', tf.contrib.framework.get_global_step())])
    return [xrange(10), unicode("x"), values, map(str, keys)[0], isinstance(keys, basestring)]
