"""The support desk as agents and specialists use it."""

from playwright.sync_api import Locator, Page, expect


class Desk:
    """Everything is found by role and name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log", name="Conversation")
        self.student = page.get_by_role("complementary", name="Student")
        self.lists = page.get_by_role("region", name="Queue and my chats")

    def button(self, name: str) -> Locator:
        """A button of the page."""
        return self.page.get_by_role("button", name=name, exact=True)

    def go_online(self) -> None:
        """Take chats from now on."""
        online = self.page.get_by_role("group", name="Your status").get_by_role(
            "button", name="Online"
        )
        online.click()
        expect(online).to_have_attribute("aria-pressed", "true")

    def accept(self, student: str) -> None:
        """Take the chat that is offered, which comes up by itself, maybe among others."""
        offers = self.page.get_by_role("alert").filter(has_text="Offered to you")
        offer = offers.filter(has_text=student)
        offer.get_by_role("button", name="Accept").click()
        expect(self.page.get_by_role("region", name=f"Conversation with {student}")).to_be_visible()

    def says(self, text: str) -> Locator:
        """A line of the conversation that contains the text."""
        return self.log.get_by_text(text).last

    def type(self, text: str) -> None:
        """Begin to write, a key at a time."""
        self.page.get_by_role("textbox", name="Message", exact=True).press_sequentially(text)

    def write(self, text: str) -> None:
        """Reply to the student."""
        field = self.page.get_by_role("textbox", name="Message", exact=True)
        field.fill(text)
        field.press("Enter")
        expect(self.says(text)).to_be_visible()

    def note(self, text: str) -> None:
        """Write what only staff see."""
        self.page.get_by_role("tab", name="Internal note").click()
        field = self.page.get_by_role("textbox", name="Internal note message, staff only")
        field.fill(text)
        field.press("Enter")
        expect(self.says(text)).to_be_visible()
        self.page.get_by_role("tab", name="Reply").click()

    def sheet(self, name: str) -> Locator:
        """What is open over the conversation."""
        return self.page.get_by_role("dialog", name=name)
