"""Colours: what is read, what it becomes, and that everything stays legible for every accent."""

import itertools

import pytest

from livechat import colour
from livechat.colour import ColourError, Oklch
from livechat.domain import accent


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("#00596f", "#00596f"),
        ("#C0F", "#cc00ff"),
        ("rgb(192, 57, 43)", "#c0392b"),
        ("rgb(75% 22% 17%)", "#bf382b"),
        ("hsl(120 100% 50%)", "#00ff00"),
        ("oklch(0.628 0.2577 29.23)", "#ff0000"),
        ("oklch(100% 0 0)", "#ffffff"),
        (" OKLCH(0 0 0) ", "#000000"),
    ],
)
def test_a_colour_is_read_in_every_form(text: str, same: str) -> None:
    assert colour.parse(text).hex() == same


@pytest.mark.parametrize(
    "text",
    ["", "red", "#12345", "#00596f80", "rgb(1 2)", "rgb(1 2 3 / 0.5)", "var(--x)",
     "#000; } body { display: none", "oklch(from red l c h)"],
)  # fmt: skip
def test_what_is_no_opaque_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ColourError, match="oklch"):
        colour.parse(text)


def test_contrast_is_that_of_wcag() -> None:
    black, white = colour.parse("#000"), colour.parse("#fff")
    assert colour.contrast(black, white) == pytest.approx(21)
    assert colour.contrast(colour.parse("#767676"), white) == pytest.approx(4.54, abs=0.01)


def test_every_accent_stays_legible_in_light_and_in_dark() -> None:
    lowest = {}
    for hue, lightness, chroma in itertools.product(
        range(0, 360, 15), (0, 0.2, 0.35, 0.5, 0.65, 0.8, 1), (0, 0.1, 0.2, 0.37)
    ):
        chosen = Oklch(lightness, chroma, hue)
        for theme in (accent.light, accent.dark):
            name, ratio = min(theme(chosen).pairs(), key=lambda pair: pair[1])
            lowest[ratio] = (theme.__name__, name, chosen)
    assert min(lowest) >= 4.5, lowest[min(lowest)]
