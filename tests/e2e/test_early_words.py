"""What is typed before the chat is there that it is meant for is kept for it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e
WORDS = "my essay will not upl"


class SlowServer:
    """Lets a page's words through to the server and keeps the answers while it holds, which may
    begin with the first answer that contains certain words."""

    def __init__(self, page: Page) -> None:
        self.is_holding = False
        self.holds_from = ""
        self._held: list[Callable[[], None]] = []
        page.route_web_socket("**/_event/**", self._follow)

    def _follow(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)

        def answer(message: str | bytes) -> None:
            if self.holds_from and self.holds_from in str(message):
                self.is_holding, self.holds_from = True, ""
            if self.is_holding:
                self._held.append(lambda: socket.send(message))
            else:
                socket.send(message)

        server.on_message(answer)

    def answer(self) -> None:
        """Everything that was held, and what comes from now on."""
        self.is_holding = False
        for send in self._held:
            send()


@pytest.mark.parametrize("is_known", [False, True], ids=["nobody is known", "no chat is open"])
def test_words_of_the_first_moment_outlive_the_panel(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], is_known: bool
) -> None:
    student = someone(backstage.new_student("Lena Fischer"))
    student.sign_in(app.url, "/help")
    page, chat = student.page, Chat(student.page)
    server = SlowServer(page)
    server.is_holding = not is_known
    page.reload()
    if is_known:
        # The name comes with the state that the socket brings.
        expect(page.get_by_role("banner").get_by_text("LF")).to_be_visible()
        server.is_holding = True
    chat.open()
    chat.type(WORDS)
    page.keyboard.press("Escape")
    expect(chat.panel).to_have_count(0)
    server.answer()
    chat.open()
    field = chat.panel.get_by_role("textbox", name="Message")
    expect(chat.choices().first).to_be_visible()
    expect(field).to_have_value(WORDS)
    field.press("Enter")
    expect(chat.says(WORDS)).to_be_visible()
    expect(field).to_have_value("")
    # Once: neither a reload nor another opening brings them back.
    page.reload()
    expect(chat.says(WORDS)).to_be_visible()
    expect(field).to_have_value("")


def test_words_typed_while_a_new_chat_begins_belong_to_it(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    student = someone(backstage.new_student("Lena Fischer"))
    server = SlowServer(student.page)
    chat = in_the_chat(app, student)
    chat.write("the violin practice room is double booked")
    chat.end()
    server.holds_from = '"status":"bot"'
    chat.press("Start a new chat")
    chat.type(WORDS)
    expect(chat.choices()).to_have_count(0)
    server.answer()
    expect(chat.choices().first).to_be_visible()
    field = chat.panel.get_by_role("textbox", name="Message")
    expect(field).to_have_value(WORDS)
    field.press("Enter")
    expect(chat.says(WORDS)).to_be_visible()
