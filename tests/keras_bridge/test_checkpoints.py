"""A Keras model goes on from a checkpoint of TF 1.15 as TF 1.15 went on from it.

tools/oracle/record_head_checkpoints.py wrote the checkpoints and the losses of 20 more steps.
"""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

import golden_json
import head_values
from contrib_learn_compat import heads, model_fn
from contrib_learn_compat.keras import model_from_model_fn
from contrib_learn_compat.learn.estimator import Estimator

CHECKPOINTS = pathlib.Path(__file__).parents[1] / "goldens" / "heads" / "checkpoints"
RECORDED = {row["case"]["id"]: row for row in golden_json.load(CHECKPOINTS / "losses.json")}

tf1 = tf.compat.v1


def array(value):
    if "$tensor" not in value:
        return {key: array(part) for key, part in value.items()}
    return np.array(value["$tensor"], value["dtype"] if value["dtype"] != "string" else object)


def model_fn_and_batch(name):
    """Returns the model_fn of a recorded case, and what TF 1.15 trained it on."""
    case = RECORDED[name]["case"]
    (call,) = case["calls"]
    args = call["args"]

    def the_model_fn(features, labels, mode):
        values = head_values.Values(tf1, heads, model_fn.ModelFnOps)
        return values.build(case["head"]).create_model_fn_ops(
            features,
            mode,
            labels=labels,
            train_op_fn=values.build(args["train_op_fn"]),
            logits_input=features["x"],
        )

    features = {"x": array(args["logits_input"]), "w": array(args["features"]["w"])}
    labels = array(args["labels"])
    return the_model_fn, features, labels


def cases(optimizer, *marks):
    return [
        pytest.param(name, marks=marks or [pytest.mark.slow] * name.startswith("multi_head"))
        for name in RECORDED
        if name.endswith(optimizer)
    ]


@pytest.mark.parametrize("name", cases("momentum") + cases("adagrad_of_all", pytest.mark.slow))
def test_training_goes_on(name):
    the_model_fn, features, labels = model_fn_and_batch(name)
    model = model_from_model_fn(the_model_fn, features, label_spec=labels)
    saved = tf.train.load_checkpoint(str(CHECKPOINTS / name))
    assert saved.get_variable_to_shape_map() == {
        v.name.removesuffix(":0"): v.shape.as_list() for v in model.weights
    }
    model.load_checkpoint(str(CHECKPOINTS / name))
    losses = [
        model.train_on_batch(features, labels, reset_metrics=True) for _ in RECORDED[name]["losses"]
    ]
    expected = [loss["values"][0] for loss in RECORDED[name]["losses"]]
    np.testing.assert_allclose(losses, np.float32(expected), rtol=1e-6)
    assert model.get_variable("global_step") == saved.get_tensor("global_step") + 20


@pytest.mark.parametrize("name", cases("momentum"))
def test_an_estimator_says_the_same_of_the_checkpoint(name, tmp_path):
    """All predictions and metrics, under the same names but for the tuples of a multi-head."""
    the_model_fn, features, labels = model_fn_and_batch(name)
    model = model_from_model_fn(the_model_fn, features, label_spec=labels)
    model.load_checkpoint(str(CHECKPOINTS / name))
    model.save_checkpoint(str(tmp_path))
    estimator = Estimator(the_model_fn, model_dir=str(tmp_path))

    def input_fn():
        return tf.data.Dataset.from_tensors((features, labels)).repeat(2)

    results = estimator.evaluate(input_fn=input_fn)
    del results["global_step"]
    ours = model.evaluate(input_fn(), return_dict=True, verbose=0)
    assert ours.keys() == results.keys()
    for key, value in results.items():
        np.testing.assert_allclose(ours[key], value, rtol=1e-6, err_msg=key)
    # Twice the same: an evaluation begins to count anew. Without names, the loss is first.
    again = model.evaluate(input_fn(), verbose=0)
    np.testing.assert_array_equal(np.atleast_1d(again)[0], ours["loss"])
    assert sorted(np.atleast_1d(again)) == pytest.approx(sorted(ours.values()), nan_ok=True)

    batches = estimator.predict(input_fn=input_fn, iterate_batches=True)
    expected = {"/".join(k) if isinstance(k, tuple) else k: v for k, v in next(batches).items()}
    predictions = model.predict_on_batch(features)
    assert predictions.keys() == expected.keys()
    for key, value in expected.items():
        if value.dtype.kind == "f":
            np.testing.assert_allclose(predictions[key], value, rtol=1e-6, err_msg=key)
        else:
            np.testing.assert_array_equal(predictions[key], value, err_msg=key)
