"""A soak as a picture: latencies, memory and counts over time, one under the other, as SVG."""

from collections.abc import Callable, Sequence
from html import escape

from tests.soak.samples import Sample

_WIDTH, _LEFT, _RIGHT = 860, 64, 16
_PANEL, _HEAD, _FOOT = 190, 40, 26
_COLOURS = ("#2563a8", "#b45309", "#8a94a6")
_Value = Callable[[Sample], float]
_PANELS: tuple[tuple[str, tuple[tuple[str, _Value], ...]], ...] = (
    (
        "From sending to the other side's page, ms",
        (("p50", lambda s: s.p50), ("p95", lambda s: s.p95), ("p99", lambda s: s.p99)),
    ),
    ("Memory of the server, MB", (("resident", lambda s: s.memory_mb),)),
    (
        "Counts in the server",
        (
            ("sockets", lambda s: s.sockets),
            ("states", lambda s: s.states),
            ("tasks", lambda s: s.tasks),
        ),
    ),
)


def picture(samples: Sequence[Sample], title: str) -> str:
    """Drawn by hand, without scripts or fonts of its own."""
    height = _HEAD + _PANEL * len(_PANELS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2733">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-weight="600">{escape(title)}</text>',
    ]
    for number, (name, lines) in enumerate(_PANELS):
        parts += _panel(samples, name, lines, _HEAD + _PANEL * number)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(
    samples: Sequence[Sample], name: str, lines: Sequence[tuple[str, _Value]], above: int
) -> list[str]:
    top = _round_up(max(value(sample) for _, value in lines for sample in samples))
    end = max(samples[-1].seconds, 1)
    low, high = above + _PANEL - _FOOT, above + 28

    def x(seconds: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / end

    def y(value: float) -> float:
        return low - (low - high) * value / top

    parts = [f'<text x="{_LEFT}" y="{above + 16}">{escape(name)}</text>']
    for part in range(5):
        value = top * part / 4
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"'
            f' stroke="#d9dee6"/><text x="{_LEFT - 8}" y="{y(value) + 4:.1f}"'
            f' text-anchor="end">{value:g}</text>'
        )
    for number, (label, value_of) in enumerate(lines):
        points = " ".join(f"{x(s.seconds):.1f},{y(value_of(s)):.1f}" for s in samples)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{_COLOURS[number]}"'
            ' stroke-width="2"/>'
            f'<text x="{_WIDTH - 260 + 90 * number}" y="{above + 16}"'
            f' fill="{_COLOURS[number]}">{escape(label)}</text>'
        )
    parts.append(f'<text x="{_LEFT}" y="{low + 18}">0 s</text>')
    parts.append(f'<text x="{_WIDTH - _RIGHT}" y="{low + 18}" text-anchor="end">{end:.0f} s</text>')
    return parts


def _round_up(highest: float) -> float:
    """The next of 1, 2, 4 or 8 times a power of ten, so that quarters of it read well."""
    size = 1.0
    while size < highest:
        size *= 10
    return next(size / part for part in (10, 5, 2.5, 1.25, 1) if size / part >= highest)
