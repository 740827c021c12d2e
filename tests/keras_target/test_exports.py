"""Exports at the Keras target: SavedModels with the signatures that they had, and their loading."""

import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted
from tests.keras_target.saved_models import answers, signatures

PROGRAM = """\
import sys
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn

COLUMNS = [layers.real_valued_column("a"), layers.real_valued_column("b")]


def input_fn():
    a = np.linspace(-1, 1, 10, dtype=np.float32)
    return {{"a": tf.constant(a), "b": tf.constant(a**2)}}, tf.constant({labels})


{serving}


estimator = learn.{estimator}
estimator.fit(input_fn=input_fn, steps=30)
path = estimator.export_savedmodel(sys.argv[1], serving_input_fn{arguments})
"""
PARSING = """\
feature_spec = layers.create_feature_spec_for_parsing(COLUMNS)
serving_input_fn = learn.build_parsing_serving_input_fn(feature_spec)"""
DEFAULT_INPUTS = """\
serving_input_fn = learn.utils.build_default_serving_input_fn({
    "a": tf.placeholder(tf.float32, [10, 1]),
    "b": tf.placeholder(tf.float32, [10, 1]),
})"""
OWN_PARSING = """\
def serving_input_fn():
    spec = layers.create_feature_spec_for_parsing(COLUMNS)
    examples = tf.placeholder(dtype=tf.string, shape=[None], name="examples")
    features = tf.parse_example(examples, spec)
    return learn.InputFnOps(features, None, {"examples": examples})"""
TENSORS = """\
def serving_input_fn():
    features = {
        "a": tf.placeholder(tf.float32, [None, 1]),
        "b": tf.placeholder(tf.float32, [None, 1]),
    }
    return learn.InputFnOps(features, None, features)"""
TWO_CLASSES = "(a > 0).astype(np.int32)"
SUPPORT_VECTORS = """

def model_fn(features, labels, mode):
    head = learn.binary_svm_head()
    x = tf.reshape(features["a"], [-1, 1])
    logits = layers.linear(x, 1, weights_initializer=tf.zeros_initializer())

    def train_op_fn(loss):
        step = tf.train.get_global_step()
        return tf.train.AdagradOptimizer(0.1).minimize(loss, step)

    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits, train_op_fn=train_op_fn)"""
EXPORTS = {
    "two classes": (TWO_CLASSES, PARSING, "LinearClassifier(COLUMNS)"),
    "three classes": ("np.arange(10) % 3", OWN_PARSING, "LinearClassifier(COLUMNS, n_classes=3)"),
    "regression": ("a", PARSING, "LinearRegressor(COLUMNS)"),
    "support vectors": (
        TWO_CLASSES.replace("a >", "a[:, None] >"),
        PARSING + SUPPORT_VECTORS,
        "Estimator(model_fn)",
    ),
    "tensors": (TWO_CLASSES, TENSORS, "LinearClassifier(COLUMNS)"),
    "default inputs": (TWO_CLASSES, DEFAULT_INPUTS, "LinearClassifier(COLUMNS)"),
}
LOADING = """
with {block} as session:
    model = tf.saved_model.loader.load(session, ["serve"], path)
    signature = model.signature_def["serving_default"]
    {use}
"""
EXPERIMENT = """
experiment = learn.Experiment(
    estimator, input_fn, input_fn, train_steps=9, eval_steps=1, export_strategies={}
)
print(experiment.train_and_evaluate())
"""
IN_A_GRAPH = "tf.Graph().as_default(), tf.Session()"


def program(name="two classes", arguments="", more=""):
    labels, serving, estimator = EXPORTS[name]
    return (
        PROGRAM.format(labels=labels, serving=serving, estimator=estimator, arguments=arguments)
        + more
    )


def exporting(*args, **kwargs):
    """Returns the function that exports, and what calls it."""
    text = converted(program(*args, **kwargs))
    function, _, rest = text.partition("\ndef export(")[2].partition("\n\n\n")
    return "def export(" + function, rest.rpartition("\npath = ")[2].strip()


def loading(use, block=IN_A_GRAPH):
    """Returns what comes of what a program does with an export that it loads."""
    new = converted(program(more=LOADING.format(block=block, use=use)))
    return new.partition("\nmodel = ")[2].partition("\n")


def test_a_classifier_answers_serialized_examples():
    function, call = exporting()
    assert call == "export(estimator, sys.argv[1], feature_spec)"
    assert (
        textwrap.dedent("""\
            @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="inputs")])
            def classify(inputs):
                scores = predictor(tf.io.parse_example(inputs, feature_spec))["probabilities"]
                classes = tf.broadcast_to(["0", "1"], tf.shape(scores))
                return {"classes": classes, "scores": scores}
        """)
        in textwrap.dedent(function.partition("\n")[2]) + "\n"
    )


def test_a_serving_input_fn_takes_what_its_placeholder_held():
    new = converted(program("three classes"))
    assert (
        textwrap.dedent("""\
        def serving_input_fn(examples):
            spec = {
                "a": tf.io.FixedLenFeature([1], tf.float32),
                "b": tf.io.FixedLenFeature([1], tf.float32),
            }
            features = tf.io.parse_example(examples, spec)
            return features
        """)
        in new
    )
    assert "predictor(serving_input_fn(inputs))" in new


def test_tensors_are_fed_by_their_names():
    function, call = exporting("tensors")
    assert call == "export(estimator, sys.argv[1])"
    assert '"a": tf.TensorSpec([None, 1], tf.float32, name="a"),' in function
    assert "def predict(features):" in function
    assert "with_methods" not in function


def test_paths_are_not_decoded():
    assert converted(program(more="print(path.decode())\n")).endswith("\nprint(path)\n")


def test_default_inputs_are_the_features():
    assert exporting("default inputs") == exporting("tensors")


@pytest.mark.parametrize(
    ("arguments", "construct"),
    [
        (", assets_extra={'words.txt': 'words.txt'}", "assets_extra"),
        (", checkpoint_path='model.ckpt-1'", "checkpoint_path"),
        (", default_output_alternative_key='other'", "it has no head 'other'"),
    ],
)
def test_other_exports_stay(arguments, construct):
    with pytest.raises(Obstacles, match=construct):
        converted(program(arguments=arguments))


def experiment(strategy):
    """Returns what becomes of an Experiment that exports by a strategy."""
    new = converted(program(more=EXPERIMENT.format(strategy)))
    return " ".join(new.partition("Experiment(\n    estimator")[2].split())


def test_an_experiment_exports_beside_the_checkpoints():
    new = experiment("learn.make_export_strategy(serving_input_fn, exports_to_keep=2)")
    path = 'os.path.join(model_dir, "export", "Servo")'
    assert f"lambda model: keep_newest( export(model, {path}, feature_spec), 2 )" in new


def test_an_experiment_may_keep_all_exports():
    new = experiment("[learn.make_export_strategy(serving_input_fn, exports_to_keep=None)]")
    path = 'os.path.join(model_dir, "export", "Servo")'
    assert f"exports=[lambda model: export(model, {path}, feature_spec)]" in new


@pytest.mark.parametrize(
    "strategy",
    [
        "learn.ExportStrategy('mine', lambda *args: None)",
        "learn.make_export_strategy(lambda: None)",
        "learn.make_export_strategy(serving_input_fn, 'other')",
        "learn.make_export_strategy(serving_input_fn, exports_to_keep=len(sys.argv))",
        "[make(serving_input_fn) for make in (learn.make_export_strategy,)]",
    ],
)
def test_other_strategies_stay(strategy):
    with pytest.raises(Obstacles):
        experiment(strategy)


@pytest.mark.parametrize("block", [IN_A_GRAPH, "tf.Session(graph=tf.Graph())"])
def test_a_loaded_signature_is_called(block):
    fed = '{signature.inputs["inputs"].name: [example.SerializeToString()]}'
    use = (
        "example = tf.train.Example()\n"
        f'    scores = session.run(signature.outputs["scores"].name, {fed})'
    )
    load, _, rest = loading(use, block)
    assert load == "tf.saved_model.load(path)"
    asked = 'signature(inputs=tf.constant([example.SerializeToString()]))["scores"].numpy()'
    assert asked in " ".join(rest.split())


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("print(signature.method_name)", 'print(method_name(path, "serving_default"))'),
        (
            "print(sorted(signature.inputs))",
            "print(sorted(signature.structured_input_signature[1]))",
        ),
        ("print(sorted(signature.outputs))", "print(sorted(signature.structured_outputs))"),
        ("print(list(model.signature_def))", "print(list(model.signatures))"),
    ],
)
def test_a_loaded_model_tells_of_its_signatures(use, expected):
    assert loading(use)[2].splitlines()[-1] == expected


@pytest.mark.parametrize(
    "use",
    [
        "print(signature.outputs['scores'].dtype)",
        "print(model.collection_def)",
        "print(session.graph)",
        "session.run('scores:0')",
        "session.run(signature.outputs['scores'].name, {signature.inputs['inputs'].name: fed})",
    ],
)
def test_what_else_is_asked_of_a_loaded_model_stays(use):
    with pytest.raises(Obstacles):
        loading(use)


PREDICTOR = """
ask = tf.contrib.predictor.from_saved_model({})
print(ask({{"a": [[1.0]], "b": [[2.0]]}})["classes"])
"""


def test_a_predictor_is_a_function():
    new = converted(program("tensors", more=PREDICTOR.format("path, 'mine'")))
    assert '"mine"' in new
    assert "\nask = signature_of(path" in new
    assert new.endswith('\nprint(ask({"a": [[1.0]], "b": [[2.0]]})["classes"])\n')


@pytest.mark.parametrize("given", ["path, tags='serve'", "path, graph=tf.Graph()"])
def test_other_predictors_stay(given):
    with pytest.raises(Obstacles, match="has no counterpart"):
        converted(program(more=PREDICTOR.format(given)))


def test_a_predictor_with_a_session_stays():
    with pytest.raises(Obstacles, match="Predictor.session"):
        converted(program(more=PREDICTOR.format("path") + "print(ask.session)\n"))


@pytest.mark.slow
def test_a_predictor_answers(programs, tmp_path):
    file = tmp_path / "migrated.py"
    file.write_text(converted(program("tensors", more=PREDICTOR.format("path"))), encoding="utf-8")
    done = programs.run(file, str(tmp_path / "exports"), unmodified=False)
    assert done.stdout == "[[b'0' b'1']]\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_answers_as_it_did(name, programs, tmp_path):
    files = {True: tmp_path / "legacy.py", False: tmp_path / "migrated.py"}
    files[True].write_text(program(name), encoding="utf-8")
    files[False].write_text(converted(program(name)), encoding="utf-8")
    told, answered = [], []
    for unmodified, file in files.items():
        base = tmp_path / file.stem
        done = programs.run(file, str(base), unmodified=unmodified)
        assert done.status == 0, done.stderr
        (path,) = base.iterdir()
        told.append(signatures(path))
        answered.append(answers(path))
    assert told[1] == told[0]
    assert answered[1].keys() == answered[0].keys()
    for key, answer in answered[0].items():
        if answer.dtype == object:
            assert answered[1][key].tolist() == answer.tolist()
        else:
            assert answered[1][key] == pytest.approx(answer, abs=1e-4)
