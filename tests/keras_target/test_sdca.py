"""SVM and the SDCAOptimizer at the Keras target."""

import re
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import golden_json
import learn_scenarios_kernels as scenarios
from contrib_learn_compat.keras.checkpoints import convert_checkpoint
from contrib_learn_compat.keras.weights import match
from contrib_learn_migrate.keras.helpers.bias import Bias
from contrib_learn_migrate.keras.helpers.sdca import SDCA, SDCAModel
from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted
from tests.keras_weights.legacy_models import MODELS
from tests.keras_weights.test_model_dirs import RECORDED, difference, predictions

GOLDENS = Path(__file__).parents[1] / "goldens" / "learn_kernels"
STEPS = {
    row["asked"]: row["answer"] for row in golden_json.load(GOLDENS / "sdca_step_by_step.json")
}
# By the name of what TF 1.15 trained: the optimizer, and the feature that weighs examples.
TRAINED = {
    "SVM": (lambda: SDCA("hinge_loss", "id"), None, scenarios.CLASSES),
    "LinearClassifier": (
        lambda: SDCA("logistic_loss", "id", symmetric_l2_regularization=2.0),
        None,
        scenarios.CLASSES,
    ),
    "LinearClassifier in pieces": (
        lambda: SDCA("logistic_loss", "id", num_loss_partitions=2, adaptive=False),
        "weight",
        scenarios.CLASSES,
    ),
    "LinearRegressor": (lambda: SDCA("squared_loss", "id"), None, scenarios.NUMBERS),
}
PROGRAM = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn
from tensorflow.contrib.linear_optimizer import SDCAOptimizer

x = layers.real_valued_column("x")


def input_fn():
    return {{"id": tf.constant(["a", "b"]), "x": tf.constant([[1.0], [2.0]])}}, tf.constant([0, 1])


model = {construction}
model.fit(input_fn=input_fn, steps=10)
print({used})
"""


def _converted(construction, used="1"):
    return converted(PROGRAM.format(construction=construction, used=used))


@pytest.mark.parametrize(
    "construction, expected",
    [
        (
            "learn.SVM('id', [x], l1_regularization=0.5, num_loss_partitions=2)",
            'SDCA("hinge_loss", "id", num_loss_partitions=2, symmetric_l1_regularization=0.5)',
        ),
        (
            "learn.LinearClassifier([x], optimizer=SDCAOptimizer('id', num_table_shards=2))",
            'SDCA("logistic_loss", "id")',
        ),
        (
            "learn.LinearRegressor([x], optimizer=SDCAOptimizer("
            "'id', symmetric_l2_regularization=2.0, adaptive=False))",
            'SDCA("squared_loss", "id", symmetric_l2_regularization=2.0, adaptive=False)',
        ),
    ],
)
def test_its_construction(construction, expected):
    new = _converted(construction)
    assert "    model = SDCAModel(features, logits)\n" in new
    compiled = "".join(new[new.index("model.compile(") :].split()).replace(",)", ")")
    assert compiled.startswith("model.compile(optimizer=" + "".join(expected.split()))


def test_ids_are_for_training_alone():
    predicted = "[p['classes'] for p in model.predict(input_fn=input_fn)]"
    new = _converted("learn.SVM('id', [x])", predicted)
    assert "model.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)\n" in new
    assert 'build_predictor(model).predict(input_fn().map(only("x")),' in "".join(new.split())


def test_the_guide_shows_what_a_program_of_the_corpus_becomes():
    root = GOLDENS.parents[2]
    page = (root / "migration_guide" / "estimators.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"  ```python\n(  model = SDCAModel.*?)  ```", page, re.DOTALL)
    assert shown in (root / "tests" / "corpus" / "keras" / "svm_census.py").read_text()


@pytest.mark.parametrize(
    "construction, reason",
    [
        ("learn.SVM('id', [x], kernels=[1])", "kernels has no counterpart"),
        ("learn.SVM(open('id').read(), [x])", "example_id_column is not a literal"),
        ("learn.LinearClassifier([x], n_classes=3, optimizer=SDCAOptimizer('id'))", "no such head"),
        ("learn.LinearRegressor([x], label_dimension=2, optimizer=SDCAOptimizer('id'))", "no such"),
        (
            "learn.LinearClassifier([x], enable_centered_bias=True, optimizer=SDCAOptimizer('id'))",
            "TF 1.15 has no such model",
        ),
        ("learn.DNNClassifier([4], [x], optimizer=SDCAOptimizer('id'))", "none whose steps"),
    ],
)
def test_what_is_not_moved(construction, reason):
    with pytest.raises(Obstacles, match=reason):
        _converted(construction)


def _model(name):
    """Returns a model that begins at zero, and its dataset of one example a step."""
    make_optimizer, weight, labels = TRAINED[name]
    plain, _, features = MODELS["learn_kernels", name.replace(" ", "_")]()
    model = SDCAModel(plain.input, plain.output)
    for variable in model.weights:
        variable.assign(0.0 * variable)
    model.compile(optimizer=make_optimizer(), loss="mse")
    data = ({**features, "id": scenarios.FEATURES["id"].astype(str)}, labels)
    if weight:
        data += (scenarios.FEATURES[weight],)
    return model, tf.data.Dataset.from_tensor_slices(data).batch(1)


def _assert_trained(model, name):
    """Holds a model against what TF 1.15 had after six steps, which is recorded to four places."""
    variables = STEPS[name]["variables"]
    recorded = {key: np.array(variables[key]) for key in variables if key.startswith("linear/")}
    mapped = match(recorded, model).mapped
    assert len(mapped) == len(model.trainable_variables)
    for pair in mapped:
        np.testing.assert_allclose(pair.weight.numpy(), pair.value, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_it_trains_as_tensorflow_1(name):
    model, dataset = _model(name)
    model.fit(dataset, shuffle=False, verbose=0)
    assert int(model.optimizer.iterations) == 6
    _assert_trained(model, name)


@pytest.mark.slow
def test_it_goes_on_from_its_weights_on_disk(tmp_path):
    model, dataset = _model("LinearClassifier in pieces")
    model.fit(dataset.take(3), shuffle=False, verbose=0)
    model.save_weights(tmp_path / "model.weights.h5")
    again, _ = _model("LinearClassifier in pieces")
    again.fit(dataset.skip(4), shuffle=False, verbose=0)
    again.load_weights(tmp_path / "model.weights.h5")
    again.fit(dataset.skip(3), shuffle=False, verbose=0)
    _assert_trained(again, "LinearClassifier in pieces")


@pytest.mark.slow
def test_l1_shrinks_weights():
    x = keras.Input([2], name="x")
    model = SDCAModel({"x": x}, Bias()(keras.layers.Dense(1, use_bias=False)(x)))
    optimizer = SDCA("squared_loss", "id", symmetric_l1_regularization=0.5)
    model.compile(optimizer=optimizer, loss="mse")
    features = {"x": np.float32([[1, 0.1], [2, 0.1]]), "id": np.array(["a", "b"])}
    dataset = tf.data.Dataset.from_tensors((features, np.float32([1, 2])))
    model.fit(dataset.repeat(), steps_per_epoch=30, shuffle=False, verbose=0)
    whole = optimizer.unshrunk[0].numpy()
    shrunk = np.sign(whole) * np.maximum(np.abs(whole) - 0.5, 0)
    np.testing.assert_allclose(model.weights[0].numpy(), shrunk)
    assert shrunk[0] > 0.1 and shrunk[1] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_model_dir_of_tensorflow_1(name, tmp_path):
    name = name.replace(" ", "_")
    with zipfile.ZipFile(GOLDENS / "model_dirs" / f"{name}.zip") as archive:
        archive.extractall(tmp_path)
    plain, predict, features = MODELS["learn_kernels", name]()
    model = SDCAModel(plain.input, plain.output)
    model.compile(optimizer=SDCA("hinge_loss", "id"), loss="mse")
    assert convert_checkpoint(tmp_path, model).is_whole
    predicted = predictions(model, predict, features)
    assert difference(predicted, RECORDED["learn_kernels", name]) <= 1e-5
