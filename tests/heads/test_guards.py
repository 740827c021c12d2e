"""Where TF 1.15 fails by accident, the same exception says here what to do."""

import pytest
import tensorflow as tf

from contrib_learn_compat import heads

tf1 = tf.compat.v1


def two_heads():
    return heads.multi_head(
        [heads.regression_head(head_name="first"), heads.regression_head(head_name="second")]
    )


def test_eager_mode_says_how_to_build_a_graph():
    with pytest.raises(RuntimeError, match=r"with tf\.Graph\(\)\.as_default\(\)"):
        heads.regression_head().create_model_fn_ops({}, "infer", logits=[[1.0]])


@pytest.mark.parametrize(
    "head", [two_heads(), heads.loss_only_head(lambda: tf.constant(1.0))], ids=["multi", "loss"]
)
def test_eager_mode_stops_every_head(head):
    with pytest.raises(RuntimeError, match="eager"):
        head.create_model_fn_ops({}, "eval", logits=[[1.0, 2.0]])


@pytest.mark.parametrize("argument", ["labels", "logits", "logits_input", "features"])
def test_an_eager_tensor_is_named(argument):
    eager = tf.constant([[123.0]])
    arguments = {"features": {}, "labels": [[1.0]], "logits": [[1.0]]}
    arguments[argument] = {"x": eager} if argument == "features" else eager
    with tf.Graph().as_default(), pytest.raises(RuntimeError, match=r"eager tensor.*123"):
        heads.regression_head().create_model_fn_ops(mode="eval", **arguments)


def test_a_function_of_tf_function_is_a_graph():
    @tf.function
    def predict(logits):
        ops = heads.regression_head().create_model_fn_ops({}, "infer", logits=logits)
        return ops.predictions["scores"]

    assert predict(tf.constant([[1.0], [2.0]])).numpy().tolist() == [1.0, 2.0]


def test_features_that_are_no_dict_say_what_to_pass():
    with tf.Graph().as_default(), pytest.raises(AttributeError, match=r"pass \{\} where"):
        heads.regression_head().create_model_fn_ops(None, "infer", logits=[[1.0]])


@pytest.mark.parametrize("key", [None, "third"])
def test_a_spec_of_several_heads_says_which_keys_there_are(key):
    with tf.Graph().as_default():
        ops = two_heads().create_model_fn_ops({}, "infer", logits=[[1.0, 2.0]])
        with pytest.raises(KeyError, match=r"\['first', 'second'\].*default_serving_output_alter"):
            ops.estimator_spec(key)


def test_a_spec_of_several_heads_serves_the_default():
    with tf.Graph().as_default():
        ops = two_heads().create_model_fn_ops({}, "infer", logits=[[1.0, 2.0]])
        outputs = ops.estimator_spec("second").export_outputs
    served = outputs[tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY]
    assert served.value is outputs["second"].value is not outputs["first"].value
