"""A model that TF 1.15 trained trains on here as it would have trained on there.

tools/oracle/record_head_checkpoints.py wrote the checkpoints and recorded the losses of 20 more
steps. Their order is the one that contrib_learn_compat promises where TF 1.15 leaves it to chance:
the program's optimizer first, then the centered bias's own step.
"""

import contextlib
import functools
import pathlib
import re

import numpy as np
import pytest
import tensorflow as tf

import golden_json
import head_cases_trained
import head_runner
from contrib_learn_compat import heads, model_fn

CHECKPOINTS = pathlib.Path(__file__).parents[1] / "goldens" / "heads" / "checkpoints"
RECORDED = {row["case"]["id"]: row for row in golden_json.load(CHECKPOINTS / "losses.json")}

# Sigmoid and softmax round differently now, and all gradients of a cross entropy with them.
ROUNDED = re.compile("binary|multi_class|multi_label|label_keys|multi_head")

tf1 = tf.compat.v1


@contextlib.contextmanager
def restored(name, config=None):
    """Yields (session, step, restore) of our graph of a case."""
    runner = head_runner.HeadRunner(tf1, heads, model_fn.ModelFnOps, session_config=config)
    with runner.training(RECORDED[name]["case"]) as (session, step):
        checkpoint = str(CHECKPOINTS / name)
        saved = tf.train.load_checkpoint(checkpoint).get_variable_to_shape_map()
        assert saved == {v.op.name: v.shape.as_list() for v in tf1.global_variables()}
        yield session, step, functools.partial(tf1.train.Saver().restore, session, checkpoint)


def losses_from(name, config=None):
    with restored(name, config) as (_, step, restore):
        restore()
        return np.array([step() for _ in RECORDED[name]["losses"]])


def recorded_losses(name):
    losses = [loss["values"][0] for loss in RECORDED[name]["losses"]]
    assert len(losses) == 20
    return np.array(losses, np.float32)


@pytest.mark.parametrize("name", RECORDED)
def test_training_goes_on(name, tf1_behavior):
    losses, expected = losses_from(name), recorded_losses(name)
    if ROUNDED.match(name):
        np.testing.assert_allclose(losses, expected, rtol=1e-6)
    else:
        np.testing.assert_array_equal(losses, expected)


@pytest.mark.parametrize("name", RECORDED)
def test_training_goes_on_with_resource_variables(name, tf2_behavior):
    """Graph rewriting and threads are on here, and reorder sums."""
    losses = losses_from(name, tf1.ConfigProto())
    np.testing.assert_allclose(losses, recorded_losses(name), rtol=1e-6)


@pytest.mark.parametrize("name", ["binary", "poisson", "multi_head"])
@pytest.mark.parametrize("behavior", ["tf1_behavior", "tf2_behavior"])
def test_every_run_is_the_same(name, behavior, request):
    """Also with a centered bias that two optimizers train, which TF 1.15 leaves unordered."""
    request.getfixturevalue(behavior)
    config = tf1.ConfigProto(inter_op_parallelism_threads=8)
    outcomes = set()
    with restored(f"{name}_adagrad_of_all", config) as (session, step, restore):
        variables = tf1.global_variables()
        for _ in range(8):
            restore()
            step()
            step()
            outcomes.add(tuple(value.tobytes() for value in session.run(variables)))
    assert len(outcomes) == 1


def test_the_recorded_cases_are_those_described():
    described = golden_json.as_json(head_cases_trained.cases())
    assert [row["case"] for row in RECORDED.values()] == described
