"""Comes back, with TF 1.15, to the model_dirs that write_model_dirs.py wrote.

Prints for each model how far TF 1.15's answers are from those of contrib_learn_compat, evaluated,
predicted, and in all variables after further training. The exit status is 1 where that is too far.

Run under TF 1.15:  tf115 tools/oracle/check_model_dirs.py FOLDER
"""

import glob
import json
import os
import shutil
import sys

import tensorflow as tf

import core_scenarios
import model_dirs
import record_model_dirs

ALLOWED = {"evaluation": 1e-6, "predictions": 1e-6, "variables": 1e-5}


def main(folder):
    tf.logging.set_verbosity(tf.logging.ERROR)
    world = record_model_dirs.tf115_world()
    print("{:32}{:>10}{:>13}{:>13}".format("greatest difference", *ALLOWED))
    agreed = True
    for file in sorted(glob.glob(os.path.join(folder, "*.json"))):
        path = os.path.splitext(file)[0]
        name = os.path.basename(path)
        with open(file) as source:
            expected = json.load(source)
        with core_scenarios.model_dir() as parent:
            copy = shutil.copytree(path, os.path.join(parent, name))
            told = model_dirs.follow(world, name, copy)
        apart = {key: model_dirs.difference(told[key], expected[key]) for key in ALLOWED}
        print("{:32}{:10.1e}{:13.1e}{:13.1e}".format(name, *apart.values()), flush=True)
        agreed = agreed and all(apart[key] <= ALLOWED[key] for key in ALLOWED)
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
