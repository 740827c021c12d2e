"""Data sets that TensorFlow 1 fetched: their helpers read what its functions read."""

import csv
import gzip
import struct

import numpy as np
import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import ESTIMATOR, INPUT, of_model


def program(data):
    return of_model(f"{data}\n\n\n{INPUT}{ESTIMATOR}").partition("\n\n\n")[0]


@pytest.mark.parametrize(
    "old, new",
    [
        ('learn.datasets.load_dataset("mnist")', "read_mnist()"),
        (
            'learn.datasets.mnist.read_data_sets("here", one_hot=True, reshape=False)',
            'read_mnist("here", one_hot=True, reshape=False)',
        ),
        ('learn.datasets.load_dataset("dbpedia", size="large")', 'load_dbpedia(size="large")'),
    ],
)
def test_they_are_functions_of_the_program(old, new):
    assert program(f"data = {old}") == f"data = {new}"


@pytest.mark.parametrize(
    "text, reason",
    [
        ('learn.datasets.load_dataset("mnist").train.next_batch(3)', "next_batch"),
        ('learn.datasets.load_dataset("news")', "there is no such data set"),
        ('learn.datasets.load_dataset("dbpedia", test_with_fake_data=True)', "made-up articles"),
        ('learn.datasets.mnist.read_data_sets("here", source_url="mine")', "source_url"),
    ],
)
def test_what_is_not_read_stays(text, reason):
    with pytest.raises(Obstacles, match=reason):
        program(f"data = {text}")


@pytest.mark.parametrize("function", ["tf.estimator.ModeKeys", "learn.ModeKeys"])
def test_modes_outside_of_models_are_their_names(function):
    text = f"data = {{{function}.TRAIN: 1, {function}.EVAL: 2}}"
    assert program(text) == 'data = {"train": 1, "eval": 2}'


def test_bytes_are_those_of_the_documents():
    from contrib_learn_compat.learn.preprocessing import text
    from contrib_learn_migrate.keras.helpers.byte_processor import ByteProcessor

    documents = ["abc", "ångström", b"bytes"]
    np.testing.assert_array_equal(
        list(ByteProcessor(4).fit_transform(documents)),
        list(text.ByteProcessor(4).transform(documents)),
    )


@pytest.mark.parametrize("options", [{}, {"one_hot": True, "reshape": False}])
def test_mnist(options, tmp_path):
    from contrib_learn_compat.learn.datasets import mnist
    from contrib_learn_migrate.keras.helpers.read_mnist import read_mnist

    for part, count in {"train": 6, "t10k": 2}.items():
        numbers = np.random.default_rng(count).integers(0, 10, [count, 1 + 784], np.uint8)
        with gzip.open(tmp_path / f"{part}-labels-idx1-ubyte.gz", "wb") as file:
            file.write(struct.pack(">ii", 2049, count) + numbers[:, 0].tobytes())
        with gzip.open(tmp_path / f"{part}-images-idx3-ubyte.gz", "wb") as file:
            file.write(struct.pack(">iiii", 2051, count, 28, 28) + numbers[:, 1:].tobytes())
    expected = mnist.read_data_sets(str(tmp_path), validation_size=2, **options)
    actual = read_mnist(tmp_path, validation_size=2, **options)
    for part in ("train", "validation", "test"):
        for name in ("images", "labels", "num_examples"):
            of_part = getattr(getattr(expected, part), name)
            np.testing.assert_array_equal(getattr(getattr(actual, part), name), of_part)


@pytest.mark.parametrize("size", ["small", "large"])
def test_dbpedia(size, tmp_path, monkeypatch):
    from contrib_learn_compat.learn.datasets import text_datasets
    from contrib_learn_migrate.keras.helpers.load_dbpedia import load_dbpedia

    monkeypatch.setenv("TF_EXP_BASE_DIR", str(tmp_path))
    (tmp_path / "dbpedia_data" / "dbpedia_csv").mkdir(parents=True)
    for part in ("train", "test"):
        with open(tmp_path / "dbpedia_data" / "dbpedia_csv" / f"{part}.csv", "w") as file:
            csv.writer(file).writerows([i % 14, f"title {i}", 'a "b", c'] for i in range(2100))
    actual, expected = load_dbpedia(size), text_datasets.load_dbpedia(size)
    for part in ("train", "test"):
        for name in ("data", "target"):
            of_part = getattr(getattr(expected, part), name)
            np.testing.assert_array_equal(getattr(getattr(actual, part), name), of_part)
    with pytest.raises(ValueError, match="made-up articles"):
        load_dbpedia(test_with_fake_data=True)
