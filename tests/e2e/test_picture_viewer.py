"""The viewer for pictures: opened from the thread, zoomed, gone through, downloaded, closed."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from livechat.domain.text import speaking, t
from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk, in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import PHONE, Person
from tests.e2e.pictures import png
from tests.servers.app import AppServer

COLOURS = ("red", "green", "blue")


@dataclass
class Viewer:
    """What is open over the page."""

    page: Page
    name: str = "Picture viewer"

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("dialog", name=self.name)

    def shows(self, alt: str) -> None:
        """The picture with this text is there, loaded."""
        picture = self.box.get_by_role("img")
        expect(picture).to_have_attribute("alt", alt)
        picture.evaluate("image => image.decode()")

    def size(self) -> tuple[float, float]:
        """Of the picture on the screen."""
        box = self.box.get_by_role("img").bounding_box()
        assert box
        return round(box["width"]), round(box["height"])

    def button(self, name: str) -> Locator:
        return self.box.get_by_role("button", name=name, exact=True)


def send(chat: Chat, folder: Path, size: tuple[int, int] = (900, 600)) -> None:
    """Three pictures of different colours in one message; the second one is described."""
    paths = []
    for colour in COLOURS:
        path = folder / f"{colour}.png"
        path.write_bytes(png(colour, size))
        paths.append(path)
    dialog = chat.look_at(*paths)
    dialog.press("Next picture")
    dialog.box.get_by_label("Description (optional)").fill("A green screen")
    dialog.press("Attach")
    field = chat.panel.get_by_role("textbox", name="Message")
    field.fill("My screens")
    field.press("Enter")
    expect(chat.log.get_by_role("img")).to_have_count(3)


@pytest.fixture
def student(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], tmp_path: Path
) -> Callable[..., tuple[Person, Chat, Viewer]]:
    """A new student who has sent three pictures, on the device given."""

    def begin(size: tuple[int, int] = (900, 600), **device: Any) -> tuple[Person, Chat, Viewer]:
        person = someone(backstage.new_student("Ines Prado"), **device)
        chat = in_the_chat(app, person)
        send(chat, tmp_path, size)
        return person, chat, Viewer(person.page)

    return begin


def test_thumbnails_keep_their_room_before_they_are_there(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, chat, _ = student(size=(900, 300))
    held: list[Route] = []
    person.page.route("**/thumbnail", lambda route: held.append(route))
    person.page.reload()
    picture = chat.log.get_by_role("img").first
    expect(picture).to_be_attached()
    box = picture.bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(3, rel=0.05)
    for route in held:
        route.continue_()


def test_in_the_order_chosen_by_keyboard_and_the_focus_comes_back(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, chat, viewer = student()
    keys = person.page.keyboard
    link = chat.log.get_by_role("link").filter(has=chat.page.get_by_role("img", name="red.png"))
    link.focus()
    keys.press("Enter")
    viewer.shows("red.png")
    expect(viewer.box).to_contain_text("Picture 1 of 3")
    keys.press("ArrowLeft")
    viewer.shows("red.png")
    keys.press("ArrowRight")
    viewer.shows("A green screen")
    # What it shows is there to read as well.
    expect(viewer.box.get_by_text("A green screen", exact=True)).to_be_visible()
    keys.press("ArrowRight")
    viewer.shows("blue.png")
    whole = viewer.size()
    for key, factor in (("+", 1.5), ("+", 2.25), ("-", 1.5), ("0", 1)):
        keys.press(key)
        width, height = viewer.size()
        assert (width, height) == pytest.approx((whole[0] * factor, whole[1] * factor), rel=0.01)
    for _ in range(12):
        keys.press("Tab")
        assert viewer.box.evaluate("box => box.contains(document.activeElement)")
    keys.press("Escape")
    expect(viewer.box).to_have_count(0)
    expect(chat.panel).to_be_visible()
    expect(link).to_be_focused()


def test_wheel_and_mouse_zoom_where_they_point_and_move(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, chat, viewer = student()
    chat.log.get_by_role("img", name="red.png").click()
    viewer.shows("red.png")
    picture, mouse = viewer.box.get_by_role("img"), person.page.mouse
    before = picture.bounding_box()
    assert before
    here = (before["x"] + 0.7 * before["width"], before["y"] + 0.5 * before["height"])
    mouse.move(*here)
    mouse.wheel(0, -600)
    person.page.wait_for_function(
        "width => document.querySelector('.pv img').getBoundingClientRect().width > width * 2",
        arg=before["width"],
    )
    after = picture.bounding_box()
    assert after
    # The point under the mouse has stayed there.
    assert after["x"] + 0.7 * after["width"] == pytest.approx(here[0], abs=3)
    mouse.down()
    mouse.move(here[0] - 100, here[1] - 50, steps=3)
    mouse.up()
    moved = picture.bounding_box()
    assert moved
    assert moved["x"] == pytest.approx(after["x"] - 100, abs=2)
    viewer.button("Show the whole picture").click()
    assert viewer.size() == (round(before["width"]), round(before["height"]))
    # A click on a picture that is no command of the browser stays on the page.
    assert len(person.context.pages) == 1


def test_download_gives_the_file_under_its_name(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, chat, viewer = student()
    chat.log.get_by_role("img", name="blue.png").click()
    viewer.shows("blue.png")
    with person.page.expect_download() as download:
        viewer.box.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "blue.png"
    with Image.open(BytesIO(Path(download.value.path()).read_bytes())) as picture:
        assert picture.size == (900, 600)
    viewer.button("Close").click()
    expect(viewer.box).to_have_count(0)


def test_two_fingers_zoom_and_one_goes_on(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, chat, viewer = student(viewport=PHONE, has_touch=True, is_mobile=True)
    chat.log.get_by_role("img", name="red.png").tap()
    viewer.shows("red.png")
    touch = person.context.new_cdp_session(person.page)

    def fingers(kind: str, *points: tuple[int, int]) -> None:
        at = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    whole = viewer.size()
    fingers("touchStart", (175, 450), (215, 450))
    fingers("touchMove", (155, 450), (235, 450))
    fingers("touchMove", (135, 450), (255, 450))
    fingers("touchEnd")
    width, height = viewer.size()
    assert (width, height) == pytest.approx((whole[0] * 3, whole[1] * 3), rel=0.02)
    viewer.button("Show the whole picture").tap()
    fingers("touchStart", (300, 450))
    fingers("touchMove", (200, 450))
    fingers("touchEnd")
    viewer.shows("A green screen")


def test_in_arabic_the_next_picture_is_on_the_left(
    student: Callable[..., tuple[Person, Chat, Viewer]],
) -> None:
    person, _, _ = student()
    page = person.page
    page.keyboard.press("Escape")
    page.locator("details.language summary").click()
    page.get_by_role("button", name="العربية", exact=True).click()
    with speaking("ar"):
        page.get_by_role("button", name=t("chat.launch")).click()
        viewer = Viewer(page, t("viewer.title"))
        page.get_by_role("img", name="red.png").click()
    viewer.shows("red.png")
    page.keyboard.press("ArrowLeft")
    viewer.shows("A green screen")
    page.keyboard.press("ArrowRight")
    viewer.shows("red.png")


def test_the_desk_has_it_too_for_the_thread_and_the_card(
    app: AppServer, someone: Callable[..., Person], student: Callable[..., Any]
) -> None:
    agent = someone(Role.AGENT)
    desk = at_the_desk(app, agent)
    _, chat, _ = student()
    chat.press("Talk to a person")
    # On the card that the student checks as well.
    chat.panel.get_by_role("img", name="red.png").click()
    mine = Viewer(chat.page)
    mine.shows("red.png")
    chat.page.keyboard.press("Escape")
    expect(mine.box).to_have_count(0)
    chat.panel.get_by_label("Problem").fill("Three screens")
    chat.join_the_queue()
    desk.accept("Ines Prado")
    for place in (desk.log, desk.student):
        place.get_by_role("img", name="red.png").click()
        viewer = Viewer(agent.page)
        viewer.shows("red.png")
        agent.page.keyboard.press("e")
        expect(desk.sheet("Wrap up")).to_have_count(0)
        agent.page.keyboard.press("ArrowRight")
        viewer.shows("A green screen")
        agent.page.keyboard.press("Escape")
        expect(viewer.box).to_have_count(0)
