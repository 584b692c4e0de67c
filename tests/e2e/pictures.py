"""Pictures as people choose, edit and look at them, and what of them was stored."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect

# What leaves the page, as the page itself hands it over.
WATCH_UPLOADS = """
  window.uploaded = [];
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    if (body instanceof FormData) {
      const file = body.get("file");
      window.uploaded.push({ name: file.name, type: file.type, size: file.size });
    }
    return send.call(this, body);
  };
"""
_DROP = """([selector, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const target = document.querySelector(selector);
  const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
  const isTaken = !target.dispatchEvent(new DragEvent("dragover", options));
  target.dispatchEvent(new DragEvent("drop", options));
  return isTaken;
}"""


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def png(colour: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    """A small picture of one colour."""
    return encoded(Image.new("RGB", size, colour))


class PictureDialog:
    """The look at pictures before they are sent."""

    def __init__(self, page: Page, title: str = "Check before sending") -> None:
        self.page = page
        self.box = page.get_by_role("dialog", name=title)
        self.picture = self.box.locator("canvas")
        self.frame = self.box.get_by_role("application", name="Marked part")

    def button(self, name: str) -> Locator:
        """A button of the dialog."""
        return self.box.get_by_role("button", name=name, exact=True).last

    def press(self, name: str) -> None:
        """Press a button once the picture is there."""
        expect(self.picture).to_be_visible()
        self.button(name).click()

    def size(self) -> tuple[int, int]:
        """Of the picture as it would be sent."""
        found = self.picture.evaluate("canvas => [canvas.width, canvas.height]")
        return found[0], found[1]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where on the page a point of the picture is, given in fractions of it."""
        expect(self.picture).to_be_visible()
        box = self.picture.bounding_box()
        assert box
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw with the mouse, in fractions of the picture."""
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=4)
        self.page.mouse.up()

    def part(self) -> list[int]:
        """The marked part in whole percent: left, top, width, height."""
        style = self.frame.evaluate("({style: s}) => [s.left, s.top, s.width, s.height]")
        return [round(float(value.removesuffix("%"))) for value in style]


def drop(page: Page, onto: str, name: str, kind: str, data: bytes) -> bool:
    """Drop a file from outside; whether the page took it over from the browser."""
    return bool(page.evaluate(_DROP, [onto, name, kind, b64encode(data).decode()]))


def stored(page: Page, thumbnail: Locator) -> Image.Image:
    """What the server gives out in full for a picture of the thread."""
    address = str(thumbnail.get_attribute("src")).removesuffix("/thumbnail")
    answer = page.context.request.get(address if "//" in address else _absolute(page, address))
    assert answer.ok
    return Image.open(BytesIO(answer.body())).convert("RGB")


def _absolute(page: Page, path: str) -> str:
    return str(page.evaluate("path => new URL(path, location.href).href", path))


def everywhere(
    picture: Image.Image, box: tuple[int, int, int, int], holds: Callable[[tuple[int, ...]], bool]
) -> bool:
    """Whether every pixel in (left, top, right, bottom) is so."""
    part = picture.crop(box)
    data = part.tobytes()
    return all(holds(tuple(data[at : at + 3])) for at in range(0, len(data), 3))
