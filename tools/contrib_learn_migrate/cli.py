"""The command ``contrib-learn-migrate``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from contrib_learn_migrate import config, console, files, fixers, report, run
from contrib_learn_migrate.outcomes import Failure, Outcome
from contrib_learn_migrate.transform import Options

_WHOLE = "every file is whole, as it was or as it becomes"
_MANY: dict[str, Any] = {"action": "extend", "default": []}
NOTHING, SOMETHING, TROUBLE = 0, 1, 2
# Commands of their own, by the first argument; a folder of that name is ./verify.
_COMMANDS = {
    "checkpoint": "contrib_learn_migrate.checkpoint",
    "verify": "contrib_learn_migrate.verify",
}

_EPILOG = """\
Without --write or --check, the changes are printed as a diff and nothing is written. With -, the
new text of standard input goes to standard output. pyproject.toml may have settings, under
[tool.contrib-learn-migrate]: target, select, ignore, exclude, python2 = "fix", comments = false.

`contrib-learn-migrate verify --help` tells of the proof that a migrated program computes the same,
`contrib-learn-migrate checkpoint --help` of taking the weights of TensorFlow 1 along.

exit status: 0, or with --check 1 where something would change; 2 on errors
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command, and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in _COMMANDS:
        return import_module(_COMMANDS[arguments[0]]).main(arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        answer = _answer(options)
        if answer:
            print(answer)
            return NOTHING
        return _run(options)
    except (config.ConfigError, LookupError) as error:
        print(f"error: {error.args[0]}", file=sys.stderr)
        return TROUBLE
    except BrokenPipeError:  # Someone looked at the first lines of the diff, and left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:  # Of a report or of standard output; files have theirs as outcomes.
        print(f"error: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return TROUBLE
    except run.ProcessDied:
        print(f"error: a process was killed; {_WHOLE}; --jobs 1 may do", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        print(f"interrupted; {_WHOLE}", file=sys.stderr)
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="contrib-learn-migrate",
        description="Moves TensorFlow 1.x source built on tf.contrib.learn to today's TensorFlow.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders, or - for standard input")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--write", action="store_true", help="write the changes to the files")
    mode.add_argument("--check", action="store_true", help="print no diff, only what would change")
    add("-q", "--quiet", action="store_true", help="print errors only")
    add("-v", "--verbose", action="store_true", help="print each change and each file passed over")
    add("-j", "--jobs", type=_positive, default=0, metavar="N", help="processes, at most")
    add("--report", type=_report, **_MANY, metavar="FILE", help="write .html, .json or .sarif")
    add("--exclude", type=_names, **_MANY, metavar="PATTERN,…", help="leave out, as in .gitignore")
    add("--select", type=_names, **_MANY, metavar="FIXER,…", help="ask these fixers only")
    add("--ignore", type=_names, **_MANY, metavar="FIXER,…", help="do not ask these fixers")
    add("--target", "--to", metavar="NAME", help="where to move to (default: compat)")
    add("--python2", choices=config.PYTHON2, help="bring Python 2 to Python 3, or only report it")
    add("--no-comments", action="store_true", help="no '# MIGRATE: …' above what needs a person")
    add("--stdin-filename", default="-", metavar="NAME", help="what standard input is the text of")
    add("--list-fixers", action="store_true", help="list the fixers and exit")
    add("--explain", metavar="FIXER-OR-SYMBOL", help="explain a fixer or a legacy name and exit")
    add("--version", action="store_true", help="print the version and exit")
    return parser


def _answer(options: argparse.Namespace) -> str:
    """Returns what was asked for instead of a run, or an empty string."""
    if options.version:
        from importlib.metadata import PackageNotFoundError, version

        try:
            return f"contrib-learn-migrate {version('contrib-learn-compat')}"
        except PackageNotFoundError:
            return "contrib-learn-migrate, run from its sources"
    if options.list_fixers or options.explain:
        from contrib_learn_migrate import explain

        return explain.list_fixers() if options.list_fixers else explain.explain(options.explain)
    return ""


def _run(options: argparse.Namespace) -> int:
    paths = [Path(path) for path in options.paths]
    if not paths:
        raise config.ConfigError("name a file or a folder, or - for standard input; see --help")
    settings = _settings(options, paths)
    work = Options(
        fixers=_fixers(settings),
        comments=settings.comments,
        python2=settings.python2 == "fix",
    )
    if options.paths == ["-"]:
        outcomes = [_filter(Path(options.stdin_filename), work, print_text=not options.check)]
    else:
        outcomes = _files(paths, settings, work, options)
    printer = console.Printer(quiet=options.quiet, verbose=options.verbose)
    if options.check or options.write:
        printer.names(outcomes, written=options.write)
    elif options.paths != ["-"]:
        printer.diff(outcomes)
    printer.findings(outcomes)
    printer.summary(outcomes, written=options.write)
    for file in options.report:
        report.write(file, outcomes)
    if any(outcome.failures for outcome in outcomes):
        return TROUBLE
    return SOMETHING if options.check and any(o.changed for o in outcomes) else NOTHING


def _files(
    paths: Sequence[Path], settings: config.Config, work: Options, options: argparse.Namespace
) -> list[Outcome]:
    """Runs over files and folders; paths that cannot be read are among the outcomes."""
    rules = [
        files.Rules(folder, patterns)
        for folder, patterns in (
            (settings.folder, settings.exclude),
            (Path.cwd(), options.exclude),
        )
        if patterns
    ]
    unreadable: list[Outcome] = []

    def note(error: OSError) -> None:
        failure = Failure(f"cannot be read: {error.strerror}")
        unreadable.append(Outcome(str(error.filename), failures=(failure,)))

    found = list(files.find(paths, rules, note))
    outcomes = run.run(found, work, write=options.write, jobs=options.jobs)
    return [*console.show_progress(outcomes, 0 if options.quiet else len(found)), *unreadable]


def _filter(name: Path, work: Options, *, print_text: bool) -> Outcome:
    """Reads a text from standard input and prints what it becomes, unless it cannot be done."""
    outcome, new = run.transform(name, sys.stdin.buffer.read(), work)
    if print_text and not outcome.failures:
        sys.stdout.buffer.write(new)
        sys.stdout.buffer.flush()
    return outcome


def _settings(options: argparse.Namespace, paths: Sequence[Path]) -> config.Config:
    """Returns the settings of pyproject.toml, with those of the command in their places."""
    said = {
        "target": options.target,
        "select": tuple(options.select) or None,
        "ignore": tuple(options.ignore) or None,
        "python2": options.python2,
        "comments": False if options.no_comments else None,
    }
    said = {key: value for key, value in said.items() if value is not None}
    return replace(config.load(path for path in paths if str(path) != "-"), **said)


def _fixers(settings: config.Config) -> tuple[str, ...]:
    """Returns the names of the fixers that are left of the target's."""
    try:
        names = [fixer.name for fixer in fixers.target(settings.target)]
    except KeyError as error:
        raise config.ConfigError(f"there is no target {settings.target!r}") from error
    for name in (*settings.select, *settings.ignore):
        if name not in names:
            raise config.ConfigError(f"there is no fixer {name!r}; there are: {', '.join(names)}")
    wanted = settings.select or names
    return tuple(name for name in names if name in wanted and name not in settings.ignore)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number of processes")
    return int(text)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _report(text: str) -> list[Path]:
    path = Path(text)
    if path.suffix not in report.FORMATS:
        raise argparse.ArgumentTypeError(f"{text} ends in none of {', '.join(report.FORMATS)}")
    return [path]
