"""Trains a wide and deep model with TF 1.15 and keeps its checkpoint and what it says.

Writes tests/goldens/layers/wide_and_deep/: the checkpoint, and answers.npz with the predictions and
the losses of further training.

Run under TF 1.15:  tf115 tools/oracle/record_wide_and_deep.py
"""

import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import wide_and_deep  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/layers/wide_and_deep"


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(5)
        model = wide_and_deep.Model(tf, tf.contrib.layers)
        feeds = model.feeds(tf)
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        for _ in range(wide_and_deep.STEPS_BEFORE):
            session.run(model.train_op, feeds)
        tf.train.Saver().save(
            session, str(GOLDENS / "model"), write_meta_graph=False, write_state=False
        )
        probabilities = session.run(model.probabilities, feeds)
        losses = [session.run(model.train_op, feeds) for _ in range(wide_and_deep.STEPS_AFTER)]
        np.savez(str(GOLDENS / "answers.npz"), probabilities=probabilities, losses=losses)
        print(probabilities.ravel()[:6], losses)


if __name__ == "__main__":
    main()
