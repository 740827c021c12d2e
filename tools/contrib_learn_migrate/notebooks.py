"""Notebooks: their code cells, and new sources for them put into a JSON of which the rest stays.

The JSON is never written anew. The places of the cells' sources in it are found, and only lines
that change are spelled again, so that indentation, escapes, key order, outputs and metadata stay to
the byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)
_PYTHON = ("python", "ipython")


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells, from 1, its source, and where the JSON has that."""

    number: int
    source: str
    start: int


def code_cells(text: str) -> list[Cell]:
    """Returns the Python cells of the notebook in `text`, of nbformat 3 or 4.

    Raises:
      SyntaxError: where `text` is no notebook, with the place where it is no JSON.
    """
    try:
        notebook = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise SyntaxError(
            f"not JSON: {error.msg}", (None, error.lineno, error.colno, None)
        ) from error
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise SyntaxError("not a notebook: the JSON has no nbformat")
    if _language(notebook) not in _PYTHON:
        return []
    cells = []
    for number, place in enumerate(_places_of_cells(text), 1):
        places = dict(_members(text, place))
        cell = {
            key: _DECODER.raw_decode(text, start)[0]
            for key, start in places.items()
            if key in ("cell_type", "language", "source", "input")
        }
        source = "source" if "source" in cell else "input"
        is_python = cell.get("language", "python") in _PYTHON
        if cell.get("cell_type") == "code" and is_python and source in cell:
            cells.append(Cell(number, "".join(cell[source]), places[source]))
    return cells


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata") or {}
    for section, field in (("language_info", "name"), ("kernelspec", "language")):
        language = (metadata.get(section) or {}).get(field)
        if language:
            return language.lower()
    return "python"


def with_sources(text: str, sources: Mapping[Cell, str]) -> str:
    """Returns the notebook in `text` with new sources for some of its cells."""
    ascii_only = text.isascii()
    parts, done = [], 0
    for cell in sorted(sources, key=lambda cell: cell.start):
        if sources[cell] == cell.source:
            continue
        _, end = _DECODER.raw_decode(text, cell.start)
        parts += text[done : cell.start], _spell(text[cell.start : end], sources[cell], ascii_only)
        done = end
    return "".join(parts) + text[done:]


def _spell(old: str, source: str, ascii_only: bool) -> str:
    """Returns the JSON of a source, in the manner of the old JSON and with its unchanged lines."""
    if not old.startswith("["):
        return json.dumps(source, ensure_ascii=ascii_only)
    places = list(_items(old, 0))
    spelled = [old[start : _DECODER.raw_decode(old, start)[1]] for start in places]
    known = {json.loads(line, strict=False): line for line in spelled}
    lines = [
        known.get(line) or json.dumps(line, ensure_ascii=ascii_only)
        for line in source.splitlines(keepends=True)
    ]
    if not lines or not places:
        return f"[{', '.join(lines)}]"
    opening = old[: places[0]]
    between = old[places[0] + len(spelled[0]) : places[1]] if len(places) > 1 else "," + opening[1:]
    return opening + between.join(lines) + old[places[-1] + len(spelled[-1]) :]


def _places_of_cells(text: str) -> Iterator[int]:
    """Yields where each cell begins: in ``cells``, or in the ``worksheets`` of nbformat 3."""
    notebook = dict(_members(text, _skip_blank(text, 0)))
    sheets = [notebook]
    if "worksheets" in notebook:
        sheets = [dict(_members(text, place)) for place in _items(text, notebook["worksheets"])]
    for sheet in sheets:
        if "cells" in sheet:
            yield from _items(text, sheet["cells"])


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yields the keys of the JSON object at `start`, and where the value of each begins."""
    for place in _items(text, start):
        key, end = _DECODER.raw_decode(text, place)
        yield key, _skip_blank(text, _skip_blank(text, end) + 1)


def _items(text: str, start: int) -> Iterator[int]:
    """Yields where each item of the JSON array, or each key of the JSON object, begins."""
    is_object = text[start] == "{"
    place = _skip_blank(text, start + 1)
    while text[place] not in "]}":
        yield place
        _, end = _DECODER.raw_decode(text, place)
        if is_object:
            _, end = _DECODER.raw_decode(text, _skip_blank(text, _skip_blank(text, end) + 1))
        end = _skip_blank(text, end)
        place = _skip_blank(text, end + 1) if text[end] == "," else end


def _skip_blank(text: str, start: int) -> int:
    return _BLANK.match(text, start).end()
