"""Records what the ready-made models of TF 1.15's tf.estimator do: the models of core_models.py.

Writes tests/goldens/core_models/: answers.json, and an archive of each model's checkpoint.

Run under TF 1.15:  tf115 tools/oracle/record_core_models.py
"""

import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import core_models  # noqa: E402
import core_scenarios  # noqa: E402
import golden_json  # noqa: E402
import record_model_dirs  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens" / "core_models"


def record(world, name):
    with core_scenarios.model_dir() as path:
        told = core_models.life(world, name, path)
        kept = os.path.join(path, "kept")
        record_model_dirs.keep_checkpoint(path, kept)
        record_model_dirs.archive(kept, str(GOLDENS / (name + ".tar.xz")))
    print(name, flush=True)
    return {"model": name, "told": told}


def main():
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    world = core_models.World(tf.compat.v1, tf.estimator, tf.contrib.estimator)
    rows = [record(world, name) for name in core_models.MODELS]
    rows.append({"model": None, "told": core_models.refused(world)})
    header = {"recorder": "tools/oracle/record_core_models.py", "tensorflow": tf.__version__}
    golden_json.dump(GOLDENS / "answers.json", header, rows)


if __name__ == "__main__":
    main()
