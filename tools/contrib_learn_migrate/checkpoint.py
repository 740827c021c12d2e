"""The command ``contrib-learn-migrate checkpoint``: TensorFlow 1's weights for a Keras model.

What reads checkpoints is ``contrib_learn_compat.keras.checkpoints``; TensorFlow is imported only
when there is something to convert.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import json
import os
import runpy
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from unittest import mock

WRITTEN, LEFT_OVER, TROUBLE = 0, 1, 2

_NEEDED = ("tensorflow", "keras", "contrib_learn_compat")
_EPILOG = """\
The model is that which a program uses first, run up to there; or what a function returns, or a
module has. MODULE is one that can be imported from here, or a file, and must not train by that.

  --model iris.py                    a migrated program
  --model iris:make_model            def make_model():
  --model iris.py:build_model --features '{"x": [4], "city": ["string", 1]}'
                                     def build_model(features):
  … --args '{"params": {"hidden": [10]}}'
                                     def build_model(features, params):

--features has the shapes of one example: a shape, or a dtype and a shape, by each feature's name,
or one alone. They become keras.Input and the first argument; --args has others, by their names.

If the function compiles the model, its optimizer gets the legacy slots and the global step. Before
you load these, build it: model.optimizer.build(model.trainable_variables).

exit status: 0 if the weights are written; 1 if checkpoint and model do not fit, and nothing is
written; 2 on errors
"""
_STYLES = {
    "mapped": "green",
    "mismatched": "bold red",
    "unmapped": "bold red",
    "no variable": "bold red",
    "ignored": "dim",
}


class _Unusable(Exception):
    """What the command was given is of no use."""


def main(arguments: Sequence[str]) -> int:
    """Runs the command, and returns its exit status."""
    options = _parser().parse_args(arguments)
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"error: converting checkpoints needs {' and '.join(missing)}: "
            "pip install contrib-learn-compat",
            file=sys.stderr,
        )
        return TROUBLE
    try:
        return _convert(options)
    except _Unusable as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename or options.new}: {error.strerror}", file=sys.stderr)
    return TROUBLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="contrib-learn-migrate checkpoint",
        description="Gives a Keras 3 model the weights of a checkpoint of TensorFlow 1.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("old", metavar="OLD_DIR", help="the model_dir, or a checkpoint in it")
    add("new", metavar="NEW.weights.h5", help="where to write the weights")
    add("--model", required=True, metavar="PROGRAM.py|MODULE:NAME", help="has the Keras model")
    add("--features", type=_json, metavar="JSON", help="the features that the function takes")
    add("--args", type=_json_object, default={}, metavar="JSON", help="its other arguments")
    add("--partial", action="store_true", help="write what fits, though not all does")
    add("-q", "--quiet", action="store_true", help="print only what does not fit")
    return parser


def _convert(options: argparse.Namespace) -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from contrib_learn_compat.keras.checkpoints import HalfMapped, convert_checkpoint

    model = _model(options)
    try:
        matching = convert_checkpoint(options.old, model, options.new, partial=options.partial)
    except HalfMapped as error:
        _print(error.matching, quiet=options.quiet)
        print(
            f"{options.new} is not written: name the layers after the legacy scopes (a/b is a_b), "
            "or say --partial",
            file=sys.stderr,
        )
        return LEFT_OVER
    except ValueError as error:
        raise _Unusable(error) from error
    _print(matching, quiet=options.quiet)
    print(f"{options.new} is written, of {len(matching.mapped)} variables", file=sys.stderr)
    return WRITTEN


def _model(options: argparse.Namespace) -> Any:
    """Returns the model that the command names.

    Raises:
      _Unusable: there is none.
    """
    import keras

    try:
        made = _made(options)
    except _Unusable:
        raise
    except Exception as error:  # What is imported and called is the user's: it may raise anything.
        traceback.print_exc()
        raise _Unusable(f"{options.model} could not make the model") from error
    if not isinstance(made, keras.Model):
        raise _Unusable(f"{options.model} gives {type(made).__name__}, and no keras.Model")
    return made


def _made(options):
    """Returns what ``--model`` says: a program's model, or what a function of a module returns."""
    place, _, name = options.model.rpartition(":")
    if name.endswith(".py"):
        return _trained_by(Path(options.model))
    if not place:
        raise _Unusable(f"--model {options.model} names no function: say MODULE:NAME, or a file")
    try:
        with _no_training():
            module = _from_file(Path(place)) if place.endswith(".py") else _from_here(place)
    except _Trains as error:
        raise _Unusable(
            f"{place} trains when it is imported: put that under `if __name__ == '__main__':`, or "
            "name the file alone, to have the model that it trains"
        ) from error
    try:
        named = getattr(module, name)
    except AttributeError as error:
        raise _Unusable(f"{place} has no {name}") from error
    if not inspect.isroutine(named):
        return named
    arguments = _arguments(named, options)
    return named(*arguments.args, **arguments.kwargs)


class _Trains(BaseException):
    """A program is about to use a model; no handler of the program's is to catch it."""


@contextlib.contextmanager
def _no_training() -> Iterator[None]:
    """Stops programs at the first use of a model."""
    import keras

    def stop(model, *args, **kwargs):
        raise _Trains(model)

    with contextlib.ExitStack() as stack:
        for method in ("fit", "evaluate", "predict"):
            stack.enter_context(mock.patch.object(keras.Model, method, stop))
        yield


def _trained_by(program: Path) -> Any:
    """Returns the model that a program uses first, as it is just before."""
    if not program.is_file():
        raise _Unusable(f"there is no file {program}")
    with (
        _no_training(),
        mock.patch.object(sys, "argv", [str(program)]),
        mock.patch.object(sys, "path", [str(program.resolve().parent), *sys.path[1:]]),
    ):
        try:
            runpy.run_path(str(program), run_name="__main__")
        except _Trains as found:
            return found.args[0]
        except SystemExit:
            pass
    raise _Unusable(f"{program} ended without a call of fit: say {program}:NAME")


def _from_file(file: Path) -> Any:
    if not file.is_file():
        raise _Unusable(f"there is no file {file}")
    sys.path.insert(0, str(file.resolve().parent))
    spec = spec_from_file_location(file.stem, file)
    module = sys.modules[file.stem] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _from_here(name: str) -> Any:
    sys.path.insert(0, os.getcwd())
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise _Unusable(f"there is no module {name} here: name a module or a file") from error


def _arguments(function: Callable, options: argparse.Namespace) -> inspect.BoundArguments:
    """Returns what the function is called with."""
    given = () if options.features is None else (_inputs(options.features),)
    signature = inspect.signature(function)
    try:
        return signature.bind(*given, **options.args)
    except TypeError as error:
        raise _Unusable(
            f"{options.model}{signature} cannot be called so: {error}; give the first argument by "
            "--features, others by --args, or name a function that takes none"
        ) from error


def _inputs(features: Any) -> Any:
    """Returns the keras.Input of a shape, or those of a dict of shapes."""
    if isinstance(features, dict):
        return {name: _input(name, shape) for name, shape in features.items()}
    return _input(None, features)


def _input(name: str | None, described: Any) -> Any:
    import keras

    shape = described if isinstance(described, list) else [described]
    dtype = "float32"
    if shape and isinstance(shape[0], str):
        dtype, *shape = shape
    if not all(size is None or type(size) is int for size in shape):
        raise _Unusable(
            f'--features: {json.dumps(described)} is no shape; say [4], or ["string", 1]'
        )
    try:
        return keras.Input(shape, dtype=dtype, name=name)
    except ValueError as error:
        raise _Unusable(f"--features: {json.dumps(described)}: {error}") from error


def _print(matching: Any, *, quiet: bool) -> None:
    """Prints a table of what became of each variable and each weight."""
    from rich.console import Console
    from rich.table import Table

    table = Table("", "legacy variable", "Keras weight", "", box=None, pad_edge=False)
    for what, variables, weight, said in _rows(matching):
        if not quiet or what in ("mismatched", "unmapped", "no variable"):
            table.add_row(what, variables, weight, said, style=_STYLES[what])
    if table.row_count:
        # No name is wrapped where a program may look for it.
        width = None if sys.stdout.isatty() else 1000
        Console(width=width, highlight=False, markup=False).print(table)


def _rows(matching: Any) -> Iterator[tuple[str, str, str, str]]:
    guesses = tuple(f"{path}/" for path in matching.by_shape)
    for pair in matching.mapped:
        said = str(list(pair.value.shape))
        if f"{pair.weight.path}/".startswith(guesses):
            said += ", by its shape alone"
        yield "mapped", "\n".join(pair.variables), pair.weight.path, said
    for name, reason in matching.ignored.items():
        yield "ignored", name, "", reason
    for pair in matching.mismatched:
        yield "mismatched", "\n".join(pair.variables), pair.weight.path, pair.reason
    for name, note in matching.unmapped_variables.items():
        yield "unmapped", name, "", note
    for weight in matching.unmapped_weights:
        yield "no variable", "", weight.path, str(list(weight.shape))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise argparse.ArgumentTypeError(f"{text} is no JSON: {error}") from error


def _json_object(text: str) -> dict[str, Any]:
    found = _json(text)
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError(f"{text} is no JSON object of arguments by their names")
    return found
