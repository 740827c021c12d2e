"""A model_dir that TF 1.15 left is one's own: it restores, answers, trains on and exports as there.

tools/oracle/record_model_dirs.py made the archives, from the models in model_dirs.py there.
"""

import importlib.metadata
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
from core import goldens

import golden_json
import model_dirs
import write_model_dirs

RECORDED = pathlib.Path(__file__).parents[1] / "goldens" / "learn" / "model_dirs"
TOLD = {row["model"]: row["told"] for row in golden_json.load(RECORDED / "answers.json")}
WORLD = write_model_dirs.compat_world()
EXPORTED = [name for name, told in TOLD.items() if model_dirs.signatures(told)]
QUICK = {"head_regression"}
NUMBER = re.compile(r"\s*-?\d+\.\d*(?:e[-+]\d+)?\s*")

ENTRY_POINT, *_ = importlib.metadata.entry_points(group="console_scripts", name="saved_model_cli")


def each(names):
    return [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in names]


def unpack(name, folder):
    shutil.unpack_archive(RECORDED / f"{name}.tar.xz", folder, filter="data")


def assert_export_as(given, expected):
    """Compares exports; TensorFlow infers dimensions today that it did not know then."""
    if isinstance(expected, dict):
        assert list(given) == list(expected)
        for key in expected:
            assert_export_as(given[key], expected[key])
    elif isinstance(expected, list):
        assert len(given) == len(expected)
        for one, other in zip(given, expected, strict=True):
            assert_export_as(one, other)
    else:
        assert expected in (given, -1)


@pytest.mark.parametrize("program", goldens.PROGRAMS)
@pytest.mark.parametrize("name", each(TOLD))
def test_it_is_ones_own(name, program, tmp_path):
    unpack(name, tmp_path)
    with goldens.PROGRAMS[program]():
        given = model_dirs.follow(WORLD, name, str(tmp_path))
    expected = TOLD[name]
    for answer in ("evaluation", "predictions"):
        assert model_dirs.difference(given[answer], expected[answer]) <= 1e-6
    assert model_dirs.difference(given["variables"], expected["variables"]) <= 1e-5
    assert_export_as(given["export"], expected["export"])
    assert given["events"] == expected["events"]


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPORTED)
def test_saved_model_cli_prints_the_same(name, tmp_path):
    """Of TF 1.15's export and of ours, today; and what it printed of the first in TF 1.15."""
    unpack(name, tmp_path)
    run = ENTRY_POINT.load()
    theirs, ours = tmp_path / model_dirs.RECORDED_EXPORT, export(name, tmp_path)
    # The op that crossed features in TF 1.15 was contrib's: no TensorFlow can load it any more.
    loads = b"SparseFeatureCross" not in (theirs / "saved_model.pb").read_bytes()
    for signature, described in model_dirs.signatures(TOLD[name]).items():
        request = model_dirs.request(WORLD, name, described)
        printed = model_dirs.printed(run, ours, signature, request)
        if loads:
            assert printed == model_dirs.printed(run, str(theirs), signature, request)
        assert_same_text(printed, TOLD[name]["printed"][signature])


@pytest.mark.slow
def test_saved_model_cli_as_a_command(tmp_path):
    unpack("head_multi", tmp_path)
    described = model_dirs.signatures(TOLD["head_multi"])
    printed = TOLD["head_multi"]["printed"]["serving_default"]
    command = [
        *(shutil.which("saved_model_cli", path=os.path.dirname(sys.executable)), "run"),
        *("--dir", export("head_multi", tmp_path)),
        *("--tag_set", "serve", "--signature_def", "serving_default"),
        *("--input_exprs", model_dirs.request(WORLD, "head_multi", described["serving_default"])),
    ]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert_same_text(ran.stdout, printed)


def export(name, folder):
    return model_dirs.export(WORLD, name, str(folder))


def assert_same_text(given, expected):
    """Compares texts, their numbers to 1e-6."""
    assert NUMBER.sub("0", given).split() == NUMBER.sub("0", expected).split()
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (given, expected)]
    np.testing.assert_allclose(*numbers, rtol=1e-6, atol=1e-6)


def test_every_model_is_recorded():
    assert list(TOLD) == list(model_dirs.MODELS)
