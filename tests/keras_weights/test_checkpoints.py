"""What is read as a checkpoint, and what is said of what is none."""

import pathlib
import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat.keras.checkpoints import HalfMapped, convert_checkpoint, read_checkpoint

ARCHIVE = pathlib.Path(__file__).parents[1] / "goldens/learn/model_dirs/head_regression.tar.xz"


@pytest.fixture
def model_dir(tmp_path):
    shutil.unpack_archive(ARCHIVE, tmp_path, filter="data")
    return tmp_path


def model(units=1):
    x = keras.Input([3])
    hidden = keras.layers.Dense(4, activation="relu", name="hidden")(x)
    return keras.Model(x, keras.layers.Dense(units, name="logits")(hidden))


def test_where_a_checkpoint_is(model_dir):
    newest = tf.train.latest_checkpoint(model_dir)
    (index,) = model_dir.glob("*.index")
    expected = read_checkpoint(model_dir)
    assert expected["hidden/weights"].shape == (3, 4)
    for path in (str(model_dir), newest, index, f"{newest}.data-00000-of-00001"):
        read = read_checkpoint(path)
        assert read.keys() == expected.keys()
        np.testing.assert_array_equal(read["hidden/weights"], expected["hidden/weights"])


def test_a_saved_model_has_one(model_dir):
    exported = read_checkpoint(model_dir / "recorded_export")
    expected = read_checkpoint(model_dir)
    np.testing.assert_array_equal(exported["hidden/weights"], expected["hidden/weights"])
    assert convert_checkpoint(model_dir / "recorded_export", model()).is_whole


def test_no_checkpoint(tmp_path):
    with pytest.raises(ValueError, match="There is no checkpoint in .*: name the model_dir"):
        read_checkpoint(tmp_path)
    with pytest.raises(ValueError, match="no checkpoint that can be read: .*Unsuccessful|not find"):
        read_checkpoint(tmp_path / "model.ckpt-5")


def test_one_that_is_damaged(model_dir):
    (data,) = model_dir.glob("*.data-*")
    data.write_bytes(data.read_bytes()[:10])
    with pytest.raises(ValueError, match="is no checkpoint that can be read: "):
        read_checkpoint(model_dir)
    (index,) = model_dir.glob("*.index")
    index.write_bytes(b"no table")
    with pytest.raises(ValueError, match="is no checkpoint that can be read: "):
        read_checkpoint(model_dir)


def test_one_of_tensorflow_2(tmp_path):
    tf.train.Checkpoint(v=tf.Variable(1.0)).write(str(tmp_path / "new"))
    with pytest.raises(ValueError, match="was written by TensorFlow 2, by tf.train.Checkpoint"):
        read_checkpoint(tmp_path / "new")


def test_half_a_model_is_not_written(model_dir):
    unlike, file = model(units=2), model_dir / "new.weights.h5"
    before = [weight.numpy() for weight in unlike.weights]
    with pytest.raises(HalfMapped) as refused:
        convert_checkpoint(model_dir, unlike, file)
    assert str(refused.value) == (
        "The checkpoint does not fit the model, which is as it was:\n"
        "  regression_head/logits/weights for logits/kernel: has the shape [4, 1], not [4, 2]\n"
        "  regression_head/logits/biases for logits/bias: has the shape [1], not [2]\n"
        "Name the model's layers after the legacy scopes (a/b is a_b), or say partial=True to "
        "take over what fits."
    )
    assert len(refused.value.matching.mismatched) == 2
    for weight, value in zip(unlike.weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value)
    assert not file.exists()

    convert_checkpoint(model_dir, unlike, file, partial=True)
    expected = read_checkpoint(model_dir)["hidden/weights"]
    again = model(units=2)
    again.load_weights(file)
    np.testing.assert_array_equal(again.weights[0].numpy(), expected)
    np.testing.assert_array_equal(again.weights[2].numpy(), before[2])


def test_what_keras_does_not_write(model_dir):
    with pytest.raises(ValueError, match=r"Keras writes weights to names in .weights.h5: new.h5"):
        convert_checkpoint(model_dir, model(), "new.h5")
