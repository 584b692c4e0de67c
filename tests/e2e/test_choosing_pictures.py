"""Pictures on their way into the chat: looked at, cropped, blurred out, made smaller, sent."""

from collections.abc import Callable
from dataclasses import dataclass
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
from tests.e2e.conftest import PHONE, Person, wait_until
from tests.e2e.pictures import WATCH_UPLOADS, PictureDialog, drop, encoded, everywhere, png, stored
from tests.servers.app import AppServer

RED, BLUE = (230, 20, 20), (20, 20, 230)


def halves(width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def like(colour: tuple[int, int, int]) -> Callable[[tuple[int, ...]], bool]:
    return lambda pixel: all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def grey(pixel: tuple[int, ...]) -> bool:
    return max(pixel) - min(pixel) <= 2


@dataclass
class Writer:
    """A student with the chat open and the folder that the pictures lie in."""

    page: Page
    chat: Chat
    folder: Path
    person: Person

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def files(self) -> Locator:
        return self.page.get_by_role("list", name="Pictures to send")

    def uploaded(self) -> list[dict[str, Any]]:
        """What has left the page so far."""
        found: list[dict[str, Any]] = self.page.evaluate("window.uploaded")
        return found

    def sent(self, count: int = 1) -> Locator:
        """Send what is attached; the pictures in the thread."""
        expect(self.files().get_by_role("progressbar")).to_have_count(0)
        self.chat.button("Send").click()
        pictures = self.chat.log.get_by_role("img")
        expect(pictures).to_have_count(count)
        return pictures


@pytest.fixture
def write(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], tmp_path: Path
) -> Callable[..., Writer]:
    """Signs a new student in and opens the chat, on the device given."""

    def begin(**device: Any) -> Writer:
        person = someone(backstage.new_student("Ines Prado"), **device)
        person.context.add_init_script(WATCH_UPLOADS)
        chat = in_the_chat(app, person)
        expect(chat.button("Add a screenshot")).to_be_enabled()
        return Writer(person.page, chat, tmp_path, person)

    return begin


def test_nothing_leaves_before_it_is_confirmed_and_esc_gives_the_focus_back(
    write: Callable[..., Writer],
) -> None:
    writer = write()
    dialog = writer.chat.look_at(writer.file("shot.png", png()))
    expect(dialog.picture).to_be_visible()
    writer.page.keyboard.press("Escape")
    expect(dialog.box).to_have_count(0)
    expect(writer.chat.panel).to_be_visible()
    expect(writer.chat.button("Add a screenshot")).to_be_focused()
    expect(writer.files()).to_have_count(0)
    dialog = writer.chat.look_at(writer.file("shot.png", png()))
    dialog.press("Cancel")
    expect(dialog.box).to_have_count(0)
    assert writer.uploaded() == []
    dialog = writer.chat.look_at(writer.file("shot.png", png()))
    dialog.press("Attach")
    expect(writer.files().get_by_role("listitem")).to_have_count(1)
    expect(writer.chat.panel.get_by_role("textbox", name="Message")).to_be_focused()
    writer.sent()
    assert [one["name"] for one in writer.uploaded()] == ["shot.png"]


def test_crop_and_blur_by_mouse_are_what_the_server_gets(write: Callable[..., Writer]) -> None:
    writer = write()
    dialog = writer.chat.look_at(writer.file("grades.png", encoded(halves())))
    dialog.drag((0.25, 0.5), (0.75, 1))
    assert dialog.part() == [25, 50, 50, 50]
    dialog.press("Crop")
    expect(dialog.frame).to_have_count(0)
    assert dialog.size() == (200, 100)
    dialog.drag((0.1, 0.2), (0.9, 0.6))
    # A drag inside moves the frame, one at a corner changes its size.
    dialog.drag((0.5, 0.4), (0.5, 0.5))
    assert dialog.part() == [10, 30, 80, 40]
    dialog.drag((0.9, 0.7), (0.8, 0.8))
    assert dialog.part() == [10, 30, 70, 50]
    dialog.press("Blur out")
    dialog.press("Attach")
    picture = stored(writer.page, writer.sent().first)
    assert picture.size == (200, 100)
    # Nothing of what was blurred out is in the file, all around it is as it was.
    assert everywhere(picture, (22, 32, 158, 78), grey)
    assert everywhere(picture, (0, 0, 100, 28), like(RED))
    assert everywhere(picture, (100, 82, 200, 100), like(BLUE))
    assert everywhere(picture, (162, 0, 200, 100), like(BLUE))


def test_what_is_blurred_out_leaves_no_trace_whatever_it_was(write: Callable[..., Writer]) -> None:
    writer = write()
    seen = []
    for name, secret in (("a.png", "black"), ("b.png", "white")):
        picture = Image.new("RGB", (200, 100), "teal")
        picture.paste(secret, (40, 20, 160, 80))
        dialog = writer.chat.look_at(writer.file(name, encoded(picture)))
        dialog.drag((0.15, 0.1), (0.85, 0.9))
        dialog.press("Blur out")
        dialog.press("Attach")
        part = stored(writer.page, writer.sent(len(seen) + 1).last).crop((42, 22, 158, 78))
        seen.append(part.convert("L"))
    for part in seen:
        lowest, highest = part.getextrema()
        assert 100 < float(lowest) < float(highest) < 200  # type: ignore[arg-type]


def test_by_keyboard_alone(write: Callable[..., Writer]) -> None:
    writer = write()
    dialog = writer.chat.look_at(writer.file("grades.png", encoded(halves())))
    expect(dialog.picture).to_be_visible()
    keys = writer.page.keyboard
    told = dialog.box.get_by_role("status")
    dialog.button("Blur out").focus()
    keys.press("Enter")
    expect(dialog.frame).to_be_focused()
    assert dialog.part() == [30, 40, 40, 20]
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        keys.press(key)
    assert dialog.part() == [26, 38, 42, 22]
    expect(told).to_have_text(
        "26 percent from the left, 38 percent from the top, 42 percent wide, 22 percent high"
    )
    keys.press("Enter")
    expect(told).to_have_text("Blurred out. What was there is no longer in the picture.")
    expect(dialog.frame).to_have_count(0)
    dialog.button("Crop").focus()
    keys.press("Enter")
    expect(dialog.frame).to_be_focused()
    # Esc takes the frame away first, then it closes.
    keys.press("Escape")
    expect(dialog.frame).to_have_count(0)
    expect(dialog.box).to_be_visible()
    dialog.button("Undo").focus()
    keys.press("Enter")
    expect(told).to_have_text("Undone.")
    # Tab goes around inside.
    for _ in range(12):
        keys.press("Tab")
        assert dialog.box.evaluate("box => box.contains(document.activeElement)")
    keys.press("Shift+Tab")
    assert dialog.box.evaluate("box => box.contains(document.activeElement)")
    dialog.button("Attach").focus()
    keys.press("Enter")
    picture = stored(writer.page, writer.sent().first)
    assert everywhere(picture, (0, 0, 198, 200), like(RED))


def test_a_huge_photograph_is_upright_and_small_before_it_leaves(
    write: Callable[..., Writer],
) -> None:
    writer = write()
    # Noise is as heavy as photographs are; on its side, as cameras store it.
    photo = Image.effect_noise((3600, 2400), 60).convert("RGB")
    photo.paste(RED, (0, 0, 3600, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(photo, "JPEG", quality=80, exif=exif)
    assert 2_000_000 < len(data) < 5 * 1024 * 1024
    dialog = writer.chat.look_at(writer.file("IMG_1.jpg", data))
    dialog.press("Attach")
    picture = stored(writer.page, writer.sent().first)
    assert picture.size == (1707, 2560)
    assert everywhere(picture, (1450, 100, 1700, 300), like(RED))
    [left] = writer.uploaded()
    assert left["size"] < len(data) * 0.7
    assert left["type"] == "image/jpeg"


def test_small_pictures_go_as_they_are(write: Callable[..., Writer]) -> None:
    writer = write()
    data = encoded(halves(), "JPEG", quality=70)
    writer.chat.look_at(writer.file("photo.jpg", data)).press("Attach")
    writer.sent()
    [left] = writer.uploaded()
    assert left == {"name": "photo.jpg", "type": "image/jpeg", "size": len(data)}


def test_a_picture_over_the_limit_is_made_to_fit(write: Callable[..., Writer]) -> None:
    writer = write()
    noise = Image.effect_noise((1700, 1700), 100).convert("RGB")
    noise.putalpha(200)
    data = encoded(noise)
    assert len(data) > 5 * 1024 * 1024
    writer.chat.look_at(writer.file("large.png", data)).press("Attach")
    writer.sent()
    [left] = writer.uploaded()
    assert left["size"] <= 5 * 1024 * 1024


def test_several_at_once_described_and_left_out_up_to_the_limit(
    write: Callable[..., Writer],
) -> None:
    writer = write()
    colours = ("red", "green", "blue", "orange", "purple", "black")
    paths = [writer.file(f"{colour}.png", png(colour)) for colour in colours]
    dialog = writer.chat.look_at(*paths)
    expect(dialog.box.get_by_text("Picture 1 of 5")).to_be_visible()
    dialog.press("Next picture")
    dialog.press("Leave out")
    expect(dialog.box.get_by_text("Picture 2 of 4")).to_be_visible()
    dialog.box.get_by_label("Description (optional)").fill("The blue screen")
    dialog.press("Attach")
    expect(writer.chat.panel.get_by_role("alert")).to_have_text(
        "One message takes up to 5 pictures. The others were left out."
    )
    pictures = writer.sent(4)
    expect(writer.chat.log.get_by_role("img", name="The blue screen")).to_be_visible()
    assert sorted(str(one.get_attribute("alt")) for one in pictures.all()) == sorted(
        ["red.png", "The blue screen", "orange.png", "purple.png"]
    )


def test_what_is_no_picture_is_said_and_a_moving_one_becomes_a_still(
    write: Callable[..., Writer],
) -> None:
    writer = write()
    picker = writer.chat.panel.locator("input[type=file]").first
    problem = writer.chat.panel.get_by_role("alert")
    for name, kind in (("notes.txt", "text/plain"), ("a.svg", "image/svg+xml")):
        picker.set_input_files({"name": name, "mimeType": kind, "buffer": b"<svg/>"})
        expect(problem).to_contain_text("not a PNG, JPEG or WebP")
    picker.set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(problem).to_contain_text("not a PNG, JPEG or WebP")
    expect(PictureDialog(writer.page).box).to_have_count(0)
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("green", "red")]
    movie = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    writer.chat.look_at(writer.file("movie.gif", movie)).press("Attach")
    expect(problem).to_have_count(0)
    writer.sent()
    assert [one["type"] for one in writer.uploaded()] == ["image/png"]


def test_dropped_on_the_chat_and_pasted(app: AppServer, write: Callable[..., Writer]) -> None:
    writer = write()
    assert drop(writer.page, ".panel .log", "dropped.png", "image/png", png("orange"))
    PictureDialog(writer.page).press("Attach")
    writer.chat.paste_picture(app.url)
    pictures = writer.sent(2)
    for picture in pictures.all():
        picture.evaluate("image => image.decode()")


def test_progress_cancel_and_retry(write: Callable[..., Writer]) -> None:
    writer = write()
    held: list[Route] = []
    writer.page.route("**/api/upload/**", lambda route: held.append(route))
    for name in ("one.png", "two.png"):
        writer.chat.look_at(writer.file(name, png())).press("Attach")
    expect(writer.files().get_by_role("progressbar")).to_have_count(2)
    expect(writer.chat.button("Send")).to_be_disabled()
    assert len(held) == 1  # in their order, one after the other
    # Cancelled: the request ends, nothing of it stays, the next one goes.
    with writer.page.expect_event("requestfailed"):
        writer.page.get_by_role("button", name="Remove one.png").click()
    expect(writer.files().get_by_role("listitem")).to_have_count(1)
    # No line: said, and another attempt is one press away; the words wait for their picture.
    field = writer.chat.panel.get_by_role("textbox", name="Message")
    field.fill("This is what I see")
    field.press("Enter")
    wait_until(writer.page, lambda: len(held) == 2)
    held[1].abort()
    expect(writer.files().get_by_role("alert")).to_have_text("Not uploaded. Please try again.")
    expect(field).to_have_value("This is what I see")
    writer.page.unroute("**/api/upload/**")
    writer.page.get_by_role("button", name="Retry two.png").click()
    field.press("Enter")
    expect(writer.chat.says("This is what I see")).to_be_visible()
    expect(writer.chat.log.get_by_role("img", name="two.png")).to_be_visible()
    expect(writer.files()).to_have_count(0)
    writer.person.complaints.clear()  # the browser says itself that the line was cut


def test_attached_pictures_outlive_closing_the_chat(write: Callable[..., Writer]) -> None:
    writer = write()
    writer.chat.look_at(writer.file("kept.png", png())).press("Attach")
    expect(writer.files()).to_contain_text("kept.png")
    writer.page.keyboard.press("Escape")
    expect(writer.chat.panel).to_have_count(0)
    writer.chat.open()
    expect(writer.files()).to_contain_text("kept.png")
    writer.sent()


def test_on_a_phone_with_a_camera_and_a_finger(write: Callable[..., Writer]) -> None:
    writer = write(viewport=PHONE, has_touch=True, is_mobile=True)
    with writer.page.expect_file_chooser() as chooser:
        writer.chat.press("Take a photo")
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files(writer.file("photo.jpg", encoded(halves(), "JPEG", quality=95)))
    dialog = PictureDialog(writer.page)
    expect(dialog.picture).to_be_visible()
    box = dialog.box.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    for name in ("Crop", "Blur out", "Undo", "Attach"):
        expect(dialog.button(name)).to_be_in_viewport()
    touch = writer.person.context.new_cdp_session(writer.page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        at = [dict(zip("xy", dialog.at(*point), strict=True)) for point in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    finger("touchStart", (0.5, 0))
    finger("touchMove", (0.75, 0.5))
    finger("touchMove", (1, 1))
    finger("touchEnd")
    assert dialog.part() == [50, 0, 50, 100]
    dialog.press("Crop")
    assert dialog.size() == (200, 200)
    dialog.press("Attach")
    picture = stored(writer.page, writer.sent().first)
    assert picture.size == (200, 200)
    assert everywhere(picture, (4, 4, 196, 196), like(BLUE))


def test_in_arabic_left_stays_left_in_the_picture(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], tmp_path: Path
) -> None:
    student = someone(backstage.new_student("نور حداد"), viewport=PHONE)
    student.context.add_init_script(WATCH_UPLOADS)
    student.sign_in(app.url, "/help")
    page = student.page
    page.locator("details.language summary").click()
    page.get_by_role("button", name="العربية", exact=True).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    with speaking("ar"):
        page.get_by_role("button", name=t("chat.launch")).click()
        path = tmp_path / "x.png"
        path.write_bytes(encoded(halves()))
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=t("outbox.attach"), exact=True).click()
        chooser.value.set_files(path)
        dialog = PictureDialog(page, t("picture.title"))
        dialog.drag((0, 0), (0.5, 1))
        frame = dialog.box.get_by_role("application", name=t("picture.frame"))
        frame.focus()
        for _ in range(30):
            page.keyboard.press("ArrowLeft")
        dialog.press(t("picture.crop"))
        dialog.press(t("picture.attach"))
        files = page.get_by_role("list", name=t("outbox.files"))
        expect(files.get_by_role("progressbar")).to_have_count(0)
        page.get_by_role("button", name=t("outbox.send"), exact=True).click()
        log = page.get_by_role("log", name=t("chat.conversation"))
        expect(log.get_by_role("img")).to_have_count(1)
    picture = stored(page, log.get_by_role("img"))
    assert everywhere(picture, (0, 0, *picture.size), like(RED))


def test_agents_drop_crop_and_blur_too_and_pictures_stay_out_of_notes(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], write: Callable[..., Any]
) -> None:
    agent = someone(Role.AGENT)
    desk = at_the_desk(app, agent)
    writer = write()
    writer.chat.write("The picture in the quiz is missing.")
    writer.chat.press("Talk to a person")
    writer.chat.join_the_queue()
    desk.accept("Ines Prado")
    # Anywhere on the conversation: else the browser would leave the desk for the picture.
    assert drop(agent.page, ".conv .log", "answer.png", "image/png", encoded(halves()))
    dialog = PictureDialog(agent.page)
    dialog.press("Cancel")
    with agent.page.expect_file_chooser() as chooser:
        desk.button("Add a screenshot").click()
    chooser.value.set_files(writer.file("answer.png", encoded(halves())))
    dialog.drag((0, 0), (0.5, 1))
    # The desk's shortcuts are silent meanwhile.
    agent.page.keyboard.press("e")
    expect(desk.sheet("Wrap up")).to_have_count(0)
    dialog.press("Blur out")
    dialog.press("Attach")
    expect(agent.page.get_by_role("list", name="Pictures to send")).to_contain_text("answer.png")
    # Not for a note.
    agent.page.get_by_role("tab", name="Internal note").click()
    expect(agent.page.get_by_role("list", name="Pictures to send")).to_have_count(0)
    agent.page.get_by_role("tab", name="Reply").click()
    desk.write("See here")
    shown = writer.chat.log.get_by_role("img")
    expect(shown).to_have_count(1)
    picture = stored(writer.page, shown.first)
    assert everywhere(picture, (0, 0, 198, 200), grey)
    assert everywhere(picture, (202, 0, 400, 200), like(BLUE))
