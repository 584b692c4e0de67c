"""A picture of two desks by weekday, as an SVG without scripts or fonts of its own."""

import math
from collections.abc import Sequence

from livechat.domain.what_if import Answer, DayFigures

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 360, 56, 64, 44
_BAR = 26
_COLOURS = ("#8a94a6", "#2563a8")


def picture(answer: Answer, names: tuple[str, str]) -> str:
    """Bars to the P90 with a mark at the median, in minutes; both desks side by side."""
    both = (answer.before, answer.after)
    top = _scale_top(max(day.p90_min for days in both for day in days))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2733">',
        "<title>Waits by weekday in minutes, up to the P90, with a mark at the median</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-weight="600">Wait in minutes: nine in ten wait no'
        " longer than the bar, half no longer than the line in it</text>",
        *_legend(names),
        *_grid(top),
    ]
    for number, days in enumerate(both):
        parts += _bars(days, number, top)
    step = (_WIDTH - _LEFT - 16) / 7
    for number, name in enumerate(_DAYS):
        x = _LEFT + step * (number + 0.5)
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 20}" text-anchor="middle">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _scale_top(highest: float) -> float:
    step = next((one for one in (1, 2, 5, 10, 20, 30, 60) if highest <= 5 * one), 120)
    return max(step, step * math.ceil(highest / step))


def _y(minutes: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * minutes / top


def _grid(top: float) -> list[str]:
    lines = []
    for part in range(5):
        value = top * part / 4
        y = _y(value, top)
        lines.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9dee6"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    return lines


def _legend(names: tuple[str, str]) -> list[str]:
    return [
        f'<rect x="{_LEFT + 220 * number}" y="36" width="12" height="12" fill="{colour}"/>'
        f'<text x="{_LEFT + 220 * number + 18}" y="47">{_escaped(name)}</text>'
        for number, (name, colour) in enumerate(zip(names, _COLOURS, strict=True))
    ]


def _bars(days: Sequence[DayFigures], number: int, top: float) -> list[str]:
    step = (_WIDTH - _LEFT - 16) / 7
    drawn = []
    for day in days:
        x = _LEFT + step * (day.weekday + 0.5) + (number - 1) * (_BAR + 2) + 1
        high, middle = _y(day.p90_min, top), _y(day.median_min, top)
        drawn.append(
            f'<rect x="{x:.1f}" y="{high:.1f}" width="{_BAR}"'
            f' height="{_y(0, top) - high:.1f}" fill="{_COLOURS[number]}"/>'
            f'<line x1="{x:.1f}" x2="{x + _BAR:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"'
            ' stroke="#fff" stroke-width="2"/>'
        )
    return drawn


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
