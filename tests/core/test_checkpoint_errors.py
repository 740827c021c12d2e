"""Checkpoints that cannot be read or written: the file is named, older ones stay as they are."""

import contextlib
import os
import resource
import shutil
import subprocess

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_errors
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.core.run_config import RunConfig

CHECKPOINT_BYTES = 400_000


def model_fn(features, labels, mode):
    weight = tf.get_variable("weight", [CHECKPOINT_BYTES // 4])
    loss = tf.reduce_sum(weight**2) + tf.reduce_sum(features)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return EstimatorSpec(mode, predictions=loss, loss=loss, train_op=train_op)


def input_fn():
    return tf.constant([1.0]), tf.constant([0.0])


def estimator(model_dir):
    return Estimator(
        model_fn, str(model_dir), RunConfig(save_checkpoints_steps=10, save_summary_steps=None)
    )


def contents(model_dir):
    return {path.name: path.read_bytes() for path in model_dir.glob("model.ckpt-*.*")}


@pytest.fixture(scope="module")
def trained_dir(tmp_path_factory):
    model_dir = tmp_path_factory.mktemp("trained") / "model"
    estimator(model_dir).train(input_fn, max_steps=20)
    return model_dir


@pytest.fixture
def model_dir(trained_dir, tmp_path):
    return shutil.copytree(trained_dir, tmp_path / "model")


@pytest.mark.parametrize("length", [0, 50])
@pytest.mark.parametrize("suffix", ["index", "data-00000-of-00001"])
def test_a_truncated_newest_checkpoint_is_named_and_so_is_the_one_before(model_dir, suffix, length):
    os.truncate(model_dir / f"model.ckpt-20.{suffix}", length)
    before = contents(model_dir)
    uses = [
        lambda: estimator(model_dir).train(input_fn, steps=5),
        lambda: estimator(model_dir).train(input_fn, max_steps=30),
        lambda: estimator(model_dir).evaluate(input_fn, steps=1),
        lambda: next(estimator(model_dir).predict(input_fn)),
    ]
    for use in uses:
        with pytest.raises(tf.errors.DataLossError) as raised:
            use()
        assert f"{model_dir}/model.ckpt-20.{suffix}: " in str(raised.value)
        assert 'model_checkpoint_path: "model.ckpt-10"' in str(raised.value)
    assert contents(model_dir) == before


def test_the_fix_that_is_named_works(model_dir):
    os.truncate(model_dir / "model.ckpt-20.index", 50)
    state = model_dir / "checkpoint"
    _, *rest = state.read_text().splitlines()
    state.write_text("\n".join(['model_checkpoint_path: "model.ckpt-10"', *rest]))
    estimator(model_dir).train(input_fn, max_steps=30)
    assert tf.train.load_variable(str(model_dir), "global_step") == 30


def test_deleted_files_are_named(model_dir):
    os.remove(model_dir / "model.ckpt-20.index")
    with pytest.raises(tf.errors.DataLossError, match=r"model\.ckpt-20 cannot be read"):
        estimator(model_dir).train(input_fn, steps=5)


def test_a_model_dir_that_is_deleted_between_two_trainings_is_made_again(model_dir):
    for _ in range(2):
        estimator(model_dir).train(input_fn, max_steps=30)
        shutil.rmtree(model_dir)


def test_errors_of_other_ops_stay_as_they_are(model_dir):
    def broken_input_fn():
        return tf.strings.to_number(tf.io.read_file(str(model_dir / "none"))), tf.constant([0.0])

    with pytest.raises(tf.errors.NotFoundError) as raised:
        estimator(model_dir).evaluate(broken_input_fn, steps=1)
    assert "does not fit" not in str(raised.value)


def test_errors_of_other_files_stay_as_they_are(tmp_path):
    error = tf.errors.PermissionDeniedError(None, None, "/data; Permission denied")
    with pytest.raises(tf.errors.PermissionDeniedError) as raised:
        with checkpoint_errors.explained_writing(str(tmp_path)):
            raise error
    assert raised.value is error


@contextlib.contextmanager
def mounted(path, options):
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if not shutil.which("mount") or subprocess.run(mount, stderr=subprocess.PIPE).returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.mark.slow
def test_a_disk_may_fill_at_any_file(tmp_path):
    full = 0
    for size in range(3 * CHECKPOINT_BYTES, 4 * CHECKPOINT_BYTES + 2**16, 2**15):
        with mounted(tmp_path / f"disk{size}", f"size={size}") as disk:
            model_dir = disk / "model"
            try:
                estimator(model_dir).train(input_fn, max_steps=20)
            except tf.errors.ResourceExhaustedError as error:
                full += 1
                newest = tf.train.latest_checkpoint(str(model_dir))
                assert "No space left on device" in str(error)
                assert f"goes on from {newest}" in str(error)
                checkpoint_errors.raise_if_unreadable(newest)
            subprocess.run(["mount", "-o", "remount,size=10m", str(disk)], check=True)
            estimator(model_dir).train(input_fn, max_steps=25)
            assert tf.train.load_variable(str(model_dir), "global_step") == 25
    assert full > 5


def test_files_too_large_are_not_taken_for_the_end_of_the_input(model_dir):
    before = contents(model_dir)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHECKPOINT_BYTES // 2, hard))
    try:
        with pytest.raises(tf.errors.ResourceExhaustedError, match="File too large"):
            estimator(model_dir).train(input_fn, max_steps=100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(model_dir) == before


def test_a_file_system_that_cannot_be_written_to(trained_dir, tmp_path):
    with mounted(tmp_path / "disk", "size=10m") as disk:
        model_dir = shutil.copytree(trained_dir, disk / "model")
        before = contents(model_dir)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for use in (model_dir, disk / "new"):
            with pytest.raises(tf.errors.PermissionDeniedError, match="Read-only file system"):
                estimator(use).train(input_fn, steps=5)
        assert contents(model_dir) == before
