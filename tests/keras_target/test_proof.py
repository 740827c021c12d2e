"""Programs of the corpus at the Keras target are proved: `verify` finds no difference.

``python tools/keras_corpus.py`` does this for all of them, and prints what it finds. Here it is a
share that has the most in common with the others; all of them take ten minutes:

  PROOF=all python -m pytest tests/keras_target/test_proof.py
"""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.keras_target.corpus import CORPUS, converted
from tests.legacy_programs import ROOT

HALVES = ROOT / "contrib_learn_compat" / "keras" / "verification"
# Several heads, columns, canned estimators, and a model_fn with a loss of its own.
SHARE = ("binary_head", "census_linear", "cnn_digits", "multi_head_columns", "text_classification")
# Neither strings nor steps of their own: JAX has no strings, and differentiates in its own way.
ON_JAX = ("cnn_digits", "iris_dnn", "learn_runner_hparams", "multi_class_head", "poisson_head")
# Clusters begin where hooks put them, and have no gradients.
WITHOUT_GRADIENTS = ("kmeans",)
BACKENDS = ("tensorflow", "jax")
_NUMBER = re.compile(r"-?\d+\.?\d*")

pytestmark = pytest.mark.slow


def _chosen():
    is_all = os.environ.get("PROOF") == "all"
    reason = "one of those that PROOF=all proves, as does tools/keras_corpus.py"
    for name, text in converted().items():
        left_out = pytest.mark.skipif(not is_all and name not in SHARE, reason=reason)
        yield pytest.param(name, text, id=name, marks=left_out)


def test_those_chosen_are_converted():
    assert {*SHARE, *ON_JAX} <= converted().keys()


@pytest.mark.parametrize(("name", "text"), list(_chosen()))
def test_verify_finds_no_difference(name, text, programs, tmp_path):
    migrated, report = tmp_path / f"{name}.py", tmp_path / "report.json"
    migrated.write_text(text, encoding="utf-8")
    same = {"recording": str(tmp_path / "legacy.npz"), "arguments": []}
    halves = {
        "legacy": {"program": str(CORPUS / "programs" / f"{name}.py"), "steps": 50},
        "migrated": {"program": str(migrated), "report": str(report)},
    }
    for half, request in halves.items():
        file = HALVES / f"{half}.py"
        outcome = programs.run(file, json.dumps({**same, **request}), unmodified=False)
        assert outcome.status == 0, outcome.stderr
    rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
    assert [row for row in rows if row["verdict"] == "FAIL"] == []
    proved = {row["kind"] for row in rows if row["verdict"] == "pass"}
    assert proved >= {"batch", "loss", "steps"}
    assert name in WITHOUT_GRADIENTS or proved >= {"initial values", "gradient"}


@pytest.mark.skipif(not find_spec("jax"), reason="JAX is not installed")
def test_they_train_and_predict_the_same_on_jax(tmp_path):
    files = [tmp_path / f"{name}.py" for name in ON_JAX]
    for file in files:
        file.write_text(converted()[file.stem], encoding="utf-8")
    on_backend = Path(__file__).with_name("on_backend.py")
    for backend in BACKENDS:
        subprocess.run(
            [sys.executable, on_backend, tmp_path, *files],
            env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
            check=True,
        )
    for name in ON_JAX:
        with (
            np.load(tmp_path / "tensorflow" / f"{name}.npz") as expected,
            np.load(tmp_path / "jax" / f"{name}.npz") as found,
        ):
            np.testing.assert_allclose(found["before"], expected["before"], atol=1e-5, rtol=1e-5)
            np.testing.assert_allclose(found["after"], expected["after"], atol=1e-3, rtol=1e-3)
        printed = [(tmp_path / backend / f"{name}.txt").read_text() for backend in BACKENDS]
        words = [_NUMBER.sub("#", text) for text in printed]
        assert words[0] == words[1]
        numbers = [list(map(float, _NUMBER.findall(text))) for text in printed]
        assert numbers[1] == pytest.approx(numbers[0], abs=2e-3)
