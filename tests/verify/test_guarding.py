"""A program that is followed beyond its first training changes nothing, and is told by its line."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import pytest
import tensorflow as tf

from contrib_learn_compat.keras.verification import NotComparableError
from contrib_learn_compat.keras.verification.guarding import Guard


@pytest.fixture
def guard(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return Guard()


def left(guard, act):
    """Returns why a program is left that first trains and then acts."""

    def program():
        with guard.pause():
            pass
        act()

    with contextlib.ExitStack() as stack:
        for patch in guard.watching_files():
            stack.enter_context(patch)
        return guard.run(program, __file__)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: open("out.csv", "w"), "writes out.csv"),
        (lambda: os.makedirs("results"), "makes results"),
        (lambda: os.remove("data.csv"), "removes data.csv"),
        (lambda: shutil.rmtree("models"), "removes models"),
        (lambda: os.rename("data.csv", "old.csv"), "renames data.csv"),
        (lambda: os.rename(tempfile.mkstemp()[1], "out.csv"), "renames out.csv"),
        (lambda: tf.io.gfile.rmtree("models"), "changes models"),
        (lambda: tf.compat.v1.gfile.DeleteRecursively(b"models"), "changes models"),
        (lambda: subprocess.run(["true"], check=True), "starts a process"),
    ],
)
def test_what_changes_anything_is_not_done(guard, tmp_path, act, said):
    (tmp_path / "data.csv").write_text("1\n")
    (tmp_path / "models").mkdir()
    before = sorted(tmp_path.iterdir())
    line = act.__code__.co_firstlineno
    assert left(guard, act) == f"it is left at line {line}, where it {said}"
    assert sorted(tmp_path.iterdir()) == before


def test_reading_and_scratch_are_allowed(guard, tmp_path):
    (tmp_path / "data.csv").write_text("1\n")
    read = []

    def act():
        read.append(open("data.csv").read())
        with tempfile.TemporaryDirectory() as scratch, open(f"{scratch}/x", "w") as file:
            file.write("x")
            tf.io.gfile.rename(f"{scratch}/x".encode(), f"{scratch}/y".encode())
        tempfile.TemporaryFile().close()

    assert left(guard, act) == ""
    assert read == ["1\n"]


def test_what_writes_by_itself_is_watched(guard):
    class Model:
        def save(self, path):
            raise AssertionError("it is saved")

    with guard.watching(Model, "save"):
        assert "where it changes model.keras" in left(guard, lambda: Model().save("model.keras"))


def test_everything_is_allowed_while_models_are_compared(guard, tmp_path):
    def program():
        with guard.pause():
            (tmp_path / "recording").write_text("x")

    assert guard.run(program, __file__) == ""
    (tmp_path / "more").write_text("x")


def test_a_loop_without_an_end_is_left(guard):
    def act():
        while True:
            guard.skip()

    assert left(guard, act).endswith("where it trains the same models again and again")


def test_what_cannot_be_compared_later_leaves_the_program(guard):
    def act():
        with guard.pause():
            raise NotComparableError("its input is empty")

    assert left(guard, act).endswith(", where its input is empty")


def test_an_error_of_verify_is_no_error_of_the_program(guard):
    def act():
        with guard.pause():
            raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        left(guard, act)


def test_an_error_behind_the_first_training_is_told(guard):
    def act():
        raise KeyError("val_loss")

    said = left(guard, act)
    assert said.endswith("KeyError: 'val_loss'") and said.startswith("it fails at line ")


def test_an_error_before_it_is_told_as_the_program_tells_it(guard):
    def program():
        raise ValueError("no data")

    with pytest.raises(NotComparableError) as told:
        guard.run(program, __file__)
    lines = str(told.value).splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert __file__ in lines[1] and lines[-1] == "ValueError: no data"
    assert len(lines) == 4


def test_a_program_that_exits_is_told_of_arguments(guard):
    with pytest.raises(NotComparableError, match="exits: no --data. .*--legacy-args"):
        guard.run(lambda: sys.exit("no --data"), "program.py")
    assert guard.run(lambda: sys.exit(), "program.py") == ""
