"""Others in a chat of the desk: joining, letting in, taking over, and hearing of it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from livechat.domain.errors import NotFoundError
from livechat.domain.text import t
from livechat.domain.vocabulary import Role
from livechat.services import company, conversations, staff_panel
from livechat.state.desk_base import STAFF
from livechat.state.desk_tickets import DeskTickets
from livechat.state.policy import requires

_TOLD = frozenset({"let_in", "taken_over", "given_back", "noted"})


class DeskCompany(DeskTickets, mixin=True):
    """Services decide who may; a supervisor is an admin at the desk."""

    # The chat that was just taken over, for as long as one tap gives it back.
    undo_chat: str = ""
    undo_pulse: int = 0

    @rx.event
    @requires(Role.ADMIN)
    async def join_chat(self) -> None:
        """Write beside the owner from now on."""
        await self._write(company.join, self.conversation.id)
        await self._look_again()

    @rx.event
    @requires(*STAFF)
    async def leave_chat(self) -> None:
        """Go out of a chat that one has joined."""
        await self._write(company.leave, self.conversation.id)
        await self._look_again()

    @rx.event
    @requires(*STAFF)
    async def let_in(self, user_id: str) -> None:
        """Ask a colleague into one's own chat."""
        target = int(user_id) if user_id.isdecimal() else 0
        await self._write(company.let_in, self.conversation.id, target)
        self._show(sheet="", sheet_error="", colleague_pulse=0)
        await self._look_again()

    @rx.event
    @requires(Role.ADMIN)
    async def take_over(self) -> None:
        """Become the owner of the opened chat."""
        chat = self.conversation.id
        await self._write(company.take_over, chat)
        self._show(undo_chat=chat, undo_pulse=self.undo_pulse + 1)
        await self._look_again()

    @rx.event
    @requires(Role.ADMIN)
    async def give_back(self) -> None:
        """It was a slip: the former owner goes on."""
        chat = self.undo_chat
        self._show(undo_chat="", undo_pulse=0)
        await self._write(company.give_back, chat)
        await self._look_again()

    @rx.event
    @requires(*STAFF)
    async def open_told(self) -> None:
        """Open the chat of which one was told."""
        chat = self.told_chat
        self._tell("")
        await self._enter(chat)

    async def _look_again(self) -> None:
        await self._look_at_conversation()
        await self._look_at_desk()
        if self.conversation.id:
            await self._refresh_thread()

    async def _hear_of_company(self, events: Sequence[Any]) -> None:
        """Who let one in, took one's chat over, gave it back, or left a note in it."""
        for event in events:
            kind = event.payload.get("kind")
            if kind not in _TOLD or not event.topic.startswith("user:"):
                continue
            chat, by = event.payload["conversation"], event.payload["by"]
            if kind == "noted" and chat == self.conversation.id:
                continue  # it is in the log
            try:
                view = await self._read(conversations.view, chat)
            except NotFoundError:
                continue
            name = await self._read(staff_panel.name_of, by)
            self._tell(t(f"desk.told_{kind}", name=name, student=view.peer_name), chat)
