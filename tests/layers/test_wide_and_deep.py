"""A wide and deep model goes on from the checkpoint that TF 1.15 wrote of it, and serves.

The checkpoint was written by tools/oracle/record_wide_and_deep.py.
"""

import pathlib
import subprocess
import sys

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import wide_and_deep
from contrib_learn_compat import layers

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens" / "layers" / "wide_and_deep"


@pytest.fixture(params=[False, True], ids=["ref", "resource"])
def restored(request):
    """Yields the model and a session in which its variables are those of the checkpoint."""
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.variable_scope(tf.get_variable_scope(), use_resource=request.param):
            model = wide_and_deep.Model(tf, layers)
        tf.train.Saver().restore(session, str(GOLDENS / "model"))
        session.run(tf.tables_initializer())
        yield model, session


@pytest.fixture
def answers():
    with np.load(GOLDENS / "answers.npz") as recorded:
        return dict(recorded)


def test_predictions(restored, answers):
    model, session = restored
    probabilities = session.run(model.probabilities, model.feeds(tf))
    np.testing.assert_allclose(probabilities, answers["probabilities"], rtol=1e-6)


def test_training_goes_on(restored, answers):
    model, session = restored
    feeds = model.feeds(tf)
    losses = [session.run(model.train_op, feeds) for _ in range(wide_and_deep.STEPS_AFTER)]
    # Kernels round otherwise than TF 1.15's, and steps add that up.
    np.testing.assert_allclose(losses, answers["losses"], rtol=1e-5)
    assert session.run(tf.train.get_global_step()) == (
        wide_and_deep.STEPS_BEFORE + wide_and_deep.STEPS_AFTER
    )


@pytest.mark.slow
def test_saved_model_cli(restored, answers, tmp_path):
    model, session = restored
    exported = str(tmp_path / "exported")
    signature = tf.saved_model.predict_signature_def(
        {"examples": model.serialized}, {"probabilities": model.probabilities}
    )
    builder = tf.saved_model.Builder(exported)
    builder.add_meta_graph_and_variables(
        session,
        [tf.saved_model.tag_constants.SERVING],
        {"serving_default": signature},
        main_op=tf.tables_initializer(),
    )
    builder.save()
    serialized, _ = wide_and_deep.examples(tf)
    arguments = f"--dir {exported} --tag_set serve --signature_def serving_default".split()
    arguments += ["--input_exprs", f"examples={serialized!r}", "--outdir", str(tmp_path)]
    command = [sys.executable, "-m", "tensorflow.python.tools.saved_model_cli", "run"]
    subprocess.run(command + arguments, check=True, capture_output=True)
    probabilities = np.load(tmp_path / "probabilities.npy")
    np.testing.assert_allclose(probabilities, answers["probabilities"], rtol=1e-6)
