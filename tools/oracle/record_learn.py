"""Records what TF 1.15's tf.contrib.learn answers to learn_scenarios*.py: tests/goldens/learn/.

Run under TF 1.15:  tf115 tools/oracle/record_learn.py [SCENARIO ...]
"""

import importlib
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import learn_scenarios  # noqa: E402
import learn_scenarios_clusters  # noqa: E402, F401  adds its scenarios
import learn_scenarios_graphs  # noqa: E402, F401  adds its scenarios
import learn_scenarios_rnn  # noqa: E402, F401  adds its scenarios
import record_core  # noqa: E402


def deep(name):
    return importlib.import_module("tensorflow.contrib.learn.python.learn." + name)


if __name__ == "__main__":
    contrib = tf.contrib
    world = learn_scenarios.World(
        tf.compat.v1, contrib.learn, deep, contrib.layers, contrib.rnn, tf.estimator
    )
    record_core.record("learn", learn_scenarios.SCENARIOS, world, sys.argv[1:])
