"""Trains the models of model_dirs.py with contrib_learn_compat, for TF 1.15 to come back to.

  python tools/oracle/write_model_dirs.py FOLDER

FOLDER gets a model_dir a model, and beside it `MODEL.json`: what becomes of it here.
"""

import json
import os
import shutil
import sys

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # kernels that TF 1.15 has not, and that round otherwise

import tensorflow.compat.v1 as tf  # noqa: E402

import core_scenarios  # noqa: E402
import model_dirs  # noqa: E402
from contrib_learn_compat import namespace  # noqa: E402


def compat_world():
    return model_dirs.World(tf, lambda name: namespace.module("tf.contrib." + name))


def main(folder):
    tf.logging.set_verbosity(tf.logging.ERROR)
    world = compat_world()
    for name in model_dirs.MODELS:
        path = os.path.join(folder, name)
        model_dirs.train(world, name, path)
        with core_scenarios.model_dir() as copy:
            shutil.copytree(path, copy, dirs_exist_ok=True)
            told = model_dirs.follow(world, name, copy)
        with open(path + ".json", "w") as out:
            json.dump(told, out)
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
