"""The Help page and the desk as people use them in any engine."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from tests.engines.window import ENTER, Part, Window, wait_for


class Student:
    """Somebody on the Help page."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.panel = window.part("dialog", "Live chat")
        self.log = self.panel.part("log", "Conversation")
        self.field = self.panel.part("textbox", "Message")

    def open_chat(self) -> None:
        """By the button on the page."""
        self.window.button("Live chat").click()
        self.panel.see()

    def write(self, text: str) -> None:
        """Send a message by the keyboard and see it in the conversation."""
        self.field.fill(text)
        self.field.press(ENTER)
        self.log.says(text)

    def rate(self, question: str, stars: str) -> None:
        """Fill in and send the rating that is asked for."""
        solved = self.panel.part("group", "Is the problem solved?")
        solved.button("Yes").click()
        self.panel.part("group", question).part("button", having=stars).click()
        self.panel.button("Send rating").click()
        self.panel.part("group", question).see_none()

    def transcript(self) -> str:
        """Download the transcript; its text."""
        self.panel.button("Download transcript").click()
        content = wait_for("the transcript arrives", self._downloaded)
        pages = PdfReader(BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def _downloaded(self) -> bytes:
        for path in self.window.driver.downloads.glob("*.pdf"):
            content = path.read_bytes()
            try:
                PdfReader(BytesIO(content))
            except PdfReadError:
                continue
            return content
        return b""


class Agent:
    """Somebody at the desk."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.log = window.part("log", "Conversation")

    def go_online(self) -> None:
        """Take chats from now on."""
        online = self.window.part("group", "Your status").button("Online")
        online.click()
        online.see_pressed()

    def accept(self, student: str) -> None:
        """Take the chat that is offered."""
        self.window.part("alert", having=student).button("Accept").click()
        self.window.part("region", f"Conversation with {student}").see()

    def write(self, text: str) -> None:
        """Reply to the student."""
        field = self.window.part("textbox", "Message")
        field.fill(text)
        field.press(ENTER)
        self.log.says(text)

    def wrap_up(self) -> None:
        """End the chat in two clicks."""
        self.window.button("End chat").click()
        sheet: Part = self.window.part("dialog", "Wrap up")
        sheet.part("group", "Category").button("Something else").click()
        sheet.button("End chat").click()
        sheet.see_none()
