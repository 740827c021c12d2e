"""A plot of two curves of losses, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _LEFT, _MARGIN = 640, 360, 70, 40
# The first is broad, so that it is seen below the second, which should hide it.
_STYLES = (("#f0a04b", 6), ("#1f4e9c", 2))


def svg(curves: Mapping[str, Sequence[float | None]]) -> str:
    """Returns the plot of at most two curves by their names; None leaves a step out."""
    values = [value for curve in curves.values() for value in curve if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    steps = max(2, *(len(curve) for curve in curves.values()))

    def place(step: int, value: float) -> str:
        x = _LEFT + step / (steps - 1) * (_WIDTH - _LEFT - _MARGIN)
        y = _HEIGHT - _MARGIN - (value - low) / ((high - low) or 1) * (_HEIGHT - 2 * _MARGIN)
        return f"{x:.1f},{y:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<path d="M{_LEFT},{_MARGIN} V{_HEIGHT - _MARGIN} H{_WIDTH - _MARGIN}" fill="none" '
        'stroke="#888"/>',
        _text(_LEFT - 6, _MARGIN + 4, f"{high:.4g}", "end"),
        _text(_LEFT - 6, _HEIGHT - _MARGIN, f"{low:.4g}", "end"),
        _text(_WIDTH - _MARGIN, _HEIGHT - _MARGIN + 18, f"{steps} steps", "end"),
    ]
    for i, (name, curve) in enumerate(curves.items()):
        color, width = _STYLES[i]
        points = " ".join(place(*point) for point in enumerate(curve) if point[1] is not None)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}"/>'
        )
        parts.append(_text(_WIDTH - _MARGIN, _MARGIN + 18 * i, f"loss, {name}", "end", color))
    return "\n".join([*parts, "</svg>\n"])


def _text(x: float, y: float, said: str, anchor: str, color: str = "#444") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{color}">{said}</text>'
