"""Records what TF 1.15 leaves in the model_dirs of model_dirs_kernels.py, and what becomes of them.

Writes tests/goldens/learn_kernels/model_dirs/: an archive of a checkpoint a model, and
answers.json, which has what `follow` told.

  tf115 tools/oracle/record_model_dirs_kernels.py           records
  tf115 tools/oracle/record_model_dirs_kernels.py FOLDER    follows model_dirs that
      `python tools/oracle/write_model_dirs_kernels.py FOLDER` made; what becomes of them has to
      be what is recorded
"""

import glob
import os
import pathlib
import sys
import warnings
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import core_scenarios  # noqa: E402
import golden_json  # noqa: E402
import model_dirs_kernels  # noqa: E402
from learn_scenarios_kernels import World  # noqa: E402
from record_learn_kernels import deep  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/learn_kernels/model_dirs"


def record(world):
    GOLDENS.mkdir(parents=True, exist_ok=True)
    recorded = []
    for name in model_dirs_kernels.models(world):
        with core_scenarios.model_dir() as path:
            model_dirs_kernels.train(world, name, path)
            archive(path, GOLDENS / (name + ".zip"))
            told = model_dirs_kernels.follow(world, name, path)
        recorded.append({"model": name, "told": told})
        print(f"{name:32} {(GOLDENS / (name + '.zip')).stat().st_size:7} bytes", flush=True)
    header = {"recorder": "tools/oracle/record_model_dirs_kernels.py", "tensorflow": tf.__version__}
    golden_json.dump(GOLDENS / "answers.json", header, recorded)


def archive(path, archived):
    """Packs the newest checkpoint; its hash tables are megabytes of nothing."""
    newest = tf.train.latest_checkpoint(path)
    files = {os.path.basename(name): name for name in sorted(glob.glob(newest + ".[di]*"))}
    with zipfile.ZipFile(str(archived), "w", zipfile.ZIP_LZMA) as packed:
        for name, file in files.items():
            packed.writestr(
                zipfile.ZipInfo(name), pathlib.Path(file).read_bytes(), packed.compression
            )
        state = f'model_checkpoint_path: "{os.path.basename(newest)}"'
        packed.writestr(zipfile.ZipInfo("checkpoint"), state)


def come_back(world, folder):
    for row in golden_json.load(GOLDENS / "answers.json"):
        told = model_dirs_kernels.follow(world, row["model"], os.path.join(folder, row["model"]))
        model_dirs_kernels.assert_same_life(told, row["told"])
        print(row["model"], "lives on in TF 1.15 as one of its own", flush=True)


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    the_world = World(tf.compat.v1, tf.estimator, tf.contrib, deep)
    if sys.argv[1:]:
        come_back(the_world, sys.argv[1])
    else:
        record(the_world)
