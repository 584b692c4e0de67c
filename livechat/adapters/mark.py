"""The institution's mark as a file: SVG, and PNG icons for home screens."""

import io
from enum import Enum
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from livechat.colour import Oklch
from livechat.domain import accent

_UNIT = 28
_FINER = 4


class Shape(Enum):
    """What the system does with an icon."""

    # Shown as it is.
    PLAIN = "plain"
    # Cut to the system's own shape: full to the edges, all that matters in the inner 80 %.
    MASKABLE = "maskable"


def svg(setting: str) -> str:
    """Our own mark in the institution's colour, for tabs in light and in dark."""
    chosen = accent.of(setting)
    day, night = accent.light(chosen), accent.dark(chosen)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_UNIT} {_UNIT}">'
        f"<style>.f{{fill:{day.accent_fill.hex()}}}.o{{fill:{day.on_accent.hex()}}}"
        f".l{{stroke:{day.on_accent.hex()}}}@media(prefers-color-scheme:dark){{"
        f".f{{fill:{night.accent_fill.hex()}}}.o{{fill:{night.on_accent.hex()}}}"
        f".l{{stroke:{night.on_accent.hex()}}}}}</style>"
        f'<rect class="f" width="{_UNIT}" height="{_UNIT}" rx="4"/>'
        '<path class="l" d="M8 7.5v13h7.5" fill="none" stroke-width="2.4"/>'
        '<circle class="o" cx="18.8" cy="11.2" r="3.4"/></svg>'
    )


@lru_cache(maxsize=8)
def png(setting: str, logo: str, pixels: int, shape: Shape) -> bytes:
    """A square icon: the institution's PNG on white, or our own mark in its colour."""
    side = pixels * _FINER
    is_full = shape is Shape.MASKABLE
    ground = accent.WHITE if logo else accent.light(accent.of(setting)).accent_fill
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (0, 0, side - 1, side - 1), 0 if is_full else side / 7, fill=_bytes(ground)
    )
    if logo:
        _paste(image, Path(logo), 0.66 if is_full else 0.84)
    else:
        _draw(draw, side, 0.76 if is_full else 1.0)
    out = io.BytesIO()
    image.resize((pixels, pixels), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(draw: ImageDraw.ImageDraw, side: int, scale: float) -> None:
    unit = side * scale / _UNIT
    start = side * (1 - scale) / 2

    def at(*units: float) -> tuple[float, ...]:
        return tuple(start + unit * number for number in units)

    white = _bytes(accent.WHITE)
    draw.rectangle(at(6.8, 7.5, 9.2, 21.7), fill=white)
    draw.rectangle(at(6.8, 19.3, 15.5, 21.7), fill=white)
    draw.ellipse(at(15.4, 7.8, 22.2, 14.6), fill=white)


def _paste(image: Image.Image, file: Path, share: float) -> None:
    with Image.open(file) as opened:
        mark = opened.convert("RGBA")
    most = int(image.width * share)
    mark.thumbnail((most, most), Image.Resampling.LANCZOS)
    if mark.width < most and mark.height < most:
        factor = most / max(mark.size)
        mark = mark.resize((round(mark.width * factor), round(mark.height * factor)))
    corner = ((image.width - mark.width) // 2, (image.height - mark.height) // 2)
    image.alpha_composite(mark, corner)


def _bytes(colour: Oklch) -> tuple[int, int, int, int]:
    red, green, blue = (round(255 * part) for part in colour.rgb())
    return red, green, blue, 255
