"""Runs TensorFlow 1.15's own tests of tf.contrib, as they are, on the installed TensorFlow.

  python tools/upstream_tests.py                          the suites that ship in TensorFlow's wheel
  python tools/upstream_tests.py --wheel FILE             without downloading that wheel
  python tools/upstream_tests.py --source DIR --suite S   suites of a checkout of TensorFlow's r1.15
                                                          branch, or of a bare clone of it

``--suite`` takes names with commas between them, or ``all``. Each of upstream's files, not one
character changed, is run as a program of its own by ``python -m contrib_learn_compat``. Prints a
table with what TF 1.15 passes beside it, and every test that did not pass, with its error and, from
``upstream_known.tsv``, the reason. The exit status is 1 if fewer tests than wanted pass, or if one
that does not has no reason.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [
    *(sys.executable, "-m", "contrib_learn_compat"),
    Path(__file__).with_name("upstream_program.py"),
]
KNOWN = Path(__file__).with_name("upstream_known.tsv")
VERSION = "1.15.5"
DOWNLOAD = (
    "download --quiet --disable-pip-version-check --no-deps --only-binary=:all: "
    "--python-version 37 --implementation cp --abi cp37m --platform manylinux2010_x86_64"
).split()
OUTCOMES = ("passed", "failed", "errors", "skipped")


class Suite(NamedTuple):
    """Test files beneath a directory of contrib: how many tests TF 1.15.0 passes, how many we."""

    directory: str
    passes: int
    wanted: int
    pattern: str = "*_test.py"
    helpers: tuple[str, ...] = ()  # modules that upstream wrote for its tests alone


SUITES = {
    "heads": Suite("learn/python/learn/estimators", 82, 82, "head_test.py"),
    "layers": Suite("layers", 739, 720),
    "framework": Suite("framework", 159, 148),
    "metrics": Suite("metrics", 457, 445),
    "losses": Suite("losses", 122, 117),
    "training": Suite("training", 125, 105),
    "learn": Suite(
        "learn",
        810,
        780,
        helpers=(
            "tensorflow.contrib.learn.python.learn.estimators.estimator_test_utils",
            "tensorflow.contrib.learn.python.learn.estimators.test_data",
            "tensorflow.contrib.testing",
        ),
    ),
}
IN_THE_WHEEL = ["heads"]


class Result(NamedTuple):
    """What became of one test."""

    test: str
    outcome: str
    message: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheel", type=Path, help="TensorFlow 1.15.5's wheel, already downloaded")
    parser.add_argument("--source", type=Path, help="a checkout or bare clone of TensorFlow r1.15")
    parser.add_argument("--suite", default=",".join(IN_THE_WHEEL), help=f"all, or {[*SUITES]}")
    parser.add_argument("--only", default="", help="only files whose path this expression finds")
    parser.add_argument("--jobs", type=int, default=2, help="files at a time (2)")
    parser.add_argument("--timeout", type=float, default=1200, help="seconds for a file (1200)")
    options = parser.parse_args()
    source = options.source or options.wheel or _download()
    names = list(SUITES) if options.suite == "all" else options.suite.split(",")
    known = dict(line.split("\t") for line in KNOWN.read_text("utf-8").splitlines()[1:])
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        lines, good = [], True
        for name in names:
            results = run_suite(SUITES[name], source, root, options)
            good &= show(name, results, known, complete=not options.only, lines=lines)
    print(_line("suite", "ran", *OUTCOMES, "TF 1.15", "wanted"), *lines, sep="\n")
    return 0 if good else 1


def run_suite(suite: Suite, source: Path, root: Path, options: argparse.Namespace) -> list[Result]:
    """Unpacks a suite beneath `root`, runs its files, and returns what became of their tests."""
    directories = {suite.directory, *(helper.split(".")[2] for helper in suite.helpers)}
    for path, content in (file for name in directories for file in _files(source, name)):
        module = f"tensorflow.contrib.{path.removesuffix('.py').replace('/', '.')}"
        is_upstreams = Path(path).match(suite.pattern) or module.startswith(suite.helpers)
        if path.endswith(".py") and not is_upstreams:
            # It is ours that is tested: what a test imports from beside it leads there.
            content = f"from {module} import *".encode()
        target = root / "tensorflow" / "contrib" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    files = sorted((root / "tensorflow" / "contrib" / suite.directory).rglob(suite.pattern))
    if not files:
        sys.exit(f"{source} has no {suite.pattern} in tensorflow/contrib/{suite.directory}")
    files = [file for file in files if re.search(options.only, str(file.relative_to(root)))]
    with ThreadPoolExecutor(options.jobs) as pool:
        run_file = partial(run, root=root, helpers=suite.helpers, timeout=options.timeout)
        runs = pool.map(run_file, files)
        return [result for results in runs for result in results]


def run(file: Path, root: Path, helpers: tuple[str, ...], timeout: float) -> list[Result]:
    """Runs a test file and returns what became of each test."""
    report = file.with_suffix(".xml")
    paths = [str(ROOT), str(ROOT / "tools"), os.environ.get("PYTHONPATH", "")]
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "TEST_SRCDIR": str(root),  # where tests look for their data
        "TEST_WORKSPACE": "",
        "TEST_HELPERS": " ".join(helpers),
    }
    try:
        log = subprocess.run(
            [*COMMAND, file, f"--xml_output_file={report}"],
            cwd=file.parent,
            env={**os.environ, **environment},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=timeout,
        ).stderr
    except subprocess.TimeoutExpired as expired:
        log = (expired.stderr or b"").decode(errors="replace") + f"\nstill ran after {timeout:g} s"
    if report.exists() and report.stat().st_size:  # it is empty until the last test has run
        cases = ElementTree.parse(report).getroot().iter("testcase")
        # The report knows of a skipped test, but not always why it was.
        reasons = dict(re.findall(r"^\[  SKIPPED \] (\S+)(?: - (.*))?$", log, re.MULTILINE))
        return [_result(file.stem, case, reasons) for case in cases]
    passed = [
        Result(f"{file.stem}.{_short(test)}", "passed")
        for test in re.findall(r"^\[       OK \] (\S+)", log, re.MULTILINE)
    ]
    return [*passed, Result(file.stem, "errors", _last_line(log))]


def _result(stem: str, case: ElementTree.Element, reasons: dict[str, str]) -> Result:
    full = f"{case.get('classname')}.{case.get('name')}"
    test = f"{stem}.{_short(full)}"
    if full in reasons or _short(full) in map(_short, reasons):
        return Result(test, "skipped", reasons.get(full, ""))
    for tag, outcome in (("error", "errors"), ("failure", "failed")):
        found = case.find(tag)
        if found is not None:
            return Result(test, outcome, _last_line(found.text or found.get("message") or ""))
    return Result(test, "passed")


def show(
    name: str, results: list[Result], known: dict[str, str], complete: bool, lines: list[str]
) -> bool:
    """Prints the tests that did not pass, adds to the table, and tells if all is as wanted."""
    suite = SUITES[name]
    good = True
    for test, outcome, message in results:
        # `test_session` is no test: it is an old method of each TestCase that skips itself.
        if outcome == "passed" or (outcome, test.rpartition(".")[2]) == ("skipped", "test_session"):
            continue
        reason = known.get(test)
        good &= reason is not None
        print(f"{name}: {outcome}: {test}: {message}\n    {reason or 'NO REASON KNOWN'}")
    counts = {outcome: sum(result.outcome == outcome for result in results) for outcome in OUTCOMES}
    lines.append(_line(name, len(results), *counts.values(), suite.passes, suite.wanted))
    return good and (counts["passed"] >= suite.wanted or not complete)


def _short(test: str) -> str:
    return test.removeprefix("__main__.")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1].strip()


def _line(*cells: object) -> str:
    return f"{cells[0]:<10}" + "".join(f"{cell:>9}" for cell in cells[1:])


def _files(source: Path, directory: str) -> Iterator[tuple[str, bytes]]:
    """Yields the files beneath a directory of contrib: their paths from there, and contents."""
    if source.suffix == ".whl":
        with zipfile.ZipFile(source) as wheel:
            for name in wheel.namelist():
                path = name.removeprefix("tensorflow_core/contrib/")
                if path.startswith(f"{directory}/"):
                    yield path, wheel.read(name)
    elif (contrib := source / "tensorflow" / "contrib").is_dir():
        for path in (contrib / directory).rglob("*"):
            if path.is_file():
                yield path.relative_to(contrib).as_posix(), path.read_bytes()
    else:
        tree = f"HEAD:tensorflow/contrib/{directory}"
        command = ["git", "-C", source, "archive", f"--prefix={directory}/", tree]
        archive = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            for member in filter(tarfile.TarInfo.isfile, members):
                yield member.name, members.extractfile(member).read()


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
