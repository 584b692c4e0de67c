"""What becomes of the institution's colour: the same hue, as light or dark as reading needs it.

Browsers mix these by themselves (`assets/css/tokens.css`, the same numbers). This is for what is
no page: mail, PDF, icons, the frame of an installed app, and browsers that cannot mix colours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from livechat import colour
from livechat.colour import Oklch
from livechat.settings import DEFAULT_ACCENT

WHITE = Oklch(1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one theme that are text, or lie under text."""

    bg: Oklch
    surface: Oklch
    sunken: Oklch
    text: Oklch
    text_2: Oklch
    text_3: Oklch
    line: Oklch
    line_strong: Oklch
    accent_fill: Oklch
    on_accent: Oklch
    accent_hover: Oklch
    accent_text: Oklch
    accent_tint: Oklch
    accent_tint_2: Oklch
    accent_line: Oklch
    focus: Oklch
    me: Oklch
    on_me: Oklch
    them: Oklch

    def pairs(self) -> Iterator[tuple[str, float]]:
        """Every pair of text and ground that occurs: its name and contrast."""
        for ground in ("bg", "surface", "sunken", "accent_tint", "them"):
            for text in ("text", "text_2", "accent_text"):
                yield f"{text} on {ground}", self._contrast(text, ground)
        for text, ground in (
            ("text_3", "surface"),
            ("text_3", "bg"),
            ("accent_text", "accent_tint_2"),
            ("on_accent", "accent_fill"),
            ("on_accent", "accent_hover"),
            ("on_me", "me"),
        ):
            yield f"{text} on {ground}", self._contrast(text, ground)

    def _contrast(self, one: str, other: str) -> float:
        return colour.contrast(getattr(self, one), getattr(self, other))

    def css(self) -> Mapping[str, str]:
        """Custom properties by name."""
        return {f"--{name.replace('_', '-')}": getattr(self, name).hex() for name in self.__slots__}


def of(setting: str) -> Oklch:
    """The institution's colour, or our own where none is set; ColourError."""
    return colour.parse(setting or DEFAULT_ACCENT)


def light(accent: Oklch) -> Palette:
    """On white."""
    dark_enough = min(max(accent.lightness, 0.3), 0.46)
    return Palette(
        bg=accent.with_(0.974, 0.004),
        surface=WHITE,
        sunken=accent.with_(0.955, 0.006),
        text=accent.with_(0.235, 0.018),
        text_2=accent.with_(0.435, 0.018),
        text_3=accent.with_(0.49, 0.018),
        line=accent.with_(0.9, 0.008),
        line_strong=accent.with_(0.61, 0.016),
        accent_fill=accent.with_(dark_enough, 0.17),
        on_accent=WHITE,
        accent_hover=accent.with_(dark_enough - 0.06, 0.17),
        accent_text=accent.with_(min(dark_enough, 0.45), 0.17),
        accent_tint=accent.with_(0.955, 0.016),
        accent_tint_2=accent.with_(0.915, 0.03),
        accent_line=accent.with_(0.65, 0.07),
        focus=accent.with_(dark_enough, 0.17),
        me=accent.with_(dark_enough, 0.17),
        on_me=WHITE,
        them=accent.with_(0.945, 0.008),
    )


def dark(accent: Oklch) -> Palette:
    """On near black."""
    return Palette(
        bg=accent.with_(0.185, 0.01),
        surface=accent.with_(0.225, 0.012),
        sunken=accent.with_(0.265, 0.014),
        text=accent.with_(0.945, 0.006),
        text_2=accent.with_(0.8, 0.01),
        text_3=accent.with_(0.73, 0.012),
        line=accent.with_(0.33, 0.014),
        line_strong=accent.with_(0.6, 0.016),
        accent_fill=accent.with_(0.8, 0.09),
        on_accent=accent.with_(0.2, 0.03),
        accent_hover=accent.with_(0.86, 0.08),
        accent_text=accent.with_(0.82, 0.09),
        accent_tint=accent.with_(0.285, 0.03),
        accent_tint_2=accent.with_(0.34, 0.042),
        accent_line=accent.with_(0.6, 0.07),
        focus=accent.with_(0.84, 0.1),
        me=accent.with_(0.4, 0.065),
        on_me=accent.with_(0.97, 0.01),
        them=accent.with_(0.295, 0.014),
    )
