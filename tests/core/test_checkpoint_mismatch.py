"""A checkpoint that does not fit: what is said of it, and of what is the likely cause."""

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_mismatch, receivers
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.core.run_config import RunConfig


def estimator(model_dir, shapes, optimizer=None):
    """An estimator whose model has variables of these names and shapes."""

    def model_fn(features, labels, mode):
        variables = [tf.get_variable(name, shape) for name, shape in shapes.items()]
        loss = tf.add_n([tf.reduce_sum(v**2) for v in variables]) + tf.reduce_sum(features)
        trainer = optimizer or tf.train.GradientDescentOptimizer(0.1)
        train_op = trainer.minimize(loss, tf.train.get_global_step())
        return EstimatorSpec(mode, predictions=loss, loss=loss, train_op=train_op)

    return Estimator(model_fn, str(model_dir), RunConfig(save_summary_steps=None))


def input_fn():
    return tf.constant([1.0]), tf.constant([0.0])


BEFORE = {"dnn/hiddenlayer_0/weights": [4, 8], "dnn/logits/weights": [8, 3]}


@pytest.fixture(scope="module")
def trained_dir(tmp_path_factory):
    model_dir = tmp_path_factory.mktemp("trained")
    estimator(model_dir, BEFORE).train(input_fn, steps=1)
    return model_dir


def refusal(error, model_dir, *args):
    with pytest.raises(error) as raised:
        estimator(model_dir, *args).train(input_fn, steps=1)
    return str(raised.value)


def test_missing_variables_are_named_with_their_shapes(trained_dir):
    text = refusal(tf.errors.NotFoundError, trained_dir, {**BEFORE, "centered_bias_weight": [3]})
    assert str(trained_dir / "model.ckpt-1") in text
    assert "missing in the checkpoint:\n  centered_bias_weight [3]\n" in text
    assert "enable_centered_bias" in text
    assert "hidden_units" not in text


def test_other_shapes_are_named_on_both_sides(trained_dir):
    text = refusal(
        tf.errors.InvalidArgumentError, trained_dir, {**BEFORE, "dnn/logits/weights": [8, 5]}
    )
    assert "dnn/logits/weights [8, 5] in the graph, [8, 3] in the checkpoint" in text
    assert "n_classes" in text


def test_another_optimizer_is_told_by_its_slots(tmp_path):
    estimator(tmp_path, BEFORE, tf.train.MomentumOptimizer(0.1, 0.9)).train(input_fn, steps=1)
    text = refusal(tf.errors.NotFoundError, tmp_path, BEFORE, tf.train.AdagradOptimizer(0.1))
    assert "dnn/logits/weights/Adagrad [8, 3]" in text
    assert "the optimizer: Adagrad in the graph, Momentum in the checkpoint" in text
    assert "hidden_units" not in text


def test_evaluation_and_prediction_say_the_same(trained_dir):
    other = estimator(trained_dir, {**BEFORE, "dnn/hiddenlayer_1/weights": [8, 8]})
    with pytest.raises(tf.errors.NotFoundError, match="hidden_units: the number of layers"):
        other.evaluate(input_fn, steps=1)
    with pytest.raises(tf.errors.NotFoundError, match="hidden_units: the number of layers"):
        next(other.predict(input_fn))


def test_what_a_scaffolds_own_saver_leaves_out_is_no_difference(tmp_path):
    def model_fn(features, labels, mode):
        kept, left_out = tf.get_variable("kept", [2]), tf.get_variable("left_out", [3])
        loss = tf.reduce_sum(kept) + tf.reduce_sum(left_out) + tf.reduce_sum(features)
        step = tf.train.get_global_step()
        saver = tf.train.Saver({"stored": kept, "global_step": step}, sharded=True)
        return EstimatorSpec(
            mode, loss=loss, train_op=step.assign_add(1), scaffold=tf.train.Scaffold(saver=saver)
        )

    Estimator(model_fn, str(tmp_path)).train(input_fn, steps=1)
    with tf.Graph().as_default():
        kept, new = tf.get_variable("kept", [5]), tf.get_variable("another", [4])
        saver = tf.train.Saver({"stored": kept, "new": new})
        mismatch = checkpoint_mismatch.between(saver, str(tmp_path / "model.ckpt-1"))
    assert mismatch.missing == {"new": [4]}
    assert mismatch.extra == {"global_step": []}
    assert mismatch.reshaped == {"stored": ([5], [2])}


def test_parts_of_a_variable_are_compared_as_a_whole(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        parts = tf.fixed_size_partitioner(2)
        whole = tf.get_variable("embedding", [6, 2], partitioner=parts)
        saver = tf.train.Saver()
        session.run(tf.global_variables_initializer())
        path = saver.save(session, str(tmp_path / "model.ckpt"))
        assert checkpoint_mismatch.between(saver, path) == ({}, {}, {}, {"embedding"})
        named = tf.train.Saver({"embedding": whole})
        assert checkpoint_mismatch.between(named, path) == ({}, {}, {}, {"embedding"})


def causes(missing=(), extra=(), reshaped=(), common=("global_step", "other")):
    return checkpoint_mismatch.likely_causes(
        checkpoint_mismatch.Mismatch(
            dict.fromkeys(missing, [1]),
            dict.fromkeys(extra, [1]),
            dict.fromkeys(reshaped, ([1], [2])),
            set(common),
        )
    )


@pytest.mark.parametrize(
    ("mismatch", "cause"),
    [
        ({"missing": ["a/w", "a/b"], "extra": ["m/a/w", "m/a/b"]}, "a scope: what is under 'a/'"),
        ({"missing": ["w", "b"], "extra": ["m/w", "m/b"]}, "a scope: what is under '' "),
        (
            {"missing": ["a/w", "a/b"], "extra": ["c"], "common": ["global_step"]},
            "another model's",
        ),
        ({"missing": ["w/ExponentialMovingAverage"]}, "moving averages"),
        ({"missing": ["w/part_0", "w/part_1"]}, "the partitioner"),
        ({"missing": ["w/Adam", "w/Adam_1"]}, "the optimizer: Adam in the graph, none"),
        ({"reshaped": ["linear/words/weights"]}, "feature_columns: a dimension, a vocabulary"),
        ({"reshaped": ["fully_connected_1/weights"]}, "hidden_units"),
        ({"missing": ["mine"]}, "the model_fn, its params"),
    ],
)
def test_likely_causes(mismatch, cause):
    (told,) = causes(**mismatch)
    assert told.startswith(cause) or cause in told


def test_a_saver_may_be_told_to_reshape(tmp_path):
    def model_fn(features, labels, mode, params):
        weight = tf.get_variable("weight", params)
        loss = tf.reduce_sum(weight) + tf.reduce_sum(features)
        scaffold = tf.train.Scaffold(saver=tf.train.Saver(reshape=True, sharded=True))
        train_op = tf.train.get_global_step().assign_add(1)
        return EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=scaffold)

    for shape, steps in (([2, 3], 1), ([3, 2], 2)):
        Estimator(model_fn, str(tmp_path), params=shape).train(input_fn, max_steps=steps)
    assert tf.train.load_variable(str(tmp_path), "weight").shape == (3, 2)


def test_exports_say_the_same(trained_dir, tmp_path):
    other = estimator(trained_dir, {**BEFORE, "centered_bias_weight": [3]})
    receiver = receivers.build_raw_serving_input_receiver_fn({"x": tf.constant([1.0])})
    with pytest.raises(ValueError, match="enable_centered_bias"):
        other.export_saved_model(str(tmp_path), lambda: receiver()._replace(features=0.0))
