"""``tf.contrib.predictor``: what a model predicts, and from where it is loaded."""

import logging

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import contrib_learn_compat as learn
from contrib_learn_compat import core, predictor
from contrib_learn_compat.core.export_outputs import PredictOutput
from contrib_learn_compat.keys import ProblemType
from contrib_learn_compat.learn.utils.input_fn_utils import InputFnOps

X = {"x": np.float32([1, 2])}


def predictions_of(features):
    """A model of one weight, which training sets to 3."""
    weight = tf.get_variable("weight", initializer=1.0)
    with tf.name_scope("outputs"):
        plus = tf.add(weight * features["x"], features["y"], name="plus")
        return weight, {"plus": plus, "minus": weight * features["x"] - features["y"]}


def train_op(weight):
    step = tf.train.get_or_create_global_step()
    return tf.group(weight.assign(3.0), step.assign_add(1))


def core_model_fn(features, labels, mode):
    weight, predictions = predictions_of(features)
    outputs = {key: PredictOutput({key: value}) for key, value in predictions.items()}
    outputs["serving_default"] = outputs["plus"]
    loss, train = tf.zeros([]), train_op(weight)
    return core.EstimatorSpec(mode, predictions, loss, train, export_outputs=outputs)


def learn_model_fn(features, labels, mode):
    weight, predictions = predictions_of(features)
    heads = {key: (ProblemType.UNSPECIFIED, {key: p}) for key, p in predictions.items()}
    loss, train = tf.zeros([]), train_op(weight)
    return learn.ModelFnOps(mode, predictions, loss, train, output_alternatives=heads)


def input_fn():
    return {"x": tf.constant([0.0]), "y": tf.constant([0.0])}, tf.constant([0.0])


def placeholders():
    x = tf.placeholder(tf.float32, [None], name="x")
    return {"x": x, "y": tf.placeholder_with_default([0.5], [None], name="y")}


def receiver_fn():
    fed = placeholders()
    return core.export.ServingInputReceiver(fed, fed)


@pytest.fixture(scope="module")
def estimator(tmp_path_factory):
    estimator = core.Estimator(core_model_fn, str(tmp_path_factory.mktemp("core")))
    return estimator.train(input_fn, steps=1)


@pytest.fixture(scope="module")
def export(estimator, tmp_path_factory):
    return estimator.export_savedmodel(str(tmp_path_factory.mktemp("export")), receiver_fn)


def test_an_export(export):
    predict = predictor.from_saved_model(export)
    assert {key: value.tolist() for key, value in predict(X).items()} == {"plus": [3.5, 6.5]}
    assert predict({**X, "y": [1.0]})["plus"].tolist() == [4, 7]
    assert predict({**X, "y": None})["plus"].tolist() == [3.5, 6.5]
    assert predict.fetch_tensors["plus"].graph is predict.graph is predict.session.graph
    assert repr(predict).startswith("Predictor with feed tensors {'")


def test_signatures_and_names(export):
    graph = tf.Graph()
    of_a_key = predictor.from_saved_model(export, signature_def_key="minus", graph=graph)
    assert of_a_key.graph is graph
    assert of_a_key(X)["minus"].tolist() == [2.5, 5.5]
    with graph.as_default():
        signature = tf.saved_model.predict_signature_def(
            {"in": of_a_key.feed_tensors["x"]}, {"out": of_a_key.fetch_tensors["minus"]}
        )
    of_a_signature = predictor.from_saved_model(export, signature_def=signature, tags="serve")
    assert of_a_signature({"in": [2.0]})["out"].tolist() == [5.5]
    of_names = predictor.from_saved_model(
        export, input_names={"in": "x:0"}, output_names={"out": "outputs/plus:0"}
    )
    assert of_names({"in": [2.0]})["out"].tolist() == [6.5]


@pytest.mark.parametrize(
    "arguments, error, says",
    [
        ({"input_names": {"x": "x:0"}}, ValueError, "must both be specified or both be"),
        (
            {"signature_def_key": "plus", "input_names": {}, "output_names": {}},
            ValueError,
            "at most one of signature_def_key, signature_def, and",
        ),
        ({"signature_def_key": "times"}, ValueError, 'key "times". Available signatures are'),
        ({"tags": "zomg, bad, tags"}, RuntimeError, "could not be found in SavedModel"),
    ],
)
def test_what_an_export_does_not_have(export, arguments, error, says):
    with pytest.raises(error, match=says):
        predictor.from_saved_model(export, **arguments)


def test_signatures_under_the_name_of_their_inputs(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(tf.get_logger(), "propagate", True)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [], name="x")
        signature = tf.saved_model.predict_signature_def({"x": x}, {"y": 2 * x})
        builder = tf.saved_model.Builder(str(tmp_path / "old"))
        signatures = {"default_input_alternative:head": signature}
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save()
    with caplog.at_level(logging.WARNING):
        predict = predictor.from_saved_model(str(tmp_path / "old"), "head")
    assert 'Using "default_input_alternative:head" instead' in caplog.text
    assert predict({"x": 2.0}) == {"y": 4.0}


def test_a_core_estimator(estimator):
    predict = predictor.from_estimator(estimator, receiver_fn)
    assert predict(X)["plus"].tolist() == [3.5, 6.5]
    assert predictor.from_estimator(estimator, receiver_fn, "minus")(X)["minus"].tolist() == [
        2.5,
        5.5,
    ]
    with pytest.raises(KeyError, match=r"output_key must be one of \[.*\]; got times"):
        predictor.from_estimator(estimator, receiver_fn, "times")
    with pytest.raises(TypeError, match="You likely want to call from_estimator"):
        predictor.from_contrib_estimator(estimator, receiver_fn)


def test_a_contrib_estimator(tmp_path):
    estimator = learn.Estimator(learn_model_fn, str(tmp_path)).fit(input_fn=input_fn, steps=1)

    def prediction_input_fn():
        fed = placeholders()
        return InputFnOps(fed, None, fed)

    predict = predictor.from_contrib_estimator(
        estimator, prediction_input_fn, output_alternative_key="minus"
    )
    assert predict(X)["minus"].tolist() == [2.5, 5.5]
    with pytest.raises(ValueError, match="Please specify a default_output_alternative"):
        predictor.from_contrib_estimator(estimator, prediction_input_fn)
    with pytest.raises(TypeError, match="You likely want to call from_contrib_estimator"):
        predictor.from_estimator(estimator, prediction_input_fn)


def test_what_cannot_be_fed(export):
    with pytest.raises(ValueError, match=r"unexpected keys in input_dict: \{'z'\}\nexpected: \{"):
        predictor.from_saved_model(export)({**X, "z": 1})
