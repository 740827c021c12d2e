"""Trains each head under TF 1.15, keeps a checkpoint, and records the losses of going on from it.

Writes tests/goldens/heads/checkpoints/. Run under TF 1.15:

  tf115 tools/oracle/record_head_checkpoints.py
"""

import pathlib

import tensorflow as tf
from tensorflow.contrib.learn.python.learn.estimators import head as head_lib
from tensorflow.contrib.learn.python.learn.estimators import model_fn

import golden_json
import head_cases_trained
import head_runner

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/heads/checkpoints"
STEPS_BEFORE, STEPS_AFTER = 5, 20


def main():
    tf.get_logger().setLevel("ERROR")
    FOLDER.mkdir(parents=True, exist_ok=True)
    runner = head_runner.HeadRunner(tf, head_lib, model_fn.ModelFnOps, ordered_by_hand=True)
    recorded = []
    for case in head_cases_trained.cases():
        with runner.training(case) as (session, step):
            session.run(tf.global_variables_initializer())
            for _ in range(STEPS_BEFORE):
                step()
            path = str(FOLDER / case["id"])
            tf.train.Saver().save(session, path, write_meta_graph=False, write_state=False)
            losses = [golden_json.array(step()) for _ in range(STEPS_AFTER)]
        recorded.append({"case": case, "losses": losses})
    header = {"recorder": "tools/oracle/record_head_checkpoints.py", "tensorflow": tf.__version__}
    golden_json.dump(FOLDER / "losses.json", header, recorded)
    print(f"{len(recorded)} checkpoints")


if __name__ == "__main__":
    main()
