"""What passes and what fails, how batches are brought together, what a recording keeps."""

import numpy as np
import pytest

from contrib_learn_compat.keras.verification import (
    NotComparableError,
    batches,
    implied,
    initial_values,
    recording,
)
from contrib_learn_compat.keras.verification.batches import Batch
from contrib_learn_compat.keras.verification.comparison import FAIL, NOT_COMPARED, PASS, Rows
from contrib_learn_compat.keras.verification.recording import Sparse

WORDS = Sparse(np.array([[0, 0], [0, 1], [1, 0]]), np.array([b"a", b"b", b"c"]), np.array([2, 2]))


def compared(kind, *arrays, **options):
    """Returns the row of a comparison."""
    rows = Rows()
    rows.compare(kind, "", *map(np.asarray, arrays), **options)
    (row,) = rows.as_dicts()
    return row


@pytest.mark.parametrize(
    ("legacy", "migrated", "verdict"),
    [
        ([100.0, 1.0], [100.0005, 1.0], PASS),  # relative to the largest
        ([100.0, 1.0], [100.002, 1.0], FAIL),
        ([[1.0], [2.0]], [1.0, 2.0], PASS),  # a dimension of 1 is none
        ([1.0, 2.0], [1.0, 2.0, 3.0], FAIL),
        ([np.nan, np.inf], [np.nan, np.inf], PASS),
        ([np.nan], [1.0], FAIL),
        ([1, 2], [1, 3], FAIL),
        ([b"a", b"b"], ["a", "b"], PASS),
        ([b"a", b"b"], ["a", "c"], FAIL),
        ([], [], PASS),
    ],
)
def test_a_row_passes_within_its_tolerance(legacy, migrated, verdict):
    assert compared("logits", legacy, migrated)["verdict"] == verdict


def test_what_rounding_alone_makes_is_not_compared():
    row = compared("steps", [1.0], [1.1], disturbed=[1.2])
    assert row["verdict"] == NOT_COMPARED and "0.2" in row["note"]
    assert compared("steps", [1.0], [1.1], disturbed=[1.001])["verdict"] == FAIL


def test_of_two_of_a_name_the_worse_stays():
    rows = Rows()
    for migrated in (1.0, 2.0, 1.0):
        rows.compare("loss", "in training", np.float32(1), np.float32(migrated))
    (row,) = rows.as_dicts()
    assert (row["verdict"], row["absolute"]) == (FAIL, 1.0)
    assert row["note"] == "2 in place of 1"


@pytest.mark.parametrize(
    ("migrated", "difference"),
    [
        (np.zeros([1, 50]), "begins at 0 in place of random values"),
        (np.random.RandomState(1).randn(9, 50), ""),
        (np.random.RandomState(1).randn(9, 50) * 1.5, "has standard deviation"),
        (np.random.RandomState(1).randn(9, 50) + 0.5, "has mean"),
        (np.random.RandomState(1).randn(1, 50), ""),
    ],
)
def test_random_initial_values_are_told_by_their_moments(migrated, difference):
    legacy = np.random.RandomState(0).randn(9, 50)
    said = initial_values.difference(legacy, migrated)
    assert said.startswith(difference) and bool(said) == bool(difference)


def test_constant_initial_values_are_the_same_or_not():
    ones = np.ones([5, 3])
    assert initial_values.difference(ones, np.ones([1, 3])) == ""
    assert initial_values.difference(ones, 2 * ones) == "begins at 2 in place of 1"
    table = np.arange(3.0)[None]
    assert initial_values.difference(np.repeat(table, 4, 0), table) == ""


def test_an_output_says_what_follows_from_logits():
    logits, output = np.array([[1.0], [-2.0]]), np.array([[-1.0], [3.0]])
    second = 1 / (1 + np.exp(-logits))
    legacy = {
        "logits": logits,
        "probabilities": np.concatenate([1 - second, second], axis=1),
        "classes": np.array([1, 0]),
        "scores": np.exp(logits[:, 0]),
        "names": np.array([b"yes", b"no"]),
        "other": np.array([0.3, 0.4]),
    }
    implied_by = implied.predictions(legacy, {"": logits}, {"": output})
    assert implied_by.keys() == legacy.keys() - {"names", "other"}
    assert implied_by["classes"].tolist() == [0, 1]
    np.testing.assert_allclose(implied_by["scores"], np.exp(output))
    np.testing.assert_allclose(implied_by["probabilities"][:, 1], 1 / (1 + np.exp(-output[:, 0])))
    same = implied.predictions(legacy, {"": logits}, {"": logits})
    for name, value in same.items():
        np.testing.assert_allclose(np.squeeze(value), np.squeeze(legacy[name]), err_msg=name)
    assert implied.predictions(legacy, {"": logits}, {"": np.zeros([2, 3])}) == {}


def test_of_several_classes_softmax_and_the_largest_follow():
    logits, output = np.array([[1.0, 2.0, 0.0]] * 2), np.array([[3.0, 2.0, 0.0]] * 2)
    powers = np.exp(logits)
    legacy = {"p": powers / powers.sum(1, keepdims=True), "class": np.array([1, 1])}
    implied_by = implied.predictions(legacy, {"": logits}, {"": output})
    assert implied_by["class"].tolist() == [0, 0]
    np.testing.assert_allclose(implied_by["p"].sum(axis=1), 1)


def test_without_logits_an_output_is_a_prediction_or_what_one_is_made_of():
    output = np.array([[-1.0], [3.0]])
    probability = 1 / (1 + np.exp(-output))
    for legacy in output, probability:
        found = implied.predictions({"": legacy}, {}, {"": output})
        np.testing.assert_allclose(found[""], legacy)
    found = implied.predictions({"": probability}, {}, {"": output + 0.1})
    assert not np.allclose(found[""], probability, atol=1e-3)
    assert implied.predictions({"": output}, {}, {"scores": output}) == {}


def test_legacy_batches_take_the_form_of_the_migrated():
    legacy = {
        "features": {"x": np.array([1, 2]), "words": WORDS, "w": np.array([[1.0], [2.0]])},
        "labels": {"": np.array([0, 1])},
    }
    words = np.array([[b"z", b"", b""]], object)
    like = Batch({"x": np.zeros([1, 1], "f"), "words": words}, np.zeros([1, 1]), np.zeros(1))
    batch = batches.adapted(legacy, like, ["w"])
    assert batch.x["x"].tolist() == [[1.0], [2.0]] and batch.x["x"].dtype == np.float32
    assert batch.x["words"].tolist() == [[b"a", b"b", b""], [b"c", b"", b""]]
    assert batch.y.tolist() == [[0.0], [1.0]]
    assert batch.weights.tolist() == [1.0, 2.0]
    rows = Rows()
    batches.compare(legacy, batch, ["w"], rows)
    assert [(row.name, row.verdict) for row in rows.rows.values()] == [
        ("feature x", PASS),
        ("feature words", PASS),
        ("labels", PASS),
        ("weights", PASS),
    ]


def test_what_a_legacy_batch_has_not_is_said():
    legacy = {"features": {"x": np.zeros(1), "z": np.zeros(1)}, "labels": {"": np.array([b"a"])}}
    with pytest.raises(NotComparableError, match="no feature y"):
        batches.adapted(legacy, Batch({"y": np.zeros(1)}), [])
    with pytest.raises(NotComparableError, match="labels is of another type"):
        batches.adapted(legacy, Batch({"x": np.zeros(1)}, np.zeros(1)), [])
    rows = Rows()
    batches.compare(legacy, Batch({"x": np.zeros(1)}, np.zeros(1)), [], rows)
    skipped = {row.name for row in rows.rows.values() if row.verdict == NOT_COMPARED}
    assert skipped == {"feature z", "labels"}


def test_a_recording_keeps_arrays_sparse_values_and_names_of_any_kind(tmp_path):
    strings = np.array([b"a", b"bc"], object)
    recording.save(
        tmp_path / "x.npz", {"a/b": [WORDS, strings], "": {"n": None, "k": 3, "f": np.float32(2)}}
    )
    loaded = recording.load(tmp_path / "x.npz")
    assert list(loaded) == ["a/b", ""]
    assert all(map(np.array_equal, loaded["a/b"][0], WORDS))
    assert loaded["a/b"][1].tolist() == [b"a", b"bc"]
    assert loaded[""] == {"n": None, "k": 3, "f": 2.0}
