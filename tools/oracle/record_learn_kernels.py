"""Records what TF 1.15 answers to learn_scenarios_kernels.py, into tests/goldens/learn_kernels/.

Run under TF 1.15:  tf115 tools/oracle/record_learn_kernels.py [SCENARIO ...]
"""

import importlib
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import learn_scenarios_kernels  # noqa: E402
import record_core  # noqa: E402


def deep(name):
    return importlib.import_module("tensorflow.contrib." + name)


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    world = learn_scenarios_kernels.World(tf.compat.v1, tf.estimator, tf.contrib, deep)
    scenarios = learn_scenarios_kernels.SCENARIOS
    record_core.record("learn_kernels", scenarios, world, sys.argv[1:])
