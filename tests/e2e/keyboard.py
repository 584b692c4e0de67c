"""Somebody who has a keyboard and nothing else, and what a screen reader would say meanwhile."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

# The focus can be seen where it is: a ring of two pixels or more (a composer draws it around its
# field), in the window, and not wholly under something else. Stops follow the document's order.
_STOP = """() => {
  const e = document.activeElement;
  const before = window.lastStop;
  window.lastStop = e;
  const rings = [e, e.closest(".composer")].filter(Boolean).map((one) => getComputedStyle(one));
  const box = e.getBoundingClientRect();
  const points = [0.5, 0.1, 0.9].flatMap((x) =>
    [0.5, 0.1, 0.9].map((y) => [box.left + x * box.width, box.top + y * box.height]),
  );
  return {
    what: e.outerHTML.slice(0, 120),
    isBody: e === document.body,
    hasRing: rings.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2),
    isSeen: points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (e.contains(top) || top.contains(e) && top !== document.body);
    }),
    isAfter: !before?.isConnected || before === e ||
      Boolean(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""

# What is put into a log is said, unless the log, or a part of its own within, is silent by the
# time that a screen reader gets to look: after the page has been drawn.
_LISTEN = """() => {
  window.said = [];
  const spoken = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll?.('[aria-hidden="true"]').forEach((one) => one.remove());
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]
      .filter((node) => node.nodeType === Node.ELEMENT_NODE)
      .map((node) => [change.target, node]));
    requestAnimationFrame(() => {
      for (const [into, node] of added) {
        if (!node.isConnected || !into.closest('[role="log"]')) continue;
        const region = node.closest("[aria-live], [role=status], [role=alert]");
        if (region?.getAttribute("aria-live") !== "polite") continue;
        const text = spoken(node);
        if (text) window.said.push(text);
      }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
}"""


class Keys:
    """Presses keys; every stop on the way is one that somebody can see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """One after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self.page.keyboard.type(text)

    def to(self, target: Locator, by: str = "Tab", most: int = 60) -> None:
        """Go on until the target has the focus."""
        expect(target).to_be_visible()
        self.page.evaluate("() => { window.lastStop = undefined }")
        stops: list[Any] = []
        is_round = False
        for _ in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(by)
            stop = self.page.evaluate(_STOP)
            stops.append(stop["what"])
            if stop["isBody"]:  # round by the browser's own bars
                continue
            assert stop["hasRing"], f"no ring: {stop['what']}"
            assert stop["isSeen"], f"out of sight: {stop['what']}"
            if by == "Tab" and not stop["isAfter"]:
                assert not is_round, f"order: {stops[-2:]}"
                is_round = True  # once, from the last stop to the first
        raise AssertionError(f"not reached by {by}: {stops}")

    def use(self, target: Locator, by: str = "Tab") -> None:
        """Go there and press Enter."""
        self.to(target, by)
        self.page.keyboard.press("Enter")

    def stays_in(self, frame: Locator, stops: int = 30) -> None:
        """Neither way leads out of it."""
        for by in ("Tab", "Shift+Tab"):
            for _ in range(stops):
                self.page.keyboard.press(by)
                assert frame.evaluate("frame => frame.contains(document.activeElement)"), by


class Ears:
    """What the logs of a page would have a screen reader say from now on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(_LISTEN)

    def heard(self, text: str) -> list[str]:
        """Everything that was said with this text in it."""
        said: list[str] = self.page.evaluate("() => window.said")
        return [one for one in said if text in one]

    def hear(self, text: str, by: str) -> None:
        """It is said, once, with the name of who said it."""
        was_said = "text => window.said.some((one) => one.includes(text))"
        self.page.wait_for_function(was_said, arg=text)
        assert [by in one for one in self.heard(text)] == [True], self.heard(text)
