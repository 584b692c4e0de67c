"""The theme: style sheets exist, the accent cannot leave its declaration, icons are drawn."""

import re
from pathlib import Path

import pytest

from livechat.settings import Settings
from livechat.ui import theme
from livechat.ui.components.icons import SHAPES, icon, sprite

ASSETS = Path(__file__).parents[3] / "assets"


def test_every_style_sheet_exists() -> None:
    for sheet in theme.STYLESHEETS:
        assert (ASSETS / sheet.strip("/")).is_file(), sheet


def test_every_custom_property_used_is_defined() -> None:
    text = "".join((ASSETS / sheet.strip("/")).read_text() for sheet in theme.STYLESHEETS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", text)) | {"--p"}
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= defined


def test_accent_is_set_on_the_root() -> None:
    parts = theme.head(Settings(accent="oklch(0.5 0.15 300)"))
    assert ":root { --accent: oklch(0.5 0.15 300); }" in str(parts[-1])


@pytest.mark.parametrize("accent", ["red; } body { display: none", "url(x)</style>", "\\65"])
def test_an_accent_that_is_no_colour_is_refused(accent: str) -> None:
    with pytest.raises(theme.ThemeError):
        theme.accent_rule(accent)


def test_the_sprite_draws_every_icon() -> None:
    drawn = str(sprite())
    assert all(f'"i-{name}"' in drawn for name in SHAPES)


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")
