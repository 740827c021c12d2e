"""KMeansClustering at the Keras target."""

import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import golden_json
import learn_scenarios_kernels
from contrib_learn_compat.keras.checkpoints import convert_checkpoint
from contrib_learn_compat.learn.canned.kmeans import KMeansClustering
from contrib_learn_migrate.keras.helpers.kmeans import KMeans
from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

GOLDENS = Path(__file__).parents[1] / "goldens"
POINTS = np.random.RandomState(0).normal(0, 2, (60, 3)).round(2).astype("float32")
PROGRAM = """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib.learn import KMeansClustering
from tensorflow.contrib.learn.python.learn.estimators import kmeans as kmeans_lib

points = np.zeros([9, 2], np.float32)


def input_fn():
    return tf.constant({points}), None


kmeans = KMeansClustering({arguments})
kmeans.fit(input_fn=input_fn, steps=10)
print({used})
"""


def _converted(used="kmeans.clusters()", arguments="3", points="points"):
    return converted(PROGRAM.format(used=used, arguments=arguments, points=points))


@pytest.mark.parametrize(
    "used, expected",
    [
        ("kmeans.clusters()", "kmeans.clusters.numpy()"),
        (
            "kmeans.score(input_fn=input_fn, steps=1)",
            'kmeans.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)["scores"]',
        ),
        (
            "kmeans.transform(input_fn=input_fn)",
            'kmeans.predict(input_fn(), steps=1, verbose=0)["all_scores"]',
        ),
        (
            "list(kmeans.predict_cluster_idx(input_fn=input_fn))",
            'list(kmeans.predict(input_fn(), steps=1, verbose=0)["cluster_idx"])',
        ),
    ],
)
def test_its_methods(used, expected):
    new = _converted(used)
    last = new[new.rindex("print(") :]
    assert "".join(last.split()) == "".join(f"print({expected})".split())


def test_its_construction():
    new = _converted(
        arguments="3, initial_clusters=kmeans_lib.KMeansClustering.KMEANS_PLUS_PLUS_INIT, "
        "use_mini_batch=False, random_seed=7"
    )
    expected = "KMeans(3, use_mini_batch=False, seed=7)"
    assert f"kmeans = {expected}\n" in new
    assert "KmeansPlusPlusInitialization" in new and "RandomState" not in new


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"arguments": "3, distance_metric='cosine'"}, "not squared Euclidean"),
        ({"arguments": "3, mini_batch_steps_per_iteration=4"}, "after several mini-batches"),
        ({"arguments": "3, initial_clusters=input_fn"}, "not known to be an array"),
        ({"arguments": "3, relative_tolerance=0.1"}, "relative_tolerance has no counterpart"),
        ({"used": "kmeans.evaluate(input_fn=input_fn)"}, "global_step may be read"),
    ],
)
def test_what_is_not_moved(changed, reason):
    with pytest.raises(Obstacles, match=reason):
        _converted(**changed)


def test_a_dict_of_features():
    text = PROGRAM.format(used="1", arguments="3", points="points")
    with pytest.raises(Obstacles, match="a dict of features"):
        converted(text.replace("tf.constant(points)", "{'x': tf.constant(points)}"))


@pytest.mark.slow
@pytest.mark.parametrize("initial", ["given", "kmeans_plus_plus"])
def test_its_numbers_are_those_of_tensorflow_1(initial, tmp_path):
    first = POINTS[:4] if initial == "given" else initial
    legacy = KMeansClustering(
        4, str(tmp_path), initial_clusters=first, use_mini_batch=False, random_seed=3
    )
    model = KMeans(4, initial_clusters=first, use_mini_batch=False, seed=3)

    def points():
        return tf.compat.v1.convert_to_tensor(POINTS), None

    legacy.fit(input_fn=points, steps=7)
    dataset = tf.data.Dataset.from_tensors(POINTS)
    model.fit(dataset.repeat(), steps_per_epoch=7, shuffle=False, verbose=0)
    np.testing.assert_allclose(model.clusters.numpy(), legacy.clusters(), 1e-5, 1e-5)
    score = model.evaluate(dataset, return_dict=True, verbose=0)["scores"]
    np.testing.assert_allclose(score, legacy.score(input_fn=points, steps=1), 1e-6)
    predicted = model.predict(dataset, verbose=0)
    distances = legacy.transform(input_fn=points)
    np.testing.assert_allclose(predicted["all_scores"], distances, 1e-5, 1e-5)
    nearest = list(legacy.predict_cluster_idx(input_fn=points))
    np.testing.assert_array_equal(predicted["cluster_idx"], nearest)


def test_a_model_dir_of_tensorflow_1(tmp_path):
    with zipfile.ZipFile(GOLDENS / "learn_kernels/model_dirs/KMeansClustering.zip") as archive:
        archive.extractall(tmp_path)
    (recorded,) = (
        row["predictions"]
        for row in golden_json.load(GOLDENS / "keras/predictions.json")
        if row["model"] == "KMeansClustering"
    )
    model = KMeans(4, use_mini_batch=False)
    model.build([None, 2])
    assert convert_checkpoint(tmp_path, model).is_whole
    predicted = model.predict(np.float32(learn_scenarios_kernels.POINTS), verbose=0)
    for key, values in predicted.items():
        expected = [row[key]["values"] for row in recorded]
        np.testing.assert_allclose(values, np.reshape(expected, values.shape), 1e-5, 1e-5)


def test_mini_batches():
    """TF 1.15 read the counts before or after they changed, as it happened; this is its rule."""
    model = KMeans(4, initial_clusters=POINTS[:4])
    dataset = tf.data.Dataset.from_tensor_slices(POINTS).batch(20)
    model.fit(dataset, shuffle=False, verbose=0)
    centers, seen = POINTS[:4], np.ones(4)
    for batch in dataset.as_numpy_iterator():
        nearest = ((batch[:, None] - centers) ** 2).sum(2).argmin(1)
        means = [[*batch[nearest == i], *[center] * int(n)] for i, (center, n) in
                 enumerate(zip(centers, seen, strict=True))]  # fmt: skip
        centers = np.stack([np.mean(points, 0) for points in means])
        seen += np.bincount(nearest, minlength=4)
    np.testing.assert_allclose(model.clusters.numpy(), centers, 1e-5, 1e-6)
    np.testing.assert_array_equal(model.counts.numpy(), seen)


def test_first_clusters_of_small_batches():
    keras.utils.set_random_seed(0)
    model = KMeans(4)
    dataset = tf.data.Dataset.from_tensor_slices(POINTS).batch(3)
    model.fit(dataset, steps_per_epoch=1, shuffle=False, verbose=0)
    assert model.clusters.shape == (4, 3)
