"""Trains a small model; what test_killing.py kills.

python killed_program.py MODEL_DIR MAX_STEPS SECS_A_STEP

The file MODEL_DIR/steps gets a line for each session: the step that it begins with, and a dot for
each step that it has made.
"""

import os
import sys
import time

import numpy as np

import contrib_learn_compat as learn
from contrib_learn_compat import tf

SAVE_STEPS = 50

model_dir, max_steps, secs_a_step = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
os.makedirs(model_dir, exist_ok=True)
log = os.open(os.path.join(model_dir, "steps"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)


class Tell(tf.train.SessionRunHook):
    def after_create_session(self, session, coord):
        os.write(log, b"\n%d " % session.run(tf.train.get_global_step()))

    def after_run(self, run_context, run_values):
        os.write(log, b".")
        time.sleep(secs_a_step)


def input_fn():
    data = {"x": np.arange(8.0, dtype=np.float32).reshape([4, 2])}
    dataset = tf.data.Dataset.from_tensor_slices((data, np.array([0, 1, 0, 1])))
    return dataset.repeat().batch(4).make_one_shot_iterator().get_next()


classifier = learn.DNNClassifier(
    [64, 64],
    [tf.contrib.layers.real_valued_column("x", dimension=2)],
    model_dir=model_dir,
    config=learn.RunConfig(save_checkpoints_steps=SAVE_STEPS),
)
classifier.fit(input_fn=input_fn, max_steps=max_steps, monitors=[Tell()])
