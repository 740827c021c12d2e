"""Steps in a loop inside the graph do what steps one by one do."""

import itertools

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.core.run_config import RunConfig

ROWS = np.random.RandomState(0).randn(40, 6).astype(np.float32)
LABELS = (ROWS.sum(axis=1) > 0).astype(np.float32)


def batch():
    dataset = tf.data.Dataset.from_tensor_slices((ROWS, LABELS)).shuffle(40, seed=3).repeat()
    return tf.data.make_one_shot_iterator(dataset.batch(4)).get_next()


def minimized(loss):
    optimizer = tf.train.AdamOptimizer(0.1)
    return optimizer.minimize(loss, tf.train.get_global_step()), loss


def dense(rows, labels):
    """Returns the squared error of a net of two layers."""
    initializer = tf.glorot_uniform_initializer(seed=2)
    for width in (5, 1):
        shape = [rows.shape[-1], width]
        kernel = tf.get_variable(f"kernel{width}", shape, initializer=initializer)
        rows = tf.tanh(rows @ kernel)
    return tf.reduce_mean(tf.square(rows[:, 0] - labels))


def of_references():
    tf.disable_resource_variables()
    return minimized(dense(*batch()))


def of_resources():
    tf.enable_resource_variables()
    return minimized(dense(*batch()))


def with_control_flow():
    rows, labels = batch()
    kernel = tf.get_variable("recurrent", [6, 6], initializer=tf.initializers.orthogonal(seed=1))
    _, rows = tf.while_loop(
        lambda i, x: i < 3, lambda i, x: (i + 1, tf.tanh(x @ kernel)), (0, rows)
    )
    positive = tf.reduce_sum(rows) > 0
    rows = tf.cond(positive, lambda: rows * 2, lambda: tf.concat([rows[:, :3], rows[:, 3:]], 1))
    return minimized(dense(tf.reshape(rows, [-1, 6]), labels))


def with_queue():
    queued = tf.train.slice_input_producer([ROWS, LABELS], shuffle=False)
    return minimized(dense(*tf.train.batch(queued, 4)))


def with_table():
    rows, labels = batch()
    keys = tf.as_string(labels)
    table = tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(["0", "1"], tf.constant([0, 1], tf.int64)), 1
    )
    embedding = tf.get_variable("embedding", [3, 6], initializer=tf.ones_initializer())
    return minimized(dense(rows + tf.nn.embedding_lookup(embedding, table.lookup(keys)), labels))


class Train:
    """Trains once; has the losses that were logged, and the last values of the variables."""

    def __init__(self, model_dir, model, hooks=(), steps=23, every=5, **settings):
        losses = []

        def logged(values):
            losses.append(values["loss"])
            return f"loss = {values['loss']}"

        with engine.model_graph(None) as graph:
            train_op, loss = model()
            self.result = engine.train(
                train_op=train_op,
                loss=loss,
                scaffold=tf.train.Scaffold(),
                model_dir=model_dir,
                config=RunConfig(save_checkpoints_steps=7, **settings),
                session_config=tf.ConfigProto(),
                hooks=[
                    *(tf.train.StopAtStepHook(last_step=n) for n in [steps] if n),
                    *hooks,
                    tf.train.NanTensorHook(loss),
                    tf.train.LoggingTensorHook({"loss": loss}, every, formatter=logged),
                ],
                save_summaries_steps=10,
                log_step_count_steps=10,
            )
            self.loops = any(
                op.name.startswith("steps_per_execution/") for op in graph.get_operations()
            )
        self.losses = losses
        reader = tf.train.load_checkpoint(model_dir)
        names = reader.get_variable_to_shape_map()
        self.variables = {name: reader.get_tensor(name) for name in names}
        self.checkpoints = tf.train.get_checkpoint_state(model_dir).all_model_checkpoint_paths


@pytest.fixture(autouse=True)
def variables_of_the_default_kind():
    enabled = tf.resource_variables_enabled()
    yield
    (tf.enable_resource_variables if enabled else tf.disable_resource_variables)()


def both(tmp_path, model, **options):
    """Trains one by one and in a loop."""
    return (
        Train(str(tmp_path / "single"), model, **options),
        Train(str(tmp_path / "looped"), model, steps_per_execution=4, **options),
    )


@pytest.mark.parametrize(
    "model", [of_references, of_resources, with_control_flow, with_queue, with_table]
)
def test_losses_and_variables_are_the_same(tmp_path, model):
    single, looped = both(tmp_path, model)
    assert looped.loops and not single.loops
    np.testing.assert_allclose(looped.losses, single.losses, rtol=1e-6)
    np.testing.assert_allclose(looped.result, single.result, rtol=1e-6)
    assert looped.variables["global_step"] == 23
    for name, value in single.variables.items():
        np.testing.assert_allclose(
            looped.variables[name], value, rtol=1e-5, atol=1e-7, err_msg=name
        )


def test_saves_at_the_same_steps(tmp_path):
    single, looped = both(tmp_path, of_resources)
    names = [[path.rsplit("-")[-1] for path in run.checkpoints] for run in (single, looped)]
    assert names[0] == names[1] == ["0", "7", "14", "21", "23"]


def until_the_input_ends():
    dataset = tf.data.Dataset.from_tensor_slices((ROWS, LABELS)).batch(4)
    return minimized(dense(*tf.data.make_one_shot_iterator(dataset).get_next()))


def test_the_end_of_the_input_leaves_the_last_loss(tmp_path):
    single, looped = both(tmp_path, until_the_input_ends, steps=None, every=100)
    assert looped.loops
    np.testing.assert_allclose(looped.result, single.result, rtol=1e-6)
    assert looped.variables["global_step"] == single.variables["global_step"] == 10


def nan_at_the_sixth_step():
    train_op, loss = of_resources()
    step = tf.train.get_global_step()
    return train_op, loss + tf.where_v2(tf.identity(step) < 5, 0.0, np.nan)


def test_nan_ends_training_at_once(tmp_path):
    with pytest.raises(tf.train.NanLossDuringTrainingError):
        Train(str(tmp_path), nan_at_the_sixth_step, steps_per_execution=100)


def test_a_loop_is_one_call_of_the_session(tmp_path, monkeypatch):
    calls = []
    original = tf.Session.run

    def run(session, fetches, *args, **kwargs):
        calls.append(fetches)
        return original(session, fetches, *args, **kwargs)

    monkeypatch.setattr(tf.Session, "run", run)
    Train(str(tmp_path), of_resources, steps=202, every=200, steps_per_execution=100)
    loops = [fetches for fetches in calls if "steps_per_execution" in str(fetches)]
    due = sorted({1, 202, *range(7, 202, 7), *range(11, 202, 10)})  # To save, sum up, or stop.
    assert len(loops) == sum(after - before > 1 for before, after in itertools.pairwise(due))


class Watching(tf.train.SessionRunHook):
    """Counts the steps that it sees, as programs' own hooks do."""

    steps = 0

    def after_run(self, run_context, run_values):
        self.steps += 1


def fed():
    x = tf.placeholder(tf.float32, [])
    weight = tf.get_variable("weight", initializer=1.0)
    tf.add_to_collection("fed", x)
    return minimized(tf.square(weight * x))


def with_dropout():
    rows, labels = batch()
    return minimized(dense(tf.nn.dropout(rows, rate=0.5, seed=4), labels))


def of_vectors():
    train_op, loss = of_resources()
    return train_op, loss[None]


@pytest.mark.parametrize(
    ("model", "hooks", "reason"),
    [
        (of_resources, [Watching()], "the Watching is to be called at each step"),
        (fed, [tf.train.FeedFnHook(lambda: {"Placeholder:0": 1.0})], "the FeedFnHook is to be"),
        (with_dropout, [], "draws from a seed"),
        (of_vectors, [], "is no scalar"),
    ],
)
def test_what_cannot_be_looped_is_said_and_done_step_by_step(
    tmp_path, caplog, model, hooks, reason
):
    run = Train(str(tmp_path), model, hooks, steps_per_execution=4)
    assert not run.loops
    assert run.variables["global_step"] == 23
    assert "steps_per_execution=4 has no effect" in caplog.text
    assert reason in caplog.text
    for hook in hooks:
        assert getattr(hook, "steps", 23) == 23


def test_an_initializing_hook_does_not_keep_steps_from_the_loop(tmp_path):
    class Initializing(tf.train.SessionRunHook):
        def after_create_session(self, session, coord):
            self.session = session

    assert Train(str(tmp_path), of_resources, [Initializing()], steps_per_execution=4).loops


@pytest.mark.parametrize("steps", [0, 1.5])
def test_steps_per_execution_is_checked(steps):
    with pytest.raises(ValueError, match="steps_per_execution should be an integer > 0"):
        RunConfig(steps_per_execution=steps)
