"""``from contrib_learn_compat import tf``: TF 1.15's names, and its manners."""

import re
import sys
import traceback
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
import tensorflow

import contrib_learn_compat as learn
from contrib_learn_migrate import symbols

NAMES = (Path(__file__).parent / "goldens" / "api" / "core-names.txt").read_text().split()


@pytest.fixture(scope="module")
def tf():
    v1 = tensorflow.compat.v1
    from contrib_learn_compat import tf

    v1.disable_v2_behavior()
    yield tf
    v1.reset_default_graph()
    v1.enable_v2_behavior()


def look_up(tf, name):
    value = tf
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value


def test_all_names_of_1_15_but_those_the_table_gives_up_resolve(tf, capsys):
    missing = {}
    for name in NAMES:
        try:
            look_up(tf, name)
        except AttributeError as error:
            missing[name] = str(error)
    fates = {name: symbols.find(name).fate for name in missing}
    dead = [name for name in missing if fates[name] == "gone"]
    with capsys.disabled():
        print(
            f"\n{len(NAMES) - len(missing)} of {len(NAMES)} names of TF 1.15 resolve; dead: {dead}"
        )
    assert len(NAMES) == 3791
    assert len(dead) <= 40
    assert all(name.startswith("tf.estimator.") for name in missing.keys() - dead)
    for name, message in missing.items():
        assert message == symbols.explain_missing(name)


def test_it_is_graph_mode_with_the_defaults_of_1_x(tf):
    assert not tf.executing_eagerly()
    assert not tf.resource_variables_enabled()
    assert not tf.control_flow_v2_enabled()
    with tf.Graph().as_default():
        assert tf.zeros([2, 3]).shape[0] == tf.Dimension(2)
        assert tf.get_variable("v", []).op.type == "VariableV2"


def test_the_version_is_the_dialect(tf):
    assert tf.__version__ == tf.VERSION == tf.version.VERSION == "1.15.0"
    assert tf.compat.v2.__version__ == tensorflow.__version__


def test_a_program_that_has_moved_halfway(tf):
    assert tf.compat.v1 is tf
    assert tf.compat.v1.contrib.learn.multi_head is learn.multi_head
    assert tf.compat.v2.executing_eagerly is tensorflow.executing_eagerly
    assert tf.compat.as_text(b"x") == "x"


def test_imports_reach_into_it(tf):
    scope = {}
    lines = """
        import contrib_learn_compat.tf as tensorflow
        import contrib_learn_compat.tf.contrib.slim as slim
        import contrib_learn_compat.tf.python.ops.math_ops as math_ops
        from contrib_learn_compat.tf import Session, pack
        from contrib_learn_compat.tf.compat import v1
        from contrib_learn_compat.tf.contrib import learn, layers as L
        from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head
        from contrib_learn_compat.tf.keras.layers import Dense
        """
    exec(dedent(lines), scope)
    assert scope["tensorflow"] is scope["v1"] is tf
    assert scope["slim"] is tf.contrib.slim and scope["L"] is tf.contrib.layers
    assert scope["learn"] is tf.contrib.learn and scope["head"].Head is tf.contrib.learn.Head
    assert scope["Session"] is tf.Session and scope["pack"] is tf.stack
    assert scope["Dense"] is tf.keras.layers.Dense
    assert scope["math_ops"] is sys.modules["tensorflow.python.ops.math_ops"]


@pytest.mark.parametrize(
    "statement, says",
    [
        ("from contrib_learn_compat.tf.contrib import crf", "tf.contrib.crf is gone. Use"),
        ("import contrib_learn_compat.tf.contrib.crf", "tf.contrib.crf is gone. Use"),
        ("from contrib_learn_compat.tf.contrib.learn import Hed", "1.15 has no .*learn.Head?"),
        ("import contrib_learn_compat.tf.contrib.lern", "1.15 has no .*tf.contrib.learn?"),
        ("import contrib_learn_compat.tf.Session", "from contrib_learn_compat.tf import Session"),
    ],
)
def test_imports_of_what_is_missing_say_why(tf, statement, says):
    with pytest.raises(ImportError, match=says):
        exec(statement, {})


def test_private_parts_pass_through(tf):
    from tensorflow.python.framework import ops

    assert tf.python.framework.ops is ops
    assert tf.core.framework is not None


def test_contrib_and_estimator_are_ours(tf):
    assert tf.contrib.learn.PredictionKey is learn.PredictionKey
    assert tf.contrib.learn.python.learn.estimators.head._MultiHead is learn.heads._MultiHead
    assert tf.estimator.EstimatorSpec is learn.core.EstimatorSpec


def test_keras_layers_and_cells_are_those_of_1_x_without_an_environment_variable(tf, monkeypatch):
    monkeypatch.delenv("TF_USE_LEGACY_KERAS", raising=False)
    with tf.Graph().as_default(), tf.Session() as session:
        features = tf.placeholder(tf.float32, [None, 3, 2])
        cell = tf.nn.rnn_cell.BasicLSTMCell(4)
        outputs, _ = tf.nn.dynamic_rnn(cell, features, dtype=tf.float32)
        hidden = tf.layers.dense(outputs[:, -1], 5, tf.nn.relu, name="hidden")
        logits = tf.keras.layers.Dense(1)(hidden)
        names = [variable.op.name for variable in tf.trainable_variables()]
        assert names[:4] == [
            "rnn/basic_lstm_cell/kernel",
            "rnn/basic_lstm_cell/bias",
            "hidden/kernel",
            "hidden/bias",
        ]
        session.run(tf.global_variables_initializer())
        assert session.run(logits, {features: np.ones([6, 3, 2])}).shape == (6, 1)
    assert isinstance(tf.keras.layers.Dense(1), tf.keras.layers.Layer)


@pytest.mark.parametrize(
    "name, says",
    [
        ("tf.contrib.crf", r"tf.contrib.crf is gone. Use .*See migration_guide/\w+\.md"),
        ("tf.contrib.lern", r"1.15 has no tf.contrib.lern. Did you mean tf.contrib.learn\?"),
        ("tf.estimator.DNNClasifier", r"Did you mean tf.estimator.DNNClassifier\?"),
        ("tf.keras.utils.multi_gpu_model", r"is gone. Use tf.distribute.MirroredStrategy"),
        ("tf.no_such_name", r"TensorFlow 1.15 has no tf.no_such_name"),
        ("tf.concat_v2", r"tf.concat_v2 is gone. Use tf.concat"),
    ],
)
def test_what_is_missing_says_why(tf, name, says):
    with pytest.raises(AttributeError, match=says) as raised:
        look_up(tf, name)
    *_, said = traceback.format_exception_only(raised.value)
    assert said == f"AttributeError: {raised.value}\n"  # Python guesses nothing at its end


def test_names_of_before_1_0(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        packed = tf.pack([tf.mul(2, 3), tf.sub(5, 1), tf.neg(1)])
        assert session.run(packed).tolist() == [6, 4, -1]
        assert session.run(tf.unpack(packed)) == [6, 4, -1]
        dataset = tf.contrib.data.Dataset.from_tensor_slices([1, 2])
        assert session.run(dataset.make_one_shot_iterator().get_next()) == 1


def test_batch_matmul(tf):
    x = np.array([[[1, 2j], [3, 4]]])
    y = np.array([[[1, 0], [1j, 1]]])
    with tf.Graph().as_default(), tf.Session() as session:
        product = tf.batch_matmul(x, y)
        assert product.op.name == "BatchMatMul"
        assert session.run(product).tolist() == [[[-1, 2j], [3 + 4j, 4]]]
        adjoint = x.conj().transpose(0, 2, 1)
        assert (session.run(tf.batch_matmul(x, y, True)) == adjoint @ y).all()
        turned = tf.batch_matmul(x, y, adj_y=True, name="turned")
        assert (session.run(turned) == x @ y.conj().transpose(0, 2, 1)).all()
        assert turned.op.name == "turned"


def test_wrappers_of_cells_are_where_they_were_before_1_0(tf):
    for name in ("EmbeddingWrapper", "InputProjectionWrapper", "OutputProjectionWrapper"):
        assert getattr(tf.nn.rnn_cell, name) is getattr(tf.contrib.rnn, name)


def test_what_left_contrib_for_the_estimator(tf):
    old, new = tf.contrib.estimator, tf.estimator
    assert old.LinearEstimator is new.LinearEstimator
    for name in ("InMemoryEvaluatorHook", "stop_if_no_increase_hook"):
        assert getattr(old, name) is getattr(new.experimental, name)


def test_programs_define_flags_that_absl_has(tf):
    flags = tf.app.flags
    absls = {name: flags.FLAGS[name] for name in ("log_dir", "verbosity", "v")}
    try:
        flags.DEFINE_string("log_dir", "/logs", "Where to write events.")
        flags.DEFINE_integer("verbosity", 3, "How much to say.")
        flags.FLAGS(["program.py", "--verbosity=4"])
        assert (flags.FLAGS.log_dir, flags.FLAGS.verbosity) == ("/logs", 4)
        with pytest.raises(flags.DuplicateFlagError):
            flags.DEFINE_string("log_dir", "", "A second one of the program.")
    finally:
        for name, flag in absls.items():
            flags.FLAGS[name] = flag


def test_summaries_of_before_1_0(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        assert tf.merge_all_summaries() is None
        with tf.name_scope("scope"):
            tf.scalar_summary(["a tag", "another"], [1.0, 2.0])
            tf.contrib.deprecated.histogram_summary("h", [1.0, 2.0])
            tf.image_summary("i", tf.zeros([1, 2, 2, 1]))
            tf.audio_summary("a", tf.zeros([1, 2]), 44100.0)
        tf.scalar_summary("elsewhere", 3.0, collections=["mine"])
        merged = tf.merge_all_summaries()
        assert merged.name == "MergeSummary/MergeSummary:0"
        names = [op.name for op in merged.op.inputs]
        expected = ["ScalarSummary:0", "HistogramSummary:0", "ImageSummary:0", "AudioSummary:0"]
        assert names == [f"scope/{name}" for name in expected]
        summary = tf.Summary.FromString(session.run(merged))
    tags = ["a tag", "another", "h", "i/image/0", "a/audio/0"]
    assert [value.tag for value in summary.value] == tags


def test_names_can_be_listed(tf):
    assert {"Session", "contrib", "estimator", "pack"} <= set(dir(tf))
    assert "multi_head" in dir(tf.contrib.learn)
    assert "relu" in dir(tf.nn)
    assert not [name for name in tf.__all__ if re.match("_", name)]
