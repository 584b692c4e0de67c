"""The development page: every component in every state, in both directions, photographed."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from livechat.state.dev import STAGES
from livechat.ui.pages.dev.states import STATES
from tests.e2e.conftest import LAPTOP, PATIENCE_MS, PHONE, wait_until
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

_NARROW = {"width": 320, "height": 640}
# What sticks out at the side of the page or the panel, in words; scrollers of their own may.
_STICKING_OUT = """() => [...document.querySelectorAll("body, main *, [role=dialog] *")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest(".vh, .sr-only, svg, .skip")) return false;
    for (let at = one.parentElement; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX !== "visible" && at !== document.body) return false;
    }
    return box.left < -1 || box.right > innerWidth + 1;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(params=[("en", "light"), ("ar", "dark")], ids=["en-light", "ar-dark"])
def opened(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A browser of a language, in light or dark."""
    tag, scheme = request.param
    context = browser.new_context(
        locale=tag, color_scheme=scheme, viewport=PHONE, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def photograph(page: Page, folder: Path, name: str) -> None:
    """A picture that shows something, without anything that sticks out at the side."""
    assert page.evaluate(_STICKING_OUT) == [], name
    wait_until(page, lambda: _shows_something(page.screenshot(path=folder / f"{name}.png")))


def _shows_something(body: bytes) -> bool:
    with Image.open(io.BytesIO(body)) as picture:
        return len(picture.convert("RGB").getcolors(2**24) or []) > 50


def test_every_component_shows_all_of_its_states(
    opened: Page, app: AppServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    opened.goto(f"{app.url}/dev/components")
    expect(opened.locator("html")).to_have_attribute(
        "dir", "rtl" if "ar-" in request.node.name else "ltr"
    )
    sections = opened.locator("[data-component]")
    expect(sections.first).to_be_visible()
    for section in sections.all():
        shown = [cell.get_attribute("data-state") for cell in section.locator("[data-state]").all()]
        assert shown == list(STATES), section.get_attribute("data-component")
    for name, size in (("narrow", _NARROW), ("phone", PHONE), ("laptop", LAPTOP)):
        opened.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict serves
        photograph(opened, tmp_path, name)


def test_every_stage_of_the_panel_stays_whole(opened: Page, app: AppServer, tmp_path: Path) -> None:
    opened.goto(f"{app.url}/dev/components")
    opened.set_viewport_size(_NARROW)  # type: ignore[arg-type]  # a plain dict serves
    opened.locator("main").get_by_role("button", name="Live chat", exact=True).click()
    # From now on every page of this tab opens with the panel.
    for name, sample in STAGES.items():
        opened.goto(f"{app.url}/dev/components?stage={name}")
        expect(opened.locator(f"[data-stage={sample.stage}]")).to_be_visible()
        photograph(opened, tmp_path, name)
