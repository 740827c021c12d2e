"""Exports of tf.estimator's Estimators at the Keras target."""

import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted
from tests.keras_target.saved_models import answers, signatures

PROGRAM = """\
import sys
import numpy as np
import tensorflow as tf

SIZE = 2
KEY = "x"


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features["x"], 3, kernel_initializer=tf.zeros_initializer())
    classes = tf.argmax(logits, axis=1)
    predictions = {{"classes": classes, "probabilities": tf.nn.softmax(logits)}}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, {outputs})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    x = np.linspace(-1, 1, 20, dtype=np.float32).reshape(10, 2)
    return {{"x": tf.constant(x)}}, tf.constant(np.arange(10) % 3)


{serving}


estimator = tf.estimator.Estimator(model_fn, sys.argv[1])
{exporting}
"""
TENSORS = """\
def serving_input_fn():
    inputs = {KEY: tf.placeholder(tf.float32, [None, SIZE])}
    return tf.estimator.export.ServingInputReceiver(inputs, inputs)"""
CHANGED = """\
def serving_input_fn():
    inputs = {
        "a": tf.placeholder(tf.float32, [None]),
        "b": tf.placeholder(tf.float32, [None]),
    }
    columns = {key: tf.expand_dims(value, -1) for key, value in inputs.items()}
    features = {"x": tf.concat([columns["a"], columns["b"]], axis=1)}
    return tf.estimator.export.ServingInputReceiver(features, inputs)"""
RAW = """\
serving_input_fn = tf.estimator.export.build_raw_serving_input_receiver_fn(
    {"x": tf.placeholder(tf.float32, [10, SIZE])})"""
PARSING = """\
serving_input_fn = tf.estimator.export.build_parsing_serving_input_receiver_fn(
    {"x": tf.FixedLenFeature([SIZE], tf.float32)})"""
EXPORTING = """\
tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(input_fn, max_steps=30),
    tf.estimator.EvalSpec(input_fn, steps=1, exporters={}))"""
LATEST = EXPORTING.format("[tf.estimator.LatestExporter('mine', serving_input_fn)]")
AS_TEXT = EXPORTING.format("[tf.estimator.LatestExporter('mine', serving_input_fn, as_text=True)]")
FINAL = EXPORTING.format("tf.estimator.FinalExporter('mine', serving_input_fn)")
SAVED_MODEL = """\
estimator.train(input_fn, steps=30)
estimator.export_saved_model(sys.argv[1] + "/export/mine", serving_input_fn)"""
PREDICT = "tf.estimator.export.PredictOutput"
ALL = "predictions"
NAMED = f"predictions, export_outputs={{'classify': {PREDICT}(predictions)}}"
SOME = f"predictions, export_outputs={{'some': {PREDICT}({{'class': classes}})}}"
ONE = f"predictions, export_outputs={{'one': {PREDICT}(tf.nn.softmax(logits))}}"
TENSOR = "classes"
EXPORTS = {
    "all predictions": (NAMED, CHANGED, AS_TEXT),
    "some predictions": (SOME, RAW, SAVED_MODEL),
    "one tensor": (TENSOR, PARSING, FINAL),
}


def program(outputs=ALL, serving=TENSORS, exporting=SAVED_MODEL):
    return PROGRAM.format(outputs=outputs, serving=serving, exporting=exporting)


def exporting(*args, **kwargs):
    """Returns the function that exports, without indentation, and the rest, without spaces."""
    text = converted(program(*args, **kwargs))
    function, _, rest = text.partition("\ndef export(")[2].partition("\n\n\n")
    return textwrap.dedent(function.partition("\n")[2]) + "\n", "".join(rest.split())


def test_all_predictions_are_exported():
    function, rest = exporting()
    assert (
        textwrap.dedent("""\
            inputs = {
                "x": tf.TensorSpec([None, SIZE], tf.float32, name="x"),
            }

            @tf.function(input_signature=[inputs])
            def predict(features):
                predictions = predictor(features)
                return {**predictions, "classes": tf.cast(predictions["classes"], tf.int64)}

            signatures = {
                "serving_default": predict,
            }
            return save_for_serving(predictor, base, signatures)
        """)
        in function
    )
    assert rest.endswith('export(estimator,sys.argv[1]+"/export/mine")')
    assert "serving_input_fn" not in rest
    older = SAVED_MODEL.replace("export_saved_model", "export_savedmodel")
    assert exporting(exporting=older) == (function, rest)


def test_some_predictions_have_their_own_names():
    function, _ = exporting(SOME)
    assert 'return {"class": tf.cast(predictions["classes"], tf.int64)}' in function
    assert '"some": predict,' in function


def test_a_tensor_has_a_name():
    function, _ = exporting(ONE)
    assert 'return {"output": predictions["probabilities"]}' in function


def test_features_are_made_of_what_is_fed():
    function, rest = exporting(serving=CHANGED)
    assert "predictions = predictor(serving_input_fn(features))" in function
    assert "defserving_input_fn(inputs):columns={key:tf.expand_dims(value,-1)" in rest
    assert rest.endswith("serving_input_fn)")


def test_features_that_are_added_to_are_taken_by_their_names():
    more = "    features[KEY] = tf.identity(features[KEY])\n    return"
    function, rest = exporting(serving=CHANGED.replace("    return", more).replace('"x"', "KEY"))
    assert "    features = serving_input_fn(features)\n" in function
    assert "predictor({name: features[name] for name in predictor.input})" in function
    assert "features[KEY]=tf.identity(features[KEY])" in rest


@pytest.mark.parametrize(
    ("serving", "fed"),
    [
        (RAW, '"x": tf.TensorSpec([None, SIZE], tf.float32, name="x"),'),
        (PARSING, 'tf.TensorSpec([None], tf.string, name="examples")'),
        (PARSING.replace("tf.float32)}", "tf.float32)}, 8"), "tf.TensorSpec([8], tf.string, "),
    ],
)
def test_receivers_are_made_of_specs(serving, fed):
    assert fed in exporting(serving=serving)[0]


def test_an_exporter_is_a_callback():
    callback = "keras.callbacks.LambdaCallback(on_train_end=lambdalogs:"
    export = 'export(estimator,os.path.join(sys.argv[1],"export","mine"))'
    latest, final = exporting(exporting=LATEST)[1], exporting(exporting=FINAL)[1]
    assert callback + f"keep_newest({export},5))" in latest
    assert callback + export in final
    as_text = exporting(exporting=AS_TEXT)[1]
    assert callback + f"keep_newest(as_text({export}),5))" in as_text


def test_a_final_exporter_waits_for_the_last_step():
    some = program(exporting=FINAL).replace(
        'return {"x": tf.constant(x)}, tf.constant(np.arange(10) % 3)',
        "return tf.data.Dataset.from_tensors(({'x': x}, np.arange(10) % 3)).repeat(SIZE)",
    )
    new = "".join(converted(some).split())
    test = "int(estimator.optimizer.iterations)>=30"
    assert f"on_train_end=lambdalogs:{test}andexport(estimator," in new
    with pytest.raises(Obstacles, match="no max_steps"):
        converted(some.replace("max_steps=30", ""))


@pytest.mark.parametrize(
    ("given", "construct"),
    [
        ({"outputs": ALL + ", export_outputs={}"}, "export_outputs"),
        ({"outputs": SOME.replace("classes}", "classes + 1}")}, "export_outputs"),
        (
            {"outputs": NAMED.replace("PredictOutput(predictions)", "RegressionOutput(classes)")},
            "export_outputs",
        ),
        ({"outputs": NAMED.replace("(predictions)", "({'a': logits})")}, "export_outputs"),
        ({"outputs": "{'next': classes + 1}"}, "export_outputs"),
        ({"serving": TENSORS.replace(", [None, SIZE]", "")}, "shape is not given"),
        ({"serving": TENSORS.replace("    return", "    inputs.pop('x')\n    return")}, "changed"),
        (
            {"serving": TENSORS.replace("    return", "    inputs['y'] = None\n    return")},
            "no dict",
        ),
        (
            {
                "serving": TENSORS.replace(
                    "    return", "    f = inputs\n    del f['x']\n    return"
                )
            },
            "changed",
        ),
        ({"serving": TENSORS.replace("(inputs, inputs", "(inputs['x'], inputs")}, "a dict"),
        (
            {"serving": PARSING.replace("FixedLenFeature([SIZE], ", "VarLenFeature(")},
            "sparse features",
        ),
        ({"serving": TENSORS.replace("KEY", "'z'")}, "not all that the model takes"),
        ({"serving": TENSORS.replace("float32", "float64")}, "float64"),
        ({"serving": "SHAPE = [10, SIZE]\n" + RAW.replace("[10, SIZE]", "SHAPE")}, "no literal"),
        ({"serving": CHANGED + "\n\n\nprint(serving_input_fn())"}, "calls it itself"),
        (
            {
                "exporting": LATEST.replace(
                    "serving_input_fn)", "serving_input_fn, exports_to_keep=0)"
                )
            },
            "keeps no export",
        ),
        ({"exporting": LATEST.replace("Latest", "Best")}, "not known what it exports"),
        (
            {"exporting": SAVED_MODEL.replace("_fn)", "_fn, as_text='a' in sys.argv)")},
            "as_text is not a literal",
        ),
        (
            {"exporting": LATEST.replace("    estimator,", "    [estimator][0],")},
            "not known what it is given",
        ),
    ],
)
def test_other_exports_stay(given, construct):
    with pytest.raises(Obstacles, match=construct):
        converted(program(**given))


@pytest.mark.parametrize("serving", [RAW, CHANGED])
@pytest.mark.parametrize("exporting", [SAVED_MODEL, LATEST])
def test_exports_are_no_obstacle_where_the_model_is_one(serving, exporting):
    text = program(serving=serving, exporting=exporting)
    with pytest.raises(Obstacles) as raised:
        converted(text.replace("tf.nn.softmax(logits)", "tf.py_func(np.exp, [logits], tf.float32)"))
    assert len(raised.value.obstacles) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_what_it_was(name, programs, tmp_path):
    texts = program(*EXPORTS[name]), converted(program(*EXPORTS[name]))
    found = []
    for text, unmodified in zip(texts, (True, False), strict=True):
        file = tmp_path / f"{unmodified}.py"
        file.write_text(text, encoding="utf-8")
        model_dir = tmp_path / file.stem
        done = programs.run(file, str(model_dir), unmodified=unmodified)
        assert done.status == 0, done.stderr
        (path,) = (model_dir / "export" / "mine").iterdir()
        found.append((signatures(path), answers(path)))
    (old, old_answers), (new, new_answers) = found
    assert new == old
    assert new_answers.keys() == old_answers.keys()
    for key, answer in old_answers.items():
        assert new_answers[key] == pytest.approx(answer, abs=1e-4)
