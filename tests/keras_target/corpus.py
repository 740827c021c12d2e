"""The corpus of legacy programs at the Keras target."""

from functools import cache
from pathlib import Path

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.transform import Options, module

CORPUS = Path(__file__).parents[1] / "corpus"
PROGRAMS = sorted((CORPUS / "programs").glob("*.py"))
_OPTIONS = Options(tuple(fixer.name for fixer in target("keras")), python2=True)


def moved(text):
    """Returns what becomes of a program."""
    return module(text, _OPTIONS)


@cache
def part(program):
    """Returns what becomes of a program of the corpus, by its file."""
    return moved(program.read_text(encoding="latin-1"))


def converted():
    """Returns the texts of the programs that are Keras now, by name."""
    return {
        program.stem: part(program).new
        for program in PROGRAMS
        if "contrib_learn_compat" not in part(program).new
    }
