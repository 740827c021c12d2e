"""The command `verify`: its table, its files, its exit status, and what it says instead."""

import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from legacy_programs import ROOT

from contrib_learn_compat.keras.verification.comparison import Rows
from contrib_learn_migrate import cli, example_data, loss_curves
from contrib_learn_migrate import verify as verify_command

FORMS = ROOT / "tests" / "verify" / "forms"
PROGRAMS = ROOT / "tests" / "corpus" / "programs"


@pytest.fixture
def verify(monkeypatch, capfd):
    """Returns a function that runs the command, and returns its status, output and errors."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{ROOT / 'tools'}")

    def verify(*arguments):
        status = cli.main(["verify", *map(str, arguments)])
        return status, *capfd.readouterr()

    return verify


@pytest.mark.slow
def test_it_compares_functions_on_made_examples(verify, tmp_path):
    spec, report, plot = (tmp_path / name for name in ("x.json", "report.json", "losses.svg"))
    spec.write_text('{"x": {"shape": [4]}, "labels": {"high": 3}}')
    recording = tmp_path / "legacy.npz"
    status, out, err = verify(
        f"{PROGRAMS / 'multi_class_head.py'}:model_fn",
        f"{FORMS / 'multi_class_head.py'}:build_model",
        *("--data", spec, "--params", '{"hidden_units": [5], "learning_rate": 0.1}'),
        *("--report", report, "--plot", plot, "--recording", recording, "--steps", "12"),
    )
    assert (status, err) == (0, "")
    assert "logits/weights → logits/kernel" in out
    assert "0 FAIL, 0 not compared." in out
    assert recording.exists()
    result = json.loads(report.read_text())
    assert [len(losses) for losses in result["losses"].values()] == [12, 12]
    assert {row["verdict"] for row in result["rows"]} == {"pass"}
    assert ElementTree.fromstring(plot.read_text()).tag.endswith("svg")


@pytest.mark.slow
def test_a_program_that_trains_nothing_cannot_be_compared(verify, tmp_path):
    program = tmp_path / "nothing.py"
    program.write_text("print('hello')\n")
    status, out, err = verify(program, FORMS / "svm_head.py")
    assert (status, out) == (2, "")
    said = f"{program} ended without training an Estimator"
    assert err == f"error: the legacy program could not be compared:\n{said}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.py", "svm_head.py"], "missing.py: No such file or directory"),
        (["svm_head.py:model_fn", "svm_head.py"], "name all three"),
        (["svm_head.py", "svm_head.py:build_model", "--data", "x.npz"], "name all three"),
        (["svm_head.py:f", "svm_head.py:g", "--data", "x.npz"], "x.npz: No such file"),
        (["svm_head.py:f", "svm_head.py:g", "--data", "svm_head.json"], "svm_head.json: No such"),
    ],
)
def test_what_is_missing_is_said(verify, monkeypatch, arguments, said):
    monkeypatch.chdir(FORMS)
    status, out, err = verify(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ") and said in err and err.count("\n") == 1


def test_without_tensorflow_it_says_so(verify, monkeypatch):
    monkeypatch.setattr("contrib_learn_migrate.verify.find_spec", lambda name: None)
    status, out, err = verify("a.py", "b.py")
    assert (status, out) == (2, "")
    assert err == "error: verify runs both programs, and needs TensorFlow\n"


@pytest.mark.parametrize("arguments", [["--steps", "0"], ["--plot", "x.png"], ["--params", "{"]])
def test_arguments_that_make_no_sense_are_refused(verify, arguments):
    with pytest.raises(SystemExit) as leaving:
        verify("a.py", "b.py", *arguments)
    assert leaving.value.code == 2


@pytest.mark.parametrize("described", ["[]", "{", '{"x": 3}', '{"x": {"size": 3}}'])
def test_a_spec_that_makes_no_arrays_is_refused(tmp_path, described):
    spec = tmp_path / "spec.json"
    spec.write_text(described)
    with pytest.raises(example_data.SpecError):
        example_data.file(spec, tmp_path)


TRAINED = """
import tensorflow as tf
from tensorflow.contrib import layers, learn

def input_fn():
    return {"x": tf.constant([[0.0], [1.0]])}, tf.constant([[1.0], [3.0]])

estimator = learn.LinearRegressor([layers.real_valued_column("x")], model_dir="model")
estimator.fit(input_fn=input_fn, max_steps=3)
"""
FILES = {
    "a.csv": "x,city,labels\n1,Bern,0\n2.5, Chur,1\n",
    "header.csv": "1,2\n3,4\n",
    "short.csv": "x,labels\n3\n",
    "empty.csv": "",
    "rows.csv": "x,labels\n",
    "blank.csv": "x,labels\n1.5,0\n,1\n",
    "alias.csv": "x,y\n3,1\n",
    "garbage.npz": "no arrays",
    "kind.txt": "",
}
ARRAYS = {
    "a.npz": {"x": np.zeros([3, 2]), "labels": np.zeros(3)},
    "lengths.npz": {"x": np.zeros([3, 2]), "labels": np.zeros(4)},
    "nan.npz": {"x": np.array([1.0, np.nan]), "labels": np.zeros(2)},
    "objects.npz": {"x": np.array([{}, "a"], object), "labels": np.zeros(2)},
    "scalar.npz": {"x": np.float32(1), "labels": np.zeros(2)},
    "a.npy": np.zeros(3, [("x", "f", 4), ("labels", "i8")]),
    "nameless.npy": np.zeros(3),
}


def _written(folder, name):
    path = folder / name
    if name in FILES:
        path.write_text(FILES[name])
    elif path.suffix == ".npz":
        np.savez(path, **ARRAYS[name])
    else:
        np.save(path, ARRAYS[name])
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", {"x": "float32 (2, 1)", "city": "<U4 (2, 1)", "labels": "int64 (2,)"}),
        ("a.npz", {"x": "float64 (3, 2)", "labels": "float64 (3,)"}),
        ("a.npy", {"x": "float32 (3, 4)", "labels": "int64 (3,)"}),
    ],
)
def test_examples_come_out_of_files(tmp_path, name, expected):
    (tmp_path / "made").mkdir()
    arrays = np.load(example_data.file(_written(tmp_path, name), tmp_path / "made"))
    said = {key: f"{array.dtype} {array.shape}" for key, array in arrays.items()}
    assert said == expected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("header.csv", "its first line has to name the columns"),
        ("short.csv", "1 values in row 1, and 2 columns"),
        ("empty.csv", "no arrays"),
        ("rows.csv", "no rows below its header"),
        ("blank.csv", "NaN or infinity in row 1.*drop such rows"),
        ("alias.csv", "rename 'y'"),
        ("garbage.npz", "no file of numpy.savez"),
        ("kind.txt", "none of .npz, .csv, .npy, .json"),
        ("lengths.npz", "x 3, labels 4"),
        ("nan.npz", "'x' has NaN or infinity in row 1"),
        ("objects.npz", "array of objects"),
        ("scalar.npz", "'x' has no rows"),
        ("nameless.npy", "numpy.savez"),
    ],
)
def test_a_file_without_examples_is_refused_with_what_to_do(tmp_path, name, said):
    with pytest.raises(example_data.SpecError, match=said):
        example_data.file(_written(tmp_path, name), tmp_path)


@pytest.mark.parametrize(
    ("kinds", "begins"),
    [(["logits", "loss", "steps"], "Begin with logits:"), (["steps", "steps"], None), ([], None)],
)
def test_it_says_where_to_begin(capsys, kinds, begins):
    rows = Rows()
    rows.passed("batch", "x")
    for number, kind in enumerate(kinds):
        rows.fail(kind, str(number), "differs")
    verify_command._print({"rows": rows.as_dicts()})
    out = capsys.readouterr().out
    assert (begins in out) if begins else ("Begin" not in out)
    assert f"1 pass, {len(kinds)} FAIL" in out


@pytest.mark.slow
def test_a_model_that_is_trained_already_is_compared_all_the_same(verify, tmp_path, monkeypatch):
    """Its checkpoint has reached max_steps, so that the program trains no more."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "trained.py"
    program.write_text(TRAINED)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tools'}"}
    command = [sys.executable, "-m", "contrib_learn_compat", str(program)]
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    before = sorted(path.name for path in (tmp_path / "model").iterdir())
    migrated = tmp_path / "migrated.py"
    migrated.write_text(program.read_text())
    assert cli.main(["--to", "keras", "--write", str(migrated)]) == 0
    status, out, _ = verify(program, migrated, "--steps", "5")
    assert status == 0 and "0 FAIL" in out
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("functions", "header", "said"),
    [
        (("model_fn", "build_model"), "a,labels", "takes the feature 'x'; --data has a"),
        (("modelfn", "build_model"), "x,labels", "has no function modelfn; it has .*model_fn"),
        (("model_fn", "build"), "x,labels", "has no function build; it has .*build_model"),
    ],
)
def test_what_the_functions_lack_is_said(verify, tmp_path, functions, header, said):
    data = tmp_path / "data.csv"
    data.write_text(header + "\n1.5,0\n2.5,1\n3.5,2\n")
    status, out, err = verify(
        f"{PROGRAMS / 'multi_class_head.py'}:{functions[0]}",
        f"{FORMS / 'multi_class_head.py'}:{functions[1]}",
        *("--data", data, "--params", '{"hidden_units": [5], "learning_rate": 0.1}'),
        *("--steps", "2"),
    )
    assert (status, out) == (2, "")
    assert re.search(said, err) and "Traceback" not in err


def test_a_plot_has_both_curves_within_its_frame():
    plot = ElementTree.fromstring(loss_curves.svg({"legacy": [2.0, 1.0], "migrated": [2.0, 1.5]}))
    lines = plot.findall("{*}polyline")
    points = [[tuple(map(float, p.split(","))) for p in e.get("points").split()] for e in lines]
    assert points == [[(70.0, 40.0), (600.0, 320.0)], [(70.0, 40.0), (600.0, 180.0)]]
