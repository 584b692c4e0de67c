"""The theme: style sheets exist, the accent cannot leave its declaration, icons are drawn."""

import re
from pathlib import Path

import pytest

from livechat.colour import Oklch
from livechat.domain import accent
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


def test_accent_is_set_on_the_root_and_for_browsers_that_mix_no_colours() -> None:
    rules = str(theme.head(Settings(accent="#7a1f5c"))[-1])
    assert ":root:root{--accent:#7a1f5c}" in rules
    assert re.search(r"@supports not .*--accent-fill:#[0-9a-f]{6}", rules)


def test_the_fallback_of_our_own_colour_is_what_it_mixes_to() -> None:
    """tokens.css names the plain values; they must follow the formulas beside them."""
    text = (ASSETS / "css/tokens.css").read_text()
    given = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", text.split("--ok:")[0]))
    mixed = accent.light(accent.of("")).css()
    assert {name: given[name] for name in mixed} == mixed


def test_browsers_mix_by_the_same_numbers() -> None:
    """The palette in Python and the formulas of tokens.css are one."""
    text = " ".join((ASSETS / "css/tokens.css").read_text().split())
    chosen = accent.of("#b8860b")
    for mixed, number in ((accent.light(chosen), 0), (accent.dark(chosen), 1)):
        for name, value in mixed.css().items():
            found = re.search(rf"{name}: light-dark\((.*?)\);", text)
            assert found, name
            formula = re.split(r", (?=oklch)", found[1], maxsplit=1)[number]
            assert _mixed(formula, chosen) == value, (name, formula)


def _mixed(formula: str, chosen: Oklch) -> str:
    if formula.strip().startswith("#"):
        return "#ffffff"
    light = re.search(r"--accent\) (.*) min\(c, ([\d.]+)\)", formula)
    assert light, formula
    clamped = min(max(chosen.lightness, 0.3), 0.46)
    known = {
        "clamp(0.3, l, 0.46)": clamped,
        "clamp(0.3, l, 0.45)": min(clamped, 0.45),
        "calc(clamp(0.3, l, 0.46) - 0.06)": clamped - 0.06,
    }
    lightness = known[light[1]] if light[1] in known else float(light[1])
    return chosen.with_(lightness, float(light[2])).hex()


def test_the_sprite_draws_every_icon() -> None:
    drawn = str(sprite())
    assert all(f'"i-{name}"' in drawn for name in SHAPES)


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")
