"""Records checkpoints of the models of weight_cases.py, and what TF 1.15 computes from them on.

Writes tests/goldens/keras/: weights.tar.xz, which has the checkpoints, and weights.json, which has
the predictions, the losses of further steps, and the predictions after these.

Run under TF 1.15:  tf115 tools/oracle/record_weights.py
"""

import os
import pathlib
import shutil
import tempfile
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402
from tensorflow.contrib.learn.python.learn.estimators import head as head_lib  # noqa: E402
from tensorflow.contrib.learn.python.learn.estimators import model_fn  # noqa: E402

import golden_json  # noqa: E402
import record_model_dirs  # noqa: E402
import weight_cases  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/keras"


def record(world, name, folder):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        predictions, (loss, train_op) = weight_cases.CASES[name](world)
        session.run(tf.global_variables_initializer())
        for _ in range(weight_cases.STEPS_BEFORE):
            session.run(train_op)
        path = os.path.join(folder, name)
        tf.train.Saver().save(session, path, write_meta_graph=False, write_state=False)
        before, losses = session.run(predictions), []
        for _ in range(weight_cases.STEPS_AFTER):
            losses.append(session.run(loss))  # before the step: a train op may return one after it
            session.run(train_op)
        answer = {"before": before, "losses": losses, "after": session.run(predictions)}
        answer = {key: golden_json.array(value) for key, value in answer.items()}
        return dict(answer, model=name, variables=[v.op.name for v in tf.global_variables()])


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    world = weight_cases.World(tf, tf.contrib, head_lib, model_fn.ModeKeys)
    recorded, folder = [], tempfile.mkdtemp()
    for name in weight_cases.CASES:
        recorded.append(record(world, name, folder))
        print(name, recorded[-1]["variables"], flush=True)
    record_model_dirs.archive(folder, str(GOLDENS / "weights.tar.xz"))
    shutil.rmtree(folder)
    header = {"recorder": "tools/oracle/record_weights.py", "tensorflow": tf.__version__}
    golden_json.dump(GOLDENS / "weights.json", header, recorded)


if __name__ == "__main__":
    main()
