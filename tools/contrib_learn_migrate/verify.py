"""The command ``contrib-learn-migrate verify``: a legacy program and its Keras form, side by side.

TF 1.x graphs and Keras 3 need a process each; what both compute is in
``contrib_learn_compat.keras.verification``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from contrib_learn_migrate import example_data, loss_curves

SAME, DIFFERENT, TROUBLE = 0, 1, 2

_HALVES = "contrib_learn_compat.keras.verification"
_EPILOG = """\
Both programs run. Each model that one trains begins at the legacy weights, and both are held
against each other on the same batches; so are evaluations. Behind its first training a program is
left where it would write anything.

Modules that only define a model are compared by LEGACY.py:model_fn MIGRATED.py:build_model, on
--data: a file of arrays by feature, with `labels` (or `labels/NAME`), of which each 32 rows are a
batch: a .npz, a .csv with a header, a .npy of records, or a .json that tells how to make them, as
  {"x": {"shape": [4]}, "word": {"values": ["a", "b"]}, "labels": {"shape": [1], "high": 3}}
where numbers are normal, or integers from `low` (0) up to `high`.

exit status: 0 if all that is compared agrees, 1 if something differs, 2 if it could not be run
"""
# What TensorFlow says of the machine.
_NOISE = re.compile(r"WARNING: All log messages before absl|[IWE]\d{4} |INFO:|WARNING:")
_STYLES = {"pass": "green", "FAIL": "bold red", "not compared": "yellow"}


class _CannotRun(Exception):
    """A program ended before it could be compared."""


def main(arguments: Sequence[str]) -> int:
    """Runs the command, and returns its exit status."""
    options = _parser().parse_args(arguments)
    if find_spec("tensorflow") is None:
        print("error: verify runs both programs, and needs TensorFlow", file=sys.stderr)
        return TROUBLE
    try:
        result = _compared(options)
        if options.report:
            options.report.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        if options.plot:
            options.plot.write_text(loss_curves.svg(result["losses"]), encoding="utf-8")
    except _CannotRun as error:
        print(f"error: {error}", file=sys.stderr)
        return TROUBLE
    except example_data.SpecError as error:
        print(f"error: {options.data}: {error}", file=sys.stderr)
        return TROUBLE
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        print("interrupted; nothing is written", file=sys.stderr)
        return 128 + signal.SIGINT
    _print(result)
    return DIFFERENT if any(row["verdict"] == "FAIL" for row in result["rows"]) else SAME


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="contrib-learn-migrate verify",
        description="Proves that a migrated program computes what the legacy program computed.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("legacy", metavar="LEGACY.py[:model_fn]", help="the program as it was")
    add("migrated", metavar="MIGRATED.py[:build_model]", help="the program in Keras")
    add("--data", type=Path, metavar="FILE", help="arrays by feature: .npz, .csv, .npy, .json")
    add("--params", type=_json, metavar="JSON", help="the params of model_fn and build_model")
    add("--steps", type=_positive, default=50, metavar="N", help="training steps (default: 50)")
    add("--legacy-args", type=shlex.split, default=[], metavar="ARGS", help="its arguments")
    add("--migrated-args", type=shlex.split, default=[], metavar="ARGS", help="its arguments")
    add("--recording", type=Path, metavar="FILE.npz", help="keep, or use, what the legacy one gave")
    add("--report", type=Path, metavar="FILE.json", help="write all rows and the losses")
    add("--plot", type=_svg, metavar="FILE.svg", help="write a plot of the losses")
    return parser


def _compared(options: argparse.Namespace) -> dict[str, Any]:
    """Runs both halves, and returns what the second wrote."""
    legacy, model_fn = _parted(options.legacy)
    migrated, build_model = _parted(options.migrated)
    if bool(model_fn) != bool(build_model) or bool(model_fn) != bool(options.data):
        raise _CannotRun(
            "a model_fn, a function that builds the Keras model and --data go together; "
            "name all three, or none to run the programs as they are"
        )
    for file in (legacy, migrated):
        Path(file).open("rb").close()  # Raises what is to be said of a file that is not there.
    for file in filter(None, (options.recording, options.report, options.plot)):
        if not file.parent.is_dir():
            raise _CannotRun(f"{file}: there is no directory {file.parent}")
    with tempfile.TemporaryDirectory() as folder:
        recording = (options.recording or Path(folder, "legacy.npz")).resolve()
        if not recording.exists():
            request = {"steps": options.steps, "arguments": options.legacy_args}
            if model_fn:
                data = example_data.file(options.data, Path(folder))
                request |= {"function": model_fn, "data": str(data), "params": options.params}
            _run("legacy", folder, recording=str(recording), program=legacy, **request)
        report = Path(folder, "report.json")
        request = {"report": str(report), "arguments": options.migrated_args}
        if build_model:
            request |= {"function": build_model, "params": options.params}
        _run("migrated", folder, recording=str(recording), program=migrated, **request)
        return json.loads(report.read_text(encoding="utf-8"))


def _parted(program: str) -> tuple[str, str]:
    """Returns a program's file, and the name of a function behind a colon."""
    file, colon, function = program.rpartition(":")
    return (file, function) if colon and function.isidentifier() else (program, "")


def _run(half: str, scratch: str, **request: Any) -> None:
    """Runs a half in a process of its own.

    Args:
      half: its module's name.
      scratch: the directory of its temporary files.
      request: the arguments of its ``main``.

    Raises:
      _CannotRun: it failed.
    """
    environment = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # oneDNN's kernels round in other ways in one program than in the other.
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "MPLBACKEND": "Agg",  # Nobody closes windows.
        **os.environ,
        "TMPDIR": scratch,
        "KERAS_BACKEND": "tensorflow",  # The only one that gives gradients of a model as it is.
    }
    done = subprocess.run(
        [sys.executable, "-m", f"{_HALVES}.{half}", json.dumps(request)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not _NOISE.match(line)]
        said = "\n".join(lines) or f"exit status {done.returncode}"
        raise _CannotRun(f"the {half} program could not be compared:\n{said}")


def _print(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("", "", "verdict")
    for column in ("difference", "relative", "allowed"):
        table.add_column(column, justify="right")
    part = ""
    for row in result["rows"]:
        if row["part"] != part:
            part = row["part"]
            table.add_section()
            if part:
                table.add_row(Text(part, "bold"))
                table.add_section()
        table.add_row(
            row["kind"],
            Text(row["name"]),
            Text(row["verdict"], _STYLES[row["verdict"]]),
            *(_number(row[column]) for column in ("absolute", "relative", "tolerance")),
        )
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(table)
    for row in result["rows"]:
        if row["note"] and row["verdict"] != "pass":
            console.print(Text(f"{row['verdict']}: {called(row)}: {row['note']}"))
    failed = [
        f"{row['part']} {row['kind']}".strip() for row in result["rows"] if row["verdict"] == "FAIL"
    ]
    if len(set(failed)) > 1:
        # The rows come in the order of what a program computes.
        console.print(f"Begin with {failed[0]}: what fails below it may only follow from it.")
    verdicts = [row["verdict"] for row in result["rows"]]
    console.print(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in _STYLES) + ".")


def called(row: dict[str, Any]) -> str:
    """Returns what a row is called outside of the table."""
    return " ".join(filter(None, (row["part"], row["kind"], row["name"])))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number of steps")
    return int(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no JSON: {error}") from error


def _svg(text: str) -> Path:
    if Path(text).suffix != ".svg":
        raise argparse.ArgumentTypeError(f"{text} does not end in .svg")
    return Path(text)
