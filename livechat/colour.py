"""Colours as people write them and as browsers mix them: sRGB, OKLCH, contrast. Pure arithmetic.

The matrices are Björn Ottosson's (OKLab, 2020), the contrast is WCAG 2's.
"""

import colorsys
import math
import re
from dataclasses import dataclass

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_FUNCTION = re.compile(r"(rgb|hsl|oklch)\(([^()]*)\)")
_NUMBER = re.compile(r"([+-]?\d*\.?\d+)(%|deg)?")
FORMS = "#1a5276, rgb(26 82 118), hsl(203 64% 28%) or oklch(0.42 0.09 240)"


class ColourError(ValueError):
    """Text that is no colour in one of the forms that we read."""


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma from 0 (grey) to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def with_(self, lightness: float, most_chroma: float) -> "Oklch":
        """The same hue at another lightness, no more colourful than `most_chroma`."""
        return Oklch(lightness, min(self.chroma, most_chroma), self.hue)

    def rgb(self) -> tuple[float, float, float]:
        """sRGB from 0 to 1; what no screen shows is cut off, as browsers do."""
        a = self.chroma * math.cos(math.radians(self.hue))
        b = self.chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            _encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
            _encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
            _encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
        )

    def hex(self) -> str:
        """As `#rrggbb`."""
        return "#" + "".join(f"{round(255 * part):02x}" for part in self.rgb())


def parse(text: str) -> Oklch:
    """An opaque colour in one of the `FORMS`; ColourError for everything else."""
    text = text.strip().lower()
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return _of_rgb(*(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    if found := _FUNCTION.fullmatch(text):
        parts = [_NUMBER.fullmatch(part) for part in re.split(r"[\s,]+", found[2].strip())]
        if len(parts) == 3 and all(parts):
            return _of_function(found[1], [(float(p[1]), p[2] or "") for p in parts if p])
    raise ColourError(f"{text!r} is no colour like {FORMS}")


def contrast(one: Oklch, other: Oklch) -> float:
    """WCAG's ratio, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _of_function(name: str, parts: list[tuple[float, str]]) -> Oklch:
    (first, unit), (second, unit_2), (third, _) = parts
    if name == "rgb":
        return _of_rgb(*(_share(n, u, 255) for n, u in parts))
    if name == "hsl":
        hue = (first % 360) / 360
        # A bare number is a percentage here, too (CSS Color 4).
        return _of_rgb(*colorsys.hls_to_rgb(hue, _share(third, "%"), _share(second, "%")))
    chroma = second * 0.004 if unit_2 == "%" else second
    return Oklch(_share(first, unit, 1), min(max(chroma, 0), 0.4), third % 360)


def _share(number: float, unit: str, whole: float = 100) -> float:
    return min(max(number / (100 if unit == "%" else whole), 0), 1)


def _of_rgb(*parts: float) -> Oklch:
    red, green, blue = (_linear(part) for part in parts)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    chroma = math.hypot(a, b)
    # Grey has no hue; what is left of it is rounding.
    return Oklch(lightness, chroma if chroma > 1e-4 else 0.0, math.degrees(math.atan2(b, a)) % 360)


def _luminance(colour: Oklch) -> float:
    red, green, blue = (_linear(part) for part in colour.rgb())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return float(12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)
