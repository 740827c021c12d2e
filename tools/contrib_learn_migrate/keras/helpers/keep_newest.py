"""Exports of which only the newest are kept."""

import os

import tensorflow as tf


def keep_newest(path, count):
    """Removes all but the newest few of an export and those beside it, and returns its path."""
    base = os.path.dirname(path)
    names = [name.rstrip("/") for name in tf.io.gfile.listdir(base)]
    for old in sorted(filter(str.isdigit, names), key=int)[:-count]:
        tf.io.gfile.rmtree(os.path.join(base, old))
    return path
