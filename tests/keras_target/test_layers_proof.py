"""Whole programs of many layers at the Keras target: `verify` finds no difference."""

import subprocess
import sys
from pathlib import Path

import pytest

from .test_corpus import moved

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_verify_finds_no_difference(program, tmp_path):
    migrated = tmp_path / program.name
    migrated.write_text(moved(program.read_text()).new)
    assert "# MIGRATE" not in migrated.read_text()
    done = subprocess.run(
        [sys.executable, "-m", "contrib_learn_migrate", "verify", program, migrated],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 FAIL, 0 not compared" in done.stdout
