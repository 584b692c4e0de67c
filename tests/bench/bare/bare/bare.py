"""What the page is measured beside: the plainest Reflex page with a panel, a thread and a list.

`/` opens a panel by an event of the state and sends messages into a list of it, as Reflex's own
examples do; `/busy` changes one of fifty rows twenty times a second. `Room` passes a message from
one page to another, which is the least that a chat asks of Reflex.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import reflex as rx


class Chat(rx.State):
    """Everything in one state; the whole thread is sent with each change of it."""

    is_open: bool = False
    messages: list[str] = []  # noqa: RUF012 - Reflex's way to declare a variable
    rows: list[str] = [f"Chat {number}" for number in range(50)]  # noqa: RUF012 - as above

    @rx.event
    def show(self) -> None:
        """Open the panel."""
        self.is_open = True

    @rx.event
    def send(self, form: dict[str, str]) -> None:
        """Append what was written."""
        self.messages.append(form["text"])

    @rx.event
    def fill(self) -> None:
        """A thousand messages at once."""
        self.messages = [f"Earlier message {number}." for number in range(1000)]

    @rx.event(background=True)
    async def tick(self) -> AsyncIterator[None]:
        """Twenty changes a second, for a minute."""
        for number in range(1200):
            async with self:
                self.rows[number % 50] = f"Chat {number % 50}: message {number}"
            yield
            await asyncio.sleep(0.05)


# Who has joined which room, by the tokens of their pages.
ROOMS: defaultdict[str, set[str]] = defaultdict(set)


class Room(rx.State):
    """What was said last and how much one has said; nothing is stored, nobody is asked anything."""

    said: str = ""
    sent: int = 0

    @rx.event
    def join(self, room: str) -> None:
        """Listen to a room."""
        ROOMS[room].add(self.router.session.client_token)
        self.said = f"joined {room}"

    @rx.event
    async def say(self, room: str, text: str) -> None:
        """Show it on the other pages of the room, and on one's own that it was sent."""
        self.sent += 1
        for token in ROOMS[room] - {self.router.session.client_token}:
            address = rx.BaseStateToken(ident=token, cls=Room)
            async with app.modify_state(address) as state:
                (await state.get_state(Room)).said = text


def panel() -> rx.Component:
    """The thread and its composer."""
    return rx.el.div(
        rx.el.button("Fill", on_click=Chat.fill),
        rx.el.div(rx.foreach(Chat.messages, rx.el.p), id="log"),
        rx.el.form(
            rx.el.input(name="text", aria_label="Message"),
            on_submit=Chat.send,
            reset_on_submit=True,
        ),
        role="dialog",
    )


def index() -> rx.Component:
    """A heading, a button, and what it opens."""
    return rx.el.main(
        rx.el.h1("Help"),
        rx.el.button("Live chat", on_click=Chat.show),
        rx.cond(Chat.is_open, panel()),
    )


def busy() -> rx.Component:
    """Fifty rows."""
    return rx.el.main(
        rx.el.h1("Desk"),
        rx.el.button("Start", on_click=Chat.tick),
        rx.el.ul(rx.foreach(Chat.rows, rx.el.li)),
    )


app = rx.App()
app.add_page(index, route="/")
app.add_page(busy, route="/busy")
