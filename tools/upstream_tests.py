"""Runs TensorFlow 1.15's own tests of tf.contrib, as they are, on the installed TensorFlow.

  python tools/upstream_tests.py                          the suites that ship in TensorFlow's wheel
  python tools/upstream_tests.py --wheel FILE             without downloading that wheel
  python tools/upstream_tests.py --source DIR --suite S   a suite from a checkout of TensorFlow 1.15

Each suite is one of upstream's files, not one character changed, run as a program by
``python -m contrib_learn_compat``. The exit status is 1 if a test fails, or if other tests than
those expected are run or skipped.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VERSION = "1.15.5"
DOWNLOAD = (
    "download --quiet --disable-pip-version-check --no-deps --only-binary=:all: "
    "--python-version 37 --implementation cp --abi cp37m --platform manylinux2010_x86_64"
).split()


class Suite(NamedTuple):
    """One of upstream's test files, beneath its contrib directory, and what TF 1.15 makes of it."""

    path: str
    tests: int
    skipped: dict[str, int]  # how many tests of each name


SUITES = {
    # `test_session` is no test: it is an old method of each TestCase that skips itself.
    "heads": Suite("learn/python/learn/estimators/head_test.py", 86, {"test_session": 4}),
}
IN_THE_WHEEL = ["heads"]


class Result(NamedTuple):
    """What became of a suite's tests: full names, and for those skipped the reason."""

    ran: int
    failed: list[str]
    errors: list[str]
    skipped: dict[str, str]

    @property
    def passed(self) -> int:
        return self.ran - len(self.failed) - len(self.errors) - len(self.skipped)

    def is_as_expected_of(self, suite: Suite) -> bool:
        skipped = Counter(test.rpartition(".")[2] for test in self.skipped)
        clean = not self.failed and not self.errors
        return clean and self.ran == suite.tests and skipped == suite.skipped


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheel", type=Path, help="TensorFlow 1.15.5's wheel, already downloaded")
    parser.add_argument("--source", type=Path, help="a checkout of TensorFlow 1.15")
    parser.add_argument("--suite", default=",".join(IN_THE_WHEEL), help=f"among {list(SUITES)}")
    options = parser.parse_args()
    read = _checkout(options.source) if options.source else _wheel(options.wheel or _download())
    as_expected = True
    print(_line("suite", "ran", "passed", "failed", "errors", "skipped"))
    for name in options.suite.split(","):
        suite = SUITES[name]
        result = run(read(suite.path), Path(suite.path).name)
        lists = (result.failed, result.errors, result.skipped)
        print(_line(name, result.ran, result.passed, *map(len, lists)))
        for kind, tests in zip(("failed", "error", "skipped"), lists, strict=True):
            for test in tests:
                print(f"  {kind}: {test}" + (f": {tests[test]}" if kind == "skipped" else ""))
        if not result.is_as_expected_of(suite):
            print(f"  expected {suite.tests} tests, of which {suite.skipped or 'none'} skipped")
            as_expected = False
    return 0 if as_expected else 1


def run(source: bytes, name: str) -> Result:
    """Runs a test file and returns what became of each test."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, name).write_bytes(source)
        report = Path(directory, "report.xml")
        paths = [str(ROOT), str(ROOT / "tools"), os.environ.get("PYTHONPATH", "")]
        process = subprocess.run(
            [sys.executable, "-m", "contrib_learn_compat", name, f"--xml_output_file={report}"],
            cwd=directory,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        if not report.exists():
            sys.exit(f"{name} ended without a report of its tests:\n{process.stderr}")
        cases = ElementTree.parse(report).getroot().findall(".//testcase")
    if process.returncode:
        print(process.stderr, file=sys.stderr)

    def with_a(tag: str) -> list[str]:
        found = [case for case in cases if case.find(tag) is not None]
        return [f"{case.get('classname')}.{case.get('name')}" for case in found]

    # The report knows of a skipped test, but not why it was.
    skipped = dict(re.findall(r"^\[  SKIPPED \] (\S+)(?: - (.*))?$", process.stderr, re.MULTILINE))
    return Result(len(cases), with_a("failure"), with_a("error"), skipped)


def _line(*cells: object) -> str:
    return f"{cells[0]:<10}" + "".join(f"{cell:>9}" for cell in cells[1:])


def _wheel(wheel: Path) -> Callable[[str], bytes]:
    archive = zipfile.ZipFile(wheel)
    return lambda path: archive.read(f"tensorflow_core/contrib/{path}")


def _checkout(directory: Path) -> Callable[[str], bytes]:
    return lambda path: (directory / "tensorflow" / "contrib" / path).read_bytes()


def _download() -> Path:
    """Returns TensorFlow 1.15's wheel, which pip fetches once into the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = cache / "contrib-learn-compat"
    pattern = f"tensorflow-{VERSION}-*.whl"
    if not list(cache.glob(pattern)):
        print(f"downloading TensorFlow {VERSION} (110 MB) into {cache}", flush=True)
        command = [sys.executable, "-m", "pip", *DOWNLOAD]
        subprocess.run([*command, "--dest", cache, f"tensorflow=={VERSION}"], check=True)
    return next(cache.glob(pattern))


if __name__ == "__main__":
    sys.exit(main())
