"""Trains the models of model_dirs_kernels.py here, for TF 1.15 to come back to.

  python tools/oracle/write_model_dirs_kernels.py FOLDER

FOLDER gets a model_dir a model.
"""

import os
import sys

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # kernels that TF 1.15 has not, and that round otherwise

import tensorflow.compat.v1 as tf  # noqa: E402

import model_dirs_kernels  # noqa: E402
from contrib_learn_compat import namespace  # noqa: E402
from learn_scenarios_kernels import World  # noqa: E402


def compat_world():
    estimator, contrib = namespace.module("tf.estimator"), namespace.module("tf.contrib")
    return World(tf, estimator, contrib, lambda name: namespace.module(f"tf.contrib.{name}"))


def main(folder):
    tf.logging.set_verbosity(tf.logging.ERROR)
    world = compat_world()
    for name in model_dirs_kernels.models(world):
        model_dirs_kernels.train(world, name, os.path.join(folder, name))
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
