"""Training, and evaluating checkpoints as they appear."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import training


def model():
    """Fits y = 2x; returns the loss."""
    x = tf.constant([[1.0], [2.0], [3.0]])
    weight = tf.get_variable("weight", [1, 1], initializer=tf.zeros_initializer())
    return tf.reduce_mean(tf.square(tf.matmul(x, weight) - 2 * x))


def train(logdir, steps):
    with tf.Graph().as_default():
        train_op = training.create_train_op(model(), tf.train.GradientDescentOptimizer(0.1))
        return training.train(
            train_op,
            logdir,
            hooks=[tf.train.StopAtStepHook(num_steps=steps)],
            save_summaries_steps=0,
        )


def test_train_learns_and_goes_on(tmp_path):
    logdir = str(tmp_path)
    assert train(logdir, 1) == pytest.approx(56 / 3)
    later = train(logdir, 20)
    assert later < 1e-6
    assert tf.train.latest_checkpoint(logdir).endswith("-21")


def test_the_loss_has_to_be_a_number():
    with tf.Graph().as_default():
        weight = tf.get_variable("weight", [], initializer=tf.zeros_initializer())
        train_op = training.create_train_op(tf.log(weight), tf.train.GradientDescentOptimizer(0.1))
        with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf or nan"):
            training.train(train_op, None, save_checkpoint_secs=0, save_summaries_steps=0)


def test_gradients_by_variable_where_tensors_have_values():
    with tf.Graph().as_default():
        tf.enable_resource_variables()
        weight = tf.get_variable("weight", [2], initializer=tf.ones_initializer())
        gradients = [(tf.constant([1.0, 2.0]), weight)]
        [(multiplied, same)] = training.multiply_gradients(gradients, {"weight": 3.0})
        assert same is weight
        with tf.Session() as session:
            np.testing.assert_array_equal(session.run(multiplied), [3.0, 6.0])


def test_evaluate_once(tmp_path):
    train(str(tmp_path), 20)
    with tf.Graph().as_default():
        loss = model()
        count = tf.get_variable(
            "count", [], initializer=tf.zeros_initializer(), collections=["local_variables"]
        )
        found = training.evaluate_once(
            tf.train.latest_checkpoint(str(tmp_path)),
            eval_ops=tf.assign_add(count, 1.0),
            final_ops={"loss": loss, "count": count},
            hooks=[training.StopAfterNEvalsHook(4)],
        )
    assert found["count"] == 4
    assert found["loss"] < 1e-6


@pytest.mark.parametrize("as_container", [lambda op: op, lambda op: [op], lambda op: {"op": op}])
def test_evaluate_repeatedly(tmp_path, as_container):
    train(str(tmp_path), 1)
    with tf.Graph().as_default():
        loss = model()
        tf.summary.scalar("loss", loss)
        events = tmp_path / "events"
        hooks = [
            training.StopAfterNEvalsHook(2),
            training.SummaryAtEndHook(str(events)),
        ]
        found = training.evaluate_repeatedly(
            str(tmp_path),
            eval_ops=as_container(tf.no_op()),
            final_ops=loss,
            hooks=hooks,
            max_number_of_evaluations=1,
        )
    assert found == pytest.approx((2 - 28 / 15) ** 2 * 14 / 3, rel=1e-4)
    tf.summary.FileWriterCache.clear()
    (file,) = events.iterdir()
    values = [v for e in tf.train.summary_iterator(str(file)) for v in e.summary.value]
    assert [v.tag for v in values] == ["loss"]
    assert values[0].simple_value == pytest.approx(found)


def test_checkpoints_iterator(tmp_path):
    waits = []

    def give_up():
        waits.append(1)
        return len(waits) == 2

    checkpoints = training.checkpoints_iterator(str(tmp_path), timeout=0, timeout_fn=give_up)
    assert list(checkpoints) == []
    assert len(waits) == 2
    train(str(tmp_path), 1)
    (found,) = training.checkpoints_iterator(str(tmp_path), timeout=0)
    assert found == tf.train.latest_checkpoint(str(tmp_path))
    assert training.wait_for_new_checkpoint(str(tmp_path), found, timeout=0) is None
