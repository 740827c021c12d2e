"""What --list-fixers and --explain print."""

from __future__ import annotations

import difflib
import textwrap

from contrib_learn_migrate import symbols
from contrib_learn_migrate.fixers import Fixer, all_fixers


def list_fixers() -> str:
    """Returns a line for each fixer."""
    fixers = all_fixers()
    width = max(len(fixer.name) for fixer in fixers)
    return "\n".join(f"{fixer.name:{width}}  {fixer.summary}" for fixer in fixers)


def explain(subject: str) -> str:
    """Returns what there is to know of a fixer, or of a legacy name such as ``tf.contrib.learn``.

    Raises:
      LookupError: where `subject` is neither; the message says what comes near.
    """
    for fixer in all_fixers():
        if fixer.name == subject:
            return _of_fixer(fixer)
    name = symbols.legacy_name(subject) if subject.startswith("tensorflow") else subject
    symbol = symbols.find(name)
    if symbol:
        return _of_symbol(name, symbol)
    if symbols.is_namespace(name):
        return f"{name} is a module of modules; ask about what is in it."
    names = [fixer.name for fixer in all_fixers()] + list(symbols.table())
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; --list-fixers lists the fixers"
    raise LookupError(f"{subject!r} is no fixer, and no name in TensorFlow 1.15{hint}")


def _of_fixer(fixer: Fixer) -> str:
    paragraphs = [f"{fixer.name}: {fixer.explanation}"]
    for title, code in (("Before", fixer.before), ("After", fixer.after)):
        paragraphs.append(f"{title}:\n{textwrap.indent(code.rstrip(), '    ')}")
    if fixer.page:
        paragraphs.append(_guide(fixer.page))
    return "\n\n".join(paragraphs)


def _of_symbol(name: str, symbol: symbols.Symbol) -> str:
    if symbol.fate == "served":
        lines = [f"{name} is served: contrib_learn_compat has it as it was."]
        if symbol.home:
            lines.append(f"It lives in {symbol.home.replace(':', '.')}.")
        if symbol.successor:
            lines.append(f"Its modern successor is {symbol.successor}.")
    else:
        lines = [symbols.explain_missing(name)]
    page = symbols.page(symbol.name)
    if page and symbol.fate == "served":
        lines.append(_guide(page))
    return "\n".join(lines)


def _guide(page: str) -> str:
    return f"See migration_guide/{page}."
