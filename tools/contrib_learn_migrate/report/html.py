"""The report as a page for people: one file, which needs nothing else and no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from contrib_learn_migrate.diffs import Side, side_by_side
from contrib_learn_migrate.outcomes import Outcome, Part, Totals

_STYLE = Path(__file__).with_name("page.css")
_OPEN_AT_MOST = 20
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(outcomes: Sequence[Outcome]) -> str:
    """Returns the page: totals, what needs a person, and each file with its diff."""
    return "\n".join(_page(outcomes)) + "\n"


def _page(outcomes: Sequence[Outcome]) -> Iterator[str]:
    totals = Totals.of(outcomes)
    changed = totals.written or totals.changed
    verb = "changed" if totals.written else "would change"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>contrib-learn-migrate: {_count(changed, 'file')} {verb}</title>"
    yield f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<header>"
    yield "<h1>contrib-learn-migrate</h1>"
    yield f'<p class="quiet">{_count(totals.files, "file")} looked at, {totals.relevant} of them '
    yield f"of interest: {changed} {verb}.</p>\n</header>\n<main>"
    yield from _coverage(totals)
    yield from _totals(totals, changed, verb)
    yield from _symbols(outcomes)
    failed = [outcome for outcome in outcomes if outcome.failures]
    person = [outcome for outcome in outcomes if outcome.notices and not outcome.failures]
    clean = [o for o in outcomes if o.changed and not o.notices and not o.failures]
    yield from _section("Could not be done", failed)
    yield from _section("Files that need a person", person)
    yield from _section("Files that change, and are done", clean)
    yield "</main>\n</body>\n</html>"


def _coverage(totals: Totals) -> Iterator[str]:
    found = totals.changes + totals.notices
    share = 100 * totals.changes / found if found else 100
    parts = [
        ("moved", totals.changes, "moved for you"),
        ("person", totals.notices, "left to a person"),
        ("failed", totals.failed, "of the files could not be done"),
    ]
    text = ", ".join(f"{number} {label}" for _, number, label in parts if number)
    yield '<section aria-labelledby="coverage">'
    yield f'<h2 id="coverage">{share:.0f} % of what has to move is moved</h2>'
    yield f'<div class="bar" role="img" aria-label="{text}">'
    for name, number, _ in parts:
        if number:
            yield f'<span class="{name}" style="flex: {number}"></span>'
    yield '</div>\n<ul class="key">'
    for name, number, label in parts:
        if number:
            yield f'<li class="{name}"><b>{number}</b> {label}</li>'
    yield "</ul>\n</section>"


def _totals(totals: Totals, changed: int, verb: str) -> Iterator[str]:
    yield '<dl class="totals">'
    for label, count in (
        ("files looked at", totals.files),
        ("of interest", totals.relevant),
        (verb, changed),
        ("changes", totals.changes),
        ("places for a person", totals.notices),
        ("could not be done", totals.failed),
    ):
        yield f"<div><dt>{label}</dt><dd>{count}</dd></div>"
    yield "</dl>"


def _symbols(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yields the table of the names that need a person, the most frequent first."""
    notices = [notice for outcome in outcomes for _, notice in outcome.notices]
    if not notices:
        return
    known = {notice.symbol: notice for notice in notices}
    yield '<section aria-labelledby="symbols"><h2 id="symbols">What needs a person</h2>'
    yield '<div class="scroll"><table class="list"><thead><tr><th scope="col">Name</th>'
    yield '<th scope="col" class="number">Places</th><th scope="col">Use instead</th>'
    yield '<th scope="col">Page of the guide</th></tr></thead><tbody>'
    for symbol, number in Counter(notice.symbol for notice in notices).most_common():
        notice = known[symbol]
        yield (
            f'<tr><td><code>{escape(symbol)}</code></td><td class="number">{number}</td>'
            f"<td>{escape(notice.successor or notice.message)}</td>"
            f"<td>{escape(notice.page)}</td></tr>"
        )
    yield "</tbody></table></div></section>"


def _section(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    yield f"<section><h2>{title} <small>{len(outcomes)}</small></h2>"
    for outcome in outcomes:
        yield from _file(outcome, is_open=len(outcomes) <= _OPEN_AT_MOST or not outcome.changed)
    yield "</section>"


def _file(outcome: Outcome, *, is_open: bool) -> Iterator[str]:
    yield f"<details{' open' * is_open}><summary><b>{escape(outcome.path)}</b>"
    for name, number, label in (
        ("failed", len(outcome.failures), "failed"),
        ("person", len(outcome.notices), "for a person"),
        ("moved", len(outcome.changes), "moved"),
    ):
        if number:
            yield f'<span class="badge {name}">{number} {label}</span>'
    yield "</summary>"
    rows = [(failure, failure.cell, "failed") for failure in outcome.failures]
    rows += [(notice, part.cell, "person") for part, notice in outcome.notices]
    if rows:
        yield '<div class="scroll"><table class="list"><thead><tr>'
        yield '<th scope="col" class="number">Place</th><th scope="col">What and why</th>'
        yield "</tr></thead><tbody>"
        for found, cell, name in rows:
            where = f"cell {cell}, {found.line}:{found.column}" if cell else _place(found)
            yield f'<tr><td class="number">{where}</td>'
            yield f'<td><span class="badge {name}"></span>{escape(found.message)}</td></tr>'
        yield "</tbody></table></div>"
    for part in outcome.parts:
        yield from _diff(part, outcome.path)
    yield "</details>"


def _place(found) -> str:
    return f"{found.line}:{found.column}" if found.line else ""


def _diff(part: Part, path: str) -> Iterator[str]:
    hunks = list(side_by_side(part))
    if not hunks:
        return
    if part.cell:
        yield f"<h3>Cell {part.cell}</h3>"
    yield '<div class="scroll"><table class="diff">'
    yield f"<caption>{escape(path)}, before on the left and after on the right</caption>"
    yield '<colgroup><col class="number"><col><col class="number"><col></colgroup>'
    yield '<thead class="hidden"><tr><th scope="col">Old line</th><th scope="col">Before</th>'
    yield '<th scope="col">New line</th><th scope="col">After</th></tr></thead>'
    for rows in hunks:
        yield "<tbody>"
        for left, right in rows:
            yield f"<tr>{_side(left, right, 'old', 'del')}{_side(right, left, 'new', 'ins')}</tr>"
        yield "</tbody>"
    yield "</table></div>"


def _side(side: Side, other: Side, name: str, tag: str) -> str:
    if not side.number:
        return '<th></th><td class="none"></td>'
    differs = not other.number or any(marked for _, marked in side.pieces)
    code = "".join(
        f"<{tag}>{escape(text)}</{tag}>" if marked else escape(text) for text, marked in side.pieces
    )
    return f"<th>{side.number}</th><td{f' class={name}' * differs}>{code}</td>"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
