"""The command ``contrib-learn-migrate checkpoint``."""

import pathlib
import shutil
import subprocess
import sys

import keras
import pytest

from contrib_learn_migrate import checkpoint, cli

# A migrated program, which trains where it is imported.
TRAINING = """
from prog_of_keras import make_model

model = make_model()
model.fit([[1.0, 2.0, 3.0]], [[1.0]])
raise AssertionError("it has trained")
"""
ARCHIVE = pathlib.Path(__file__).parents[1] / "goldens/learn/model_dirs/head_binary.tar.xz"
PROGRAM = """
import keras

def build_model(features, params):
    hidden = keras.layers.Dense(4, "relu", name="hidden")(features["x"])
    model = keras.Model(features, keras.layers.Dense(params["units"], name="logits")(hidden))
    model.compile(keras.optimizers.Adam(0.1), "mse")
    return model

def make_model():
    return build_model({"x": keras.Input([3], name="x")}, {"units": 1})

def of_one_input(features):
    return keras.Model(features, keras.layers.Dense(1)(keras.layers.Dense(4)(features)))

def of_other_names():
    x = keras.Input([3])
    return keras.Model(x, keras.layers.Dense(1, name="two")(keras.layers.Dense(4, name="one")(x)))

def broken():
    raise KeyError("no such thing")

a_model = make_model()
a_number = 7
"""
FEATURES = ["--features", '{"x": [3]}']


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The working directory, with a program and an old model_dir."""
    shutil.unpack_archive(ARCHIVE, tmp_path / "old", filter="data")
    (tmp_path / "prog_of_keras.py").write_text(PROGRAM)
    (tmp_path / "train.py").write_text(TRAINING)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for module in ("prog_of_keras", "train"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    return tmp_path


def run(*options):
    return cli.main(["checkpoint", "old", "new.weights.h5", *options])


def arguments(units):
    return [*FEATURES, "--args", f'{{"params": {{"units": {units}}}}}']


@pytest.mark.parametrize(
    "options",
    [
        ["--model", "prog_of_keras:build_model", *arguments(1)],
        ["--model", "prog_of_keras.py:build_model", *arguments(1)],
        ["--model", "prog_of_keras:make_model"],
        ["--model", "prog_of_keras:of_one_input", "--features", "[3]"],
        ["--model", "prog_of_keras:of_one_input", "--features", '["float32", 3]'],
        ["--model", "prog_of_keras:a_model"],
        ["--model", "train.py"],
    ],
    ids=lambda options: " ".join(options[1:]),
)
def test_it_writes_weights(options, here, capsys):
    assert run(*options) == checkpoint.WRITTEN
    told = capsys.readouterr()
    rows = [line.split() for line in told.out.splitlines()]
    assert ["mapped", "hidden/weights"] in [row[:2] for row in rows]
    assert "ignored" in {row[0] for row in rows}
    assert told.err.startswith("new.weights.h5 is written, of ")
    model = keras.Sequential([keras.Input([3]), keras.layers.Dense(4), keras.layers.Dense(1)])
    model.load_weights(here / "new.weights.h5")


def test_it_refuses_what_does_not_fit(here, capsys):
    model = ["--model", "prog_of_keras:build_model", *arguments(2), "--quiet"]
    assert run(*model) == checkpoint.LEFT_OVER
    told = capsys.readouterr()
    kernel = "binary_logistic_head/logits/weights logits/kernel has the shape [4, 1], not [4, 2]"
    rows = [" ".join(line.split()) for line in told.out.splitlines()]
    assert f"mismatched {kernel}" in rows
    slots = [row for row in rows if row.startswith("no variable adam")]
    assert [slot.partition("/")[2] for slot in slots] == [
        "logits_kernel_momentum [4, 2]",
        "logits_kernel_velocity [4, 2]",
        "logits_bias_momentum [2]",
        "logits_bias_velocity [2]",
    ]
    assert not any(row.startswith(("mapped", "ignored")) for row in rows)
    assert "new.weights.h5 is not written" in told.err
    assert not (here / "new.weights.h5").exists()

    assert run(*model, "--partial") == checkpoint.WRITTEN
    assert (here / "new.weights.h5").exists()


@pytest.mark.parametrize(
    "options, said",
    [
        (["prog_of_keras"], "names no function: say MODULE:NAME"),
        (["nowhere:make"], "there is no module nowhere here"),
        (["nowhere.py:make"], "there is no file nowhere.py"),
        (["nowhere.py"], "there is no file nowhere.py"),
        (
            ["prog_of_keras.py"],
            "prog_of_keras.py ended without a call of fit: say prog_of_keras.py:NAME",
        ),
        (["train:model"], "train trains when it is imported: put that under `if __name__"),
        (["prog_of_keras:make"], "prog_of_keras has no make"),
        (["prog_of_keras:a_number"], "gives int, and no keras.Model"),
        (["prog_of_keras:broken"], "could not make the model"),
        (["prog_of_keras:build_model"], "missing a required argument: 'features'"),
        (["prog_of_keras:build_model", *FEATURES], "missing a required argument: 'params'"),
        (["prog_of_keras:make_model", *FEATURES], "too many positional arguments"),
        (["prog_of_keras:of_one_input", "--features", '["x", 3]'], "--features: "),
        (["prog_of_keras:of_one_input", "--features", "[3.5]"], "is no shape"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_say_what_to_do(options, said, here, capsys):
    assert run("--model", *options) == checkpoint.TROUBLE
    told = capsys.readouterr()
    *_, last = told.err.splitlines()
    assert last.startswith("error: ") and said in last
    assert ("Traceback" in told.err) == ("broken" in options[0])
    assert not (here / "new.weights.h5").exists()


def test_a_guess_is_called_so(capsys):
    run("--model", "prog_of_keras:of_other_names")
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "mapped hidden/weights one/kernel [3, 4], by its shape alone" in rows


def test_what_is_no_checkpoint(here, capsys):
    model = ["--model", "prog_of_keras:make_model"]
    (here / "empty").mkdir()
    assert cli.main(["checkpoint", "empty", "new.weights.h5", *model]) == checkpoint.TROUBLE
    assert "error: There is no checkpoint in empty: name the model_dir" in capsys.readouterr().err
    assert cli.main(["checkpoint", "old", "new.h5", *model]) == checkpoint.TROUBLE
    assert "error: Keras writes weights to names in .weights.h5: new.h5" in capsys.readouterr().err
    assert cli.main(["checkpoint", "old", "no/new.weights.h5", *model]) == checkpoint.TROUBLE
    assert capsys.readouterr().err.startswith("error: no/new.weights.h5: ")


@pytest.mark.parametrize("json", ["{", "[1]"])
def test_what_is_no_json(json, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("--model", "prog_of_keras:make_model", "--args", json)
    assert "argument --args: " in capsys.readouterr().err


def test_without_tensorflow(monkeypatch, capsys):
    monkeypatch.setattr(checkpoint, "find_spec", lambda name: None if name == "keras" else name)
    assert run("--model", "prog_of_keras:make_model") == checkpoint.TROUBLE
    told = "error: converting checkpoints needs keras: pip install contrib-learn-compat\n"
    assert capsys.readouterr().err == told


def test_help_needs_no_tensorflow():
    program = (
        "import sys; from contrib_learn_migrate import cli\n"
        "try: cli.main(['checkpoint', '--help'])\n"
        "finally: print('tensorflow' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"
    assert '--features \'{"x": [4], "city": ["string", 1]}\'' in ran.stdout
