"""Records all that TF 1.15 predicts of the models whose model_dirs are recorded.

What `predict` returns of a canned model is often its classes alone. Writes
tests/goldens/keras/predictions.json, of the archives that record_model_dirs.py and
record_model_dirs_kernels.py wrote.

Run under TF 1.15:  tf115 tools/oracle/record_full_predictions.py
"""

import importlib
import itertools
import os
import pathlib
import tarfile
import warnings
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import core_scenarios  # noqa: E402
import golden_json  # noqa: E402
import learn_scenarios_kernels  # noqa: E402
import model_dirs  # noqa: E402
import model_dirs_kernels  # noqa: E402
from learn_scenarios import arrays  # noqa: E402
from record_learn_kernels import deep  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens"


def contrib(name):
    return importlib.import_module("tensorflow.contrib." + name)


def predicted(estimator, input_fn):
    """Returns the rows of the predictions with every key that there is."""
    # The classes of canned models override predict(), which then picks what it returns.
    base = tf.contrib.learn.Estimator
    predict = base.predict if isinstance(estimator, base) else type(estimator).predict
    # A loss without a model reads no input, and would never see its end.
    return arrays(list(itertools.islice(predict(estimator, input_fn=input_fn), 12)))


def of_model_dirs():
    world = model_dirs.World(tf.compat.v1, contrib)
    for name in model_dirs.MODELS:
        asked = model_dirs.MODELS[name](world)
        with core_scenarios.model_dir() as path:
            with tarfile.open(str(GOLDENS / "learn/model_dirs" / (name + ".tar.xz"))) as packed:
                packed.extractall(path)
            estimator = model_dirs._estimator(world, asked, path)
            if name != "head_loss_only":  # it predicts nothing
                yield name, predicted(estimator, model_dirs._input_fn(world, asked, epochs=1))


def of_kernels():
    world = learn_scenarios_kernels.World(tf.compat.v1, tf.estimator, tf.contrib, deep)
    for name, asked in model_dirs_kernels.models(world).items():
        make, args, kwargs, features, labels, _, batch_size = asked
        with core_scenarios.model_dir() as path:
            archive = GOLDENS / "learn_kernels/model_dirs" / (name + ".zip")
            with zipfile.ZipFile(str(archive)) as packed:
                packed.extractall(path)
            config = learn_scenarios_kernels.learn_config(world)
            estimator = make(*args, **dict(kwargs, model_dir=path, config=config))
            input_fn = learn_scenarios_kernels.input_fn(world, labels, batch_size, 1, features)
            yield name, predicted(estimator, input_fn)


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    recorded = []
    for folder, of_folder in (("learn", of_model_dirs()), ("learn_kernels", of_kernels())):
        for name, rows in of_folder:
            recorded.append({"folder": folder, "model": name, "predictions": rows})
            print(folder, name, sorted(rows[0]), flush=True)
    header = {"recorder": "tools/oracle/record_full_predictions.py", "tensorflow": tf.__version__}
    (GOLDENS / "keras").mkdir(exist_ok=True)
    golden_json.dump(GOLDENS / "keras/predictions.json", header, recorded)


if __name__ == "__main__":
    main()
