"""Lines that became too long, broken as the program breaks its own."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

_NARROW, _USUAL, _WIDE = 80, 88, 100
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Style:
    """How a program breaks its lines.

    Attributes:
      known: its lines.
      width: the length that it seems to keep to.
      step: one level of indentation.
      hanging: how far a line stands behind the one in which its bracket begins.
      hugs: those of ``)]}`` that are on the last line of what they end.
    """

    known: frozenset[str]
    width: int
    step: str
    hanging: str
    hugs: str

    @classmethod
    def of(cls, text: str) -> Style:
        """Returns that of a program."""
        lines, step = text.splitlines(), _step(text)
        hanging, hugs = _brackets(text)
        return cls(
            frozenset(lines),
            _width(lines),
            step,
            max(hanging, key=hanging.count, default=step),
            "".join(b for b in _CLOSING if hugs.count((b, True)) > hugs.count((b, False))),
        )

    def indented(self, text: str) -> str:
        """Returns a text of ours, in which a level is four spaces, with those of the program."""
        return _indented(text, self.step)

    def laid_out(self, text: str) -> str:
        """Returns a converted program with new lines that are not too long."""
        lines = text.splitlines(keepends=True)
        for first, last, end in reversed(sorted(_pieces(ast.parse(text)))):
            own = lines[first - 1 : last]
            if any(self._is_too_long(line, end) for line in own):
                own = self._broken(own, end)
            lines[first - 1 : last] = self._hugged(own, end) if self.hugs else own
        return "".join(lines)

    def _is_too_long(self, line: str, end: str) -> bool:
        # Heads of blocks look worse when they are broken.
        width = _WIDE if end else self.width
        return line.rstrip("\n") not in self.known and len(line) > width + 1

    def _broken(self, own: list[str], end: str) -> list[str]:
        import black

        indent = _white(own[0])
        mode = black.Mode(line_length=self.width - len(indent), string_normalization=False)
        source = "".join([own[0].lstrip(), *own[1:]]) + end
        broken = black.format_str(source, mode=mode).removesuffix(end)
        new = _indented("".join(_with_keys(broken.splitlines(keepends=True))), self.hanging)
        return [indent + line if line.strip() else line for line in new.splitlines(keepends=True)]

    def _hugged(self, own: list[str], end: str) -> list[str]:
        """Returns lines without those that brackets end on by themselves."""
        for comma in (",", ""):  # That of a tuple of one means something.
            new = own[:1]
            for line in own[1:]:
                both = new[-1].rstrip("\n").removesuffix(comma) + line.lstrip()
                ends = line.lstrip().startswith(tuple(self.hugs))
                if ends and line.rstrip("\n") not in self.known and len(both) <= self.width + 1:
                    new[-1] = both
                else:
                    new.append(line)
            if new == own or _meaning(new, end) == _meaning(own, end):
                return new
        return own


def _width(lines: list[str]) -> int:
    """The usual limit that lines keep to; that of 80 if several come near it."""
    long = [len(line) for line in lines if len(line) > 0.9 * _NARROW]
    if max(long, default=0) > _USUAL:
        return _WIDE
    return _NARROW if len(long) > 2 and max(long) <= _NARROW else _USUAL


def _meaning(lines: list[str], end: str) -> str | None:
    text = "".join([lines[0].lstrip(), *lines[1:]]) + end
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:  # A bracket is behind a comment.
        return None


def _with_keys(lines: list[str]) -> list[str]:
    """Breaks calls whose results are asked for a key within them, and not within the key."""
    new: list[str] = []
    for line in lines:
        match [*new[-2:], line]:
            case [call, key, end] if call.endswith(")[\n") and end.lstrip().startswith("]"):
                begin = _opening(call[:-3])
                white = _white(call)
                new[-2:] = [call[: begin + 1] + "\n", f"{white}    {call[begin + 1 : -3]}\n"]
                line = f"{white})[{key.strip()}{end.lstrip()}"
        new.append(line)
    return new


def _opening(text: str) -> int:
    """The place of the parenthesis that a text leaves open, that does not end it itself."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in _CLOSING) - (text[place] in _OPENING)
        if depth < 0:
            return place
    return 0


def _white(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _indented(text: str, step: str) -> str:
    return re.sub(r"^(?:    )+", lambda m: step * (len(m[0]) // 4), text, flags=re.M)


def _step(text: str) -> str:
    lines = text.splitlines()
    for node in ast.parse(text).body:
        first = getattr(node, "body", [node])[0]
        if first.col_offset:
            return lines[first.lineno - 1][: first.col_offset]
    return "    "


def _brackets(text: str) -> tuple[list[str], list[tuple[str, bool]]]:
    """How far lines hang behind brackets, and which brackets end behind what is in them."""
    lines, hanging, hugs, begun = text.splitlines(), [], [], []
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for token, following in zip(tokens, tokens[1:], strict=False):
        line = lines[token.start[0] - 1] if token.string else ""
        if token.type == tokenize.OP and token.string in _OPENING:
            begun.append(token.start[0])
            if following.type == tokenize.NL:
                below = next(filter(str.strip, lines[token.end[0] :]))
                hanging.append(_white(below).removeprefix(_white(line)))
        elif token.type == tokenize.OP and token.string in _CLOSING:
            if begun.pop() != token.start[0]:
                hugs.append((token.string, bool(line[: token.start[1]].strip(_CLOSING + " \t"))))
    return [white for white in hanging if white], hugs


def _pieces(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """The lines of statements, and of the heads of blocks with what would end them."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        if not hasattr(node, "body"):
            yield node.lineno, node.end_lineno, ""
        elif isinstance(node, ast.For | ast.With | ast.While | ast.FunctionDef):
            end = min(_first_line(part) for part in node.body) - 1
            if end >= node.lineno:
                yield node.lineno, end, "    pass\n"


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
