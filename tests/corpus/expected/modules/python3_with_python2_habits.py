"""Parses as Python 3, and does not run there."""
from contrib_learn_compat import tf


def variables(d, seen):
    for name, value in d.items():
        if name not in seen:
            print(name, value)
    keys = list(d.keys())
    keys.sort()
    values = dict(list(d.items()) + [('step', tf.contrib.framework.get_global_step())])
    return [range(10), str("x"), values, list(map(str, keys))[0], isinstance(keys, str)]
