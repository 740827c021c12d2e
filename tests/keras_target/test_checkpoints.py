"""Single checkpoints: which there are, and what is in them."""

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import INPUT, MODEL, converted

SCOPED = MODEL.replace('features["x"], 3)', 'features["x"], 3, scope="logits")')
MADE = "estimator = learn.Estimator(model_fn, model_dir='models')\n"
FIT = "estimator.fit(input_fn=input_fn, steps=10)\n"
EVALUATED = "evaluate(input_fn(), steps=1, return_dict=True, verbose=0)"


def of(text):
    return converted(SCOPED + INPUT + text)


def check(old, *new):
    text = of(old)
    for lines in new:
        assert lines.strip("\n") in text, text


def test_each_is_evaluated():
    check(
        MADE
        + FIT
        + """
state = tf.train.get_checkpoint_state('models')
if state and state.model_checkpoint_path:
    for path in state.all_model_checkpoint_paths:
        estimator.evaluate(input_fn=input_fn, steps=1, checkpoint_path=path)
print(state.model_checkpoint_path)
estimator.evaluate(input_fn=input_fn, steps=1)
""",
        "estimator = build_model(inputs_of(input_fn()))\n",
        'restored(estimator, "models").fit(',
        """
state = checkpoint_paths("models")
if state and state[-1]:
    for path in state:
        at_checkpoint(estimator, path).evaluate(
            input_fn(), steps=1, return_dict=True, verbose=0
        )
print(state[-1])
restored(estimator, "models").evaluate(input_fn(), steps=1, return_dict=True, verbose=0)
""",
    )


def test_a_directory_that_is_asked_for_has_a_name():
    check(
        f"""estimator = learn.Estimator(model_fn)
{FIT}print(estimator.model_dir)
latest = tf.train.latest_checkpoint(estimator.model_dir)
""",
        """
model_dir = tempfile.mkdtemp()
estimator = restored(build_model(inputs_of(input_fn())), model_dir)
""",
        "callbacks=[Checkpoints(model_dir)]",
        """
print(model_dir)
latest = (checkpoint_paths(model_dir) or [None])[-1]
""",
    )
    check(f"{MADE}{FIT}print(estimator.model_dir)\n", 'print("models")')


def test_variables_are_those_of_a_model_at_a_checkpoint():
    check(
        f"""{MADE}{FIT}path = tf.train.latest_checkpoint("models")
print(tf.contrib.framework.load_variable(path, "logits/weights"))
print(tf.train.load_variable("models", "global_step"))
""",
        """
print(at_checkpoint(estimator, path).get_layer("logits").kernel.numpy())
print(restored(estimator, "models").optimizer.iterations.numpy())
""",
    )


def test_a_new_directory_has_nothing_to_begin_with():
    check(
        f"""estimator = learn.Estimator(model_fn)
{FIT}estimator.evaluate(input_fn=input_fn, steps=1, checkpoint_path=input())
estimator.evaluate(input_fn=input_fn, steps=1, checkpoint_path=None)
""",
        """
model_dir = tempfile.mkdtemp()
estimator = build_model(inputs_of(input_fn()))
estimator.fit(
""",
        "callbacks=[Checkpoints(model_dir)]",
        "at_checkpoint(estimator, input()).evaluate(",
        "restored(estimator, model_dir).evaluate(",
    )


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("state = tf.train.get_checkpoint_state('others')", "it is not known what is kept there"),
        ("tf.train.latest_checkpoint('others')", "it is not known what is kept there"),
        (
            "state = tf.train.get_checkpoint_state('models')\nprint(state)",
            "there is only a list of the checkpoints",
        ),
        (
            "state = tf.train.get_checkpoint_state('models')\nif state is None:\n    pass",
            "there is only a list of the checkpoints",
        ),
        ("tf.train.list_variables('models')", "of which this knows nothing"),
        ("tf.train.load_variable('models', 'logits/weights/Adagrad')", "whose weight it is"),
        ("import os\nos.path.exists(os.path.join('models', 'checkpoint'))", "no such file"),
        ("import glob\nglob.glob('models/*.index')", "no such file"),
    ],
)
def test_what_is_not_certain_stays(old, reason):
    with pytest.raises(Obstacles, match=reason) as raised:
        of(MADE + FIT + old)
    assert len(raised.value.obstacles) == 1


def test_variables_of_one_of_several_kinds_of_models_stay():
    other = "other = learn.LinearRegressor([layers.real_valued_column('x')])\n"
    with pytest.raises(Obstacles, match="it is not known whose variable it is"):
        of(f"{MADE}{FIT}{other}tf.train.load_variable('models', 'logits/weights')")


def test_other_checkpoints_may_be_read():
    made = MADE.replace(", model_dir='models'", "")
    assert "tf.train.list_variables('others')" in of(
        f"{made}{FIT}print(tf.train.list_variables('others'))"
    )
