"""What a model learns stays in its `model_dir`, and whoever is made there goes on from it."""

import ast
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import INPUT, MODEL, converted, of_model

MADE = "estimator = learn.Estimator(model_fn, model_dir='models')\n"
NEW_MADE = 'estimator = restored(build_model(inputs_of(input_fn())), "models")\n'
FIT = "estimator.fit(input_fn=input_fn, steps=10)\n"
EVALUATE = "estimator.evaluate(input_fn=input_fn, steps=1)\n"
NEW_EVALUATE = "estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)\n"


def check(old, *new):
    """Compares what follows the input function, which has a docstring."""
    text = of_model(INPUT + textwrap.dedent(old))
    for lines in new:
        assert textwrap.dedent(lines).strip("\n") in text, text


def test_a_model_goes_on_and_is_kept():
    check(
        MADE + FIT + EVALUATE,
        NEW_MADE,
        """\
        estimator.fit(
            input_fn(),
            steps_per_epoch=10,
            callbacks=[Checkpoints("models")],
            shuffle=False,
            verbose=0,
        )
        """,
        NEW_EVALUATE,
    )


@pytest.mark.parametrize(
    ("config", "callback"),
    [
        ("save_checkpoints_steps=5, save_checkpoints_secs=None", '"models", steps=5'),
        ("save_checkpoints_secs=60, keep_checkpoint_max=1", '"models", secs=60, max_to_keep=1'),
        ("keep_checkpoint_max=None", '"models", max_to_keep=0'),
        ("save_summary_steps=5", '"models"'),
    ],
)
def test_the_config_says_when_it_is_kept(config, callback):
    check(
        f"""\
        config = learn.RunConfig({config})
        estimator = learn.Estimator(model_fn, model_dir='models', config=config)
        {FIT}""",
        f"callbacks=[Checkpoints({callback})]",
    )


@pytest.mark.parametrize(
    "directory",
    ["", "model_dir=None", "model_dir=tempfile.mkdtemp()", "model_dir=''"],
)
def test_what_nobody_else_knows_of_is_not_kept(directory):
    text = of_model(
        f"{INPUT}import tempfile\nestimator = learn.Estimator(model_fn, {directory})\n{FIT}"
    )
    assert "estimator = build_model(" in text
    assert "callbacks" not in text


def test_a_directory_that_is_made_anew_each_time_gets_a_name():
    check(
        f"""\
        import time
        estimator = learn.Estimator(model_fn, model_dir='models/%d' % time.time())
        {FIT}""",
        """\
        model_dir = "models/%d" % time.time()
        estimator = restored(build_model(inputs_of(input_fn())), model_dir)
        """,
        "callbacks=[Checkpoints(model_dir)]",
    )


@pytest.mark.parametrize(
    "twice", [FIT.replace("steps", "max_steps") * 2, f"for i in range(2):\n    {FIT}"]
)
def test_steps_go_on_in_the_same_model(twice):
    check("estimator = learn.Estimator(model_fn)\n" + twice, "estimator = build_model(")


def test_max_steps_are_steps_of_the_model():
    check(
        """\
        for goal in (20, 50):
            estimator = learn.Estimator(model_fn, model_dir='models')
            estimator.fit(input_fn=input_fn, max_steps=goal)
        print(estimator.evaluate(input_fn=input_fn, steps=1)['loss'])
        """,
        """\
        for goal in (20, 50):
            estimator = restored(build_model(inputs_of(input_fn())), "models")
            train_to(estimator, input_fn(), goal, callbacks=[Checkpoints("models")])
        print(estimator.evaluate(""",
    )
    check(
        f"estimator = learn.Estimator(model_fn)\n{FIT}{FIT.replace('steps=10', 'max_steps=20')}",
        "train_to(estimator, input_fn(), 20)",
    )


def test_max_steps_of_a_model_that_begins_there_are_its_steps():
    check(
        "estimator = learn.Estimator(model_fn)\nestimator.fit(input_fn=input_fn, max_steps=20)",
        "estimator.fit(input_fn(), steps_per_epoch=20, shuffle=False, verbose=0)",
    )


def test_models_of_one_directory_learn_from_each_other():
    check(
        f"{MADE}other = learn.Estimator(model_fn, model_dir='models')\n{FIT}"
        "other.fit(input_fn=input_fn, steps=5)\n" + EVALUATE,
        "estimator = build_model(inputs_of(input_fn()))\n",
        'restored(estimator, "models").fit(',
        'restored(other, "models").fit(',
        f'restored(estimator, "models").{NEW_EVALUATE.removeprefix("estimator.")}',
    )


def test_one_of_several_in_one_place_is_restored_when_it_is_used():
    check(
        """\
        def make():
            return learn.Estimator(model_fn, model_dir='models')

        estimator, other = make(), make()
        first = make()
        second = make()
        first.fit(input_fn=input_fn, steps=10)
        second.evaluate(input_fn=input_fn, steps=1)
        """,
        'restored(second, "models").evaluate(',
    )


def test_what_is_trained_elsewhere_is_evaluated():
    newest = 'at_checkpoint(estimator, checkpoint_paths("models")[-1])'
    check(
        f"{MADE}result = {EVALUATE}print(result['loss'])",
        f"""\
        estimator = build_model(inputs_of(input_fn()))
        result = {newest}.evaluate(
        """,
    )
    check(
        f"{MADE}estimator.evaluate(x=np.eye(3), y=np.ones(3), batch_size=3)",
        "build_model(keras.Input(np.eye(3).shape[1:], dtype=np.eye(3).dtype.name))",
        f"{newest}.evaluate(",
    )


def test_what_another_estimator_trains_is_evaluated():
    check(
        f"{MADE}other = learn.Estimator(model_fn, model_dir='models')\n{FIT}"
        + EVALUATE.replace("estimator", "other"),
        f'restored(other, "models").{NEW_EVALUATE.removeprefix("estimator.")}',
    )


def test_a_model_is_restored_where_a_function_uses_it():
    check(
        f"""\
        import tempfile
        model_dir = tempfile.mkdtemp()

        def tell(estimator):
            {EVALUATE}
        estimator = learn.Estimator(model_fn, model_dir=model_dir)
        other = learn.Estimator(model_fn, model_dir=model_dir)
        {FIT}
        other.fit(input_fn=input_fn, steps=5)
        tell(estimator)
        """,
        "    restored(estimator, model_dir).evaluate(",
    )


def test_an_experiment_trains_up_to_its_steps():
    check(
        """\
        estimator = learn.Estimator(model_fn, model_dir='models')
        learn.Experiment(estimator, input_fn, input_fn, train_steps=30).train_and_evaluate()
        """,
        """\
            Experiment(
                estimator,
                input_fn(),
                input_fn().take(100),
                train_steps=30,
                callbacks=[Checkpoints("models")],
            ).train_and_evaluate()
        """,
    )


def test_train_and_evaluate_goes_on():
    text = converted(
        MODEL.replace("learn.Estimator", "tf.estimator.Estimator")
        + INPUT
        + textwrap.dedent(
            """\
            estimator = tf.estimator.Estimator(model_fn, 'models')
            tf.estimator.train_and_evaluate(
                estimator, tf.estimator.TrainSpec(input_fn, max_steps=30),
                tf.estimator.EvalSpec(input_fn, steps=1))
            """
        )
    )
    assert "train_to(\n    estimator,\n    input_fn(),\n    30,\n" in text


# Trains in small steps, and prints what it has learned after so many.
TRAINS = """
import sys
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn

X = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")


def model_fn(features, labels, mode):
    logits = layers.linear(layers.fully_connected(features, 4, scope="hidden"), 1, scope="logits")
    loss = tf.losses.mean_squared_error(labels, logits)
    train_op = layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, "Adam")
    return learn.ModelFnOps(mode, logits, loss, train_op)


def input_fn():
    return tf.constant(X), tf.constant(X[:, :1] ** 2)


estimator = learn.Estimator(
    model_fn, config=learn.RunConfig(
        model_dir=sys.argv[1], tf_random_seed=1, save_checkpoints_steps=4, keep_checkpoint_max=2))
estimator.fit(input_fn=input_fn, max_steps=int(sys.argv[2]))
print(estimator.get_variable_value("hidden/weights").tolist())
print(estimator.evaluate(input_fn=input_fn, steps=1)["global_step"])
"""
# Goes before a program, which is killed when it has written half of the fourth checkpoint.
KILLED = """
import os
import signal
import keras

save_weights = keras.Model.save_weights


def killed(model, path):
    save_weights(model, path)
    if model.optimizer.iterations == 12:
        os.truncate(path, os.path.getsize(path) // 2)
        os.kill(os.getpid(), signal.SIGKILL)


keras.Model.save_weights = killed
"""


def run(*command):
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_killed_training_ends_where_it_would_have_ended(tmp_path):
    program, killed = tmp_path / "program.py", tmp_path / "killed.py"
    program.write_text(converted(TRAINS))
    killed.write_text(KILLED + program.read_text())
    assert run(killed, tmp_path / "a", "20").returncode == -signal.SIGKILL
    kept = ["model.ckpt-4.weights.h5", "model.ckpt-8.weights.h5", "new.weights.h5"]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == kept
    resumed = run(program, tmp_path / "a", "20")
    assert resumed.stdout == run(program, tmp_path / "b", "20").stdout != "", resumed.stderr
    assert resumed.stdout.endswith("\n20\n")
    kept = ["model.ckpt-16.weights.h5", "model.ckpt-20.weights.h5"]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == kept
    assert run(program, tmp_path / "a", "20").stdout == resumed.stdout


@pytest.mark.slow
def test_a_legacy_training_goes_on(tmp_path):
    legacy, program, models = (tmp_path / name for name in ("legacy.py", "program.py", "models"))
    legacy.write_text(TRAINS.replace("sys.argv[1]", repr(str(models))))
    program.write_text(converted(legacy.read_text()))
    assert run("-m", "contrib_learn_compat", legacy, "-", "10").stdout.endswith("\n10\n")
    old = models / "model.ckpt-10"
    command = ["-m", "contrib_learn_migrate", "checkpoint", old, f"{old}.weights.h5", "--model"]
    # A program without arguments, which trains up to its first step.
    asking = tmp_path / "asking.py"
    asking.write_text(program.read_text().replace("int(sys.argv[2])", "1000"))
    converting = run(*command, asking)
    assert converting.returncode == 0, converting.stderr
    *weights, step = run(program, "-", "20").stdout.splitlines()
    *expected, _ = run("-m", "contrib_learn_compat", legacy, "-", "20").stdout.splitlines()
    assert step == "20"
    np.testing.assert_allclose(*(ast.literal_eval(lines[0]) for lines in (weights, expected)), 1e-4)


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (
            "def make():\n    d = input()\n    return learn.Estimator(model_fn, model_dir=d)\n\n"
            f"estimator = make()\n{FIT}",
            "it is not known where the model is used",
        ),
        (
            EVALUATE.replace("estimator", "learn.Estimator(model_fn)"),
            "it is not known what it trains on",
        ),
        (
            "def features():\n    return {'x': tf.constant([[1.0]])}\n\n"
            f"{MADE}estimator.predict(input_fn=features)",
            "it is not known what it trains on",
        ),
        (
            "import tempfile\n\ndef tell(estimator):\n"
            f"    {EVALUATE}\ndef main():\n    model_dir = tempfile.mkdtemp()\n"
            "    estimator = learn.Estimator(model_fn, model_dir=model_dir)\n"
            "    other = learn.Estimator(model_fn, model_dir=model_dir)\n"
            f"    {FIT}    other.fit(input_fn=input_fn, steps=5)\n    tell(estimator)\n\nmain()",
            "it is not known where the model is used",
        ),
        (
            "clusters = learn.KMeansClustering(3, model_dir='models')\n"
            "clusters.fit(input_fn=lambda: (tf.constant([[1.0]]), None), steps=1)",
            "clusters do not go on from what is there",
        ),
    ],
)
def test_what_is_not_certain_stays(old, reason):
    with pytest.raises(Obstacles, match=reason):
        of_model(INPUT + old)
