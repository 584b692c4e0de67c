"""A look at a page for everyone: axe-core in every kind of colours, and small windows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from importlib.util import find_spec
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import LAPTOP, PATIENCE_MS

HAS_AXE = find_spec("axe_playwright_python") is not None
_EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What depends on colours; the rest is the same in all of them.
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_MORE = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
_PLAIN = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
_LOOKS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("light", {}, _EVERYTHING),
    ("dark", {"color_scheme": "dark"}, _COLOURS),
    ("forced light", {"forced_colors": "active"}, _COLOURS),
    ("forced dark", {"forced_colors": "active", "color_scheme": "dark"}, _COLOURS),
    ("high contrast", {"contrast": "more"}, _MORE),
    ("high contrast, dark", {"contrast": "more", "color_scheme": "dark"}, _MORE),
]
# 1280 x 800 at 200 %, and the narrowest window that WCAG asks for.
_SMALL = {"200 %": {"width": 640, "height": 400}, "320 px": {"width": 320, "height": 568}}

# What is wider than its window: the page, a part that scrolls by itself, a control cut off.
# The admin's wide tables and charts and its row of tabs scroll by themselves, as they may.
_SIDEWAYS = """() => {
  const found = [];
  const name = (e) => e.outerHTML.slice(0, 90);
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page itself");
  const mayScroll = (e) => e.closest(".adm-nav, .scroll-x") !== null;
  for (const e of document.querySelectorAll("body *")) {
    if (!e.clientWidth || mayScroll(e) || e.matches("textarea, input")) continue;
    const style = getComputedStyle(e);
    if (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      found.push(`scrolls: ${name(e)}`);
  }
  for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || mayScroll(e)) continue;
    if (e.closest(".skip, .vh, [inert]")) continue;
    const { left, right, width } = e.getBoundingClientRect();
    if (width > 1 && (left < -1 || right > innerWidth + 1)) found.push(`cut off: ${name(e)}`);
  }
  return found;
}"""
# Controls that a finger misses; a link within a sentence may be as high as its line.
_SMALL_TARGETS = """() => {
  const found = [];
  const area = (e) => {
    const label = e.matches("[type=radio], [type=checkbox]") ? e.closest("label") : null;
    const { width, height } = (label ?? e).getBoundingClientRect();
    const more = getComputedStyle(e, "::after");
    if (more.content === "none" || more.position !== "absolute") return [width, height];
    return [Math.max(width, parseFloat(more.width)), Math.max(height, parseFloat(more.height))];
  };
  for (const e of document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [role=button]",
  )) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.disabled) continue;
    if (e.closest(".skip, .vh, [inert]") || e.type === "file") continue;
    if (e.matches("a") && getComputedStyle(e).display === "inline") continue;
    const [width, height] = area(e);
    if (width < 43.5 || height < 43.5)
      found.push(`${Math.round(width)} x ${Math.round(height)}: ${e.outerHTML.slice(0, 110)}`);
  }
  return found;
}"""
# The page is drawn in the colours that were just asked for. Chromium keeps the old ones for what
# only inherits, unless something changes that everything inherits.
_DRAWN = """() => new Promise((done) => {
  document.documentElement.style.setProperty("--drawn", String(performance.now()));
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
_MOVES = """() => document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().duration > 1)
  .map((one) => one.effect.target.outerHTML.slice(0, 90))"""


@dataclass
class Review:
    """Everything that was found on the stages that a page was looked at in."""

    page: Page
    # What goes on elsewhere, as looking takes its time.
    meanwhile: Callable[[], None] = lambda: None
    complaints: list[str] = field(default_factory=list)

    def look(self, stage: str) -> None:
        """Every kind of colours, then the small windows; afterwards all is as before."""
        page = self.page
        page.mouse.move(1, 1)  # what is under the pointer changes its colours by and by
        page.emulate_media(reduced_motion="reduce", **_PLAIN)  # type: ignore[arg-type]  # literals
        self._note(stage, "moves", page.evaluate(_MOVES))
        self._axe(stage)
        size = page.viewport_size
        self.squeeze(stage)
        if size:
            page.set_viewport_size(size)

    def squeeze(self, stage: str) -> None:
        """The small windows alone."""
        for name, small in _SMALL.items():
            self.page.set_viewport_size(small)  # type: ignore[arg-type]  # a plain dict serves
            self._note(stage, f"sideways at {name}", self.page.evaluate(_SIDEWAYS))
        self._note(stage, "small targets", self.page.evaluate(_SMALL_TARGETS))

    def _axe(self, stage: str) -> None:
        if not self.page.evaluate("Boolean(window.axe)"):
            script = resources.files("axe_playwright_python") / "axe.min.js"
            self.page.evaluate(script.read_text("utf-8"))
        for name, media, rules in _LOOKS:
            self.page.emulate_media(**{**_PLAIN, **media})  # type: ignore[arg-type]  # literals
            self.page.evaluate(_DRAWN)
            self.meanwhile()
            report = self.page.evaluate("(rules) => axe.run(document, rules)", rules)
            for rule in report["violations"]:
                nodes = [f"{node['html'][:160]} {_why(node)}" for node in rule["nodes"]]
                self._note(stage, f"{name}, {rule['id']}", nodes)
        self.page.emulate_media(**_PLAIN)  # type: ignore[arg-type]  # literals

    def _note(self, stage: str, what: str, found: list[str]) -> None:
        self.complaints += [f"{stage}: {what}: {one}" for one in found]


@contextmanager
def reviewing(browser: Browser, locale: str = "en") -> Iterator[Review]:
    """A page in a browser that lets a test bring a script along; nothing may be found on it."""
    context = browser.new_context(
        viewport=LAPTOP,  # type: ignore[arg-type]  # a plain dict serves
        locale=locale,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    found = Review(context.new_page())
    yield found
    context.close()
    assert found.complaints == []


def _why(node: dict[str, Any]) -> str:
    """The colours, where it is about them."""
    data = next((check["data"] for check in node["any"] if check["data"]), None)
    return str(data.get("messageKey") or data) if isinstance(data, dict) else ""
