"""Random ops have the seeds that TF 1.15 gave them, whatever was built before them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools" / "oracle"))

import seed_cases  # noqa: E402

GOLDEN = json.loads((ROOT / "tests/goldens/seeds.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def recorded_here():
    """The same cases, in a process of their own: the drop-in switches its whole process."""
    program = (
        "import json, seed_cases\n"
        "from contrib_learn_compat import tf\n"
        "print(json.dumps({k: seed_cases.seeds(tf, v) for k, v in seed_cases.CASES.items()}))"
    )
    paths = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tools" / "oracle"), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_recorder_knows_the_same_cases():
    assert list(GOLDEN) == list(seed_cases.CASES)


@pytest.mark.parametrize("case", list(GOLDEN))
def test_seeds_are_those_of_tf_1_15(case, recorded_here):
    assert recorded_here[case] == GOLDEN[case]
