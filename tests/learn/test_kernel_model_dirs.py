"""Model_dirs of kernel-trained models that TF 1.15 left are one's own: they answer and train on.

tools/oracle/record_model_dirs_kernels.py made them. SDCA, which takes a batch's examples in random
order, is given one example a step: so it too is held to 1e-5.
"""

import pathlib
import zipfile

import pytest
from core import goldens

import golden_json
import model_dirs_kernels
import write_model_dirs_kernels

RECORDED = pathlib.Path(__file__).parents[1] / "goldens" / "learn_kernels" / "model_dirs"
TOLD = {row["model"]: row["told"] for row in golden_json.load(RECORDED / "answers.json")}
WORLD = write_model_dirs_kernels.compat_world()
QUICK = {"KMeansClustering"}


@pytest.mark.parametrize("program", goldens.PROGRAMS)
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in TOLD]
)
def test_it_is_ones_own(name, program, tmp_path):
    with zipfile.ZipFile(RECORDED / f"{name}.zip") as archive:
        archive.extractall(tmp_path)
    with goldens.PROGRAMS[program]():
        given = model_dirs_kernels.follow(WORLD, name, str(tmp_path))
    model_dirs_kernels.assert_same_life(given, TOLD[name])


def test_every_model_is_recorded():
    assert list(TOLD) == list(model_dirs_kernels.models(WORLD))
