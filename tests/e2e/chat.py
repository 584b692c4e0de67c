"""The Help page and the chat panel as a student uses them."""

import re
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.e2e.pictures import PictureDialog

_COPY_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(200, 120);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "orange";
  pen.fillRect(0, 0, 200, 120);
  const picture = await canvas.convertToBlob({ type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}"""


class Chat:
    """Everything is found by role and name, as by somebody who uses a screen reader."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_role("dialog", name="Live chat")
        self.log = self.panel.get_by_role("log", name="Conversation")

    def open(self) -> None:
        """Node A: one button, plainly visible."""
        self.page.get_by_role("button", name="Live chat").click()
        expect(self.panel).to_be_visible()

    def button(self, name: str) -> Locator:
        """A button in the panel."""
        return self.panel.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button in the panel."""
        self.button(name).click()

    def join_the_queue(self) -> None:
        """From the summary; its button names the wait as soon as there is one to tell."""
        self.panel.get_by_role("button", name=re.compile("^Join the queue")).click()

    def says(self, text: str) -> Locator:
        """A line of the conversation that contains the text."""
        return self.log.get_by_text(text).last

    def write(self, text: str) -> None:
        """Send a message by the keyboard and see it in the conversation."""
        field = self.panel.get_by_role("textbox", name="Message")
        field.fill(text)
        field.press("Enter")
        expect(self.says(text)).to_be_visible()

    def type(self, text: str) -> None:
        """Begin to write, a key at a time."""
        self.panel.get_by_role("textbox", name="Message").press_sequentially(text)

    def attach(self, path: Path) -> None:
        """Choose a picture from the disk, confirm it and wait until it is on the server."""
        self.look_at(path)
        self._confirm()

    def look_at(self, *paths: Path) -> PictureDialog:
        """Choose pictures from the disk; nothing is sent yet."""
        with self.page.expect_file_chooser() as chooser:
            self.press("Add a screenshot")
        chooser.value.set_files(paths)
        return PictureDialog(self.page)

    def _confirm(self) -> None:
        with self.page.expect_response("**/api/upload/**") as uploaded:
            PictureDialog(self.page).press("Attach")
        assert uploaded.value.ok

    def paste_picture(self, url: str) -> None:
        """Paste a picture from the clipboard, confirm it and wait until it is on the server."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
        self.page.evaluate(_COPY_PICTURE)
        self.panel.get_by_role("textbox", name="Message").focus()
        self.page.keyboard.press("ControlOrMeta+V")
        self._confirm()

    def bot_turns(self) -> Locator:
        """The names over what the bot says; each line has one more, for those who hear it."""
        return self.log.locator("b").filter(has_text="Support bot")

    def choices(self) -> Locator:
        """What the bot offers to tap, one button each."""
        return self.panel.get_by_role("group", name="Choose one").get_by_role("button")

    def choose(self, label: str) -> None:
        """Tap a choice of the bot; the same one may have been offered before."""
        group = self.panel.get_by_role("group", name="Choose one").last
        group.get_by_role("button", name=label).click()

    def step(self, number: int) -> None:
        """The step with this number is the one to answer."""
        expect(self.log.get_by_text(f"Step {number} of")).to_be_visible()

    def step_title(self) -> str:
        """What the step in hand is called."""
        return self.log.get_by_role("heading").last.inner_text()

    def answer(self, result: str) -> None:
        """Answer the step in hand; returns when the next thing is there."""
        group = self.panel.get_by_role("group", name="Did this step work?")
        title = self.step_title()
        group.get_by_role("button", name=result).click()
        expect(self.log.get_by_role("heading", name=title, exact=True)).to_have_count(0)

    def fail_article(self) -> int:
        """Say "Didn't help" to every step of the article in hand; how many there were."""
        count = 0
        while True:
            expect(self.log.get_by_text(f"Step {count + 1} of")).to_be_visible()
            self.answer("Didn’t help")
            count += 1
            following = self.log.get_by_text(f"Step {count + 1} of")
            anew = self.log.get_by_text("Step 1 of")
            expect(following.or_(anew).or_(self.choices()).first).to_be_visible()
            if not following.count():
                return count

    def end(self) -> None:
        """End the talk with the bot, from the menu, and skip the rating if one is asked for."""
        self.panel.get_by_label("More").click()
        self.press("End chat")
        expect(self.panel.get_by_text("Conversation ended")).to_be_visible()

    def rate(self, question: str, stars: str, solved: str, comment: str = "") -> None:
        """Fill in and send the rating that is asked for."""
        expect(self.panel.get_by_text(question)).to_be_visible()
        answers = self.panel.get_by_role("group", name="Is the problem solved?")
        answers.get_by_role("button", name=solved, exact=True).click()
        self.panel.get_by_role("group", name=question).get_by_role("button", name=stars).click()
        self.panel.get_by_role("textbox", name="Anything to add?").fill(comment)
        self.press("Send rating")
        expect(self.panel.get_by_text(question)).to_have_count(0)

    def transcript(self) -> str:
        """Download the transcript that the panel offers; its text."""
        with self.page.expect_download() as download:
            self.button("Download transcript").first.click()
        path = Path(download.value.path())
        assert download.value.suggested_filename.endswith(".pdf")
        pages = PdfReader(BytesIO(path.read_bytes())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
