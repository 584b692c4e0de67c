"""The desk's conversations: take, talk, note."""

from collections.abc import AsyncIterator

import reflex as rx

from livechat.domain.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import PresenceState, Status
from livechat.services import claims, conversations, drafts, presence, tickets
from livechat.services.context import get_context
from livechat.state.desk_base import STAFF, DeskBase
from livechat.state.policy import requires

_NOTE = "note:"


class DeskChat(DeskBase, mixin=True):
    """Chats of the desk, one open at a time."""

    # What one must know now, in words, and the chat that it is about, "" for none.
    told: str = ""
    told_chat: str = ""

    @rx.event
    @requires(*STAFF)
    async def set_presence(self, state: str) -> None:
        """Online, away or offline; going offline gives the chats back to the queue."""
        self._tell(await self._write(presence.set_state, PresenceState(state)))
        await self._look_at_conversation()
        await self._look_at_desk()

    @rx.event
    @requires(*STAFF)
    async def dismiss_told(self) -> None:
        """It was read."""
        self._tell("")

    def _tell(self, text: str, chat: str = "") -> None:
        self._show(told=text, told_chat=chat)

    @rx.event
    @requires(*STAFF)
    async def accept(self, entry: str) -> None:
        """Take a waiting student; the first wins, the others are told who."""
        try:
            conversation = await self._write(claims.claim, entry)
        finally:
            await self._look_at_desk()
        self.tab = "chats"
        await self._enter(conversation)

    @rx.event
    @requires(*STAFF)
    async def decline(self, entry: str) -> None:
        """Pass an offer on to the next agent."""
        try:
            await self._write(claims.pass_, entry)
        finally:
            await self._look_at_desk()

    @rx.event
    @requires(*STAFF)
    async def open_chat(self, conversation: str) -> None:
        """Show one of the chats."""
        await self._enter(conversation)

    @rx.event
    @requires(*STAFF)
    async def deliver(
        self, client_id: str, text: str, conversation: str, attachments: list[str]
    ) -> AsyncIterator[None]:
        """A message or a note of the outbox: stored once however often it comes."""
        target = conversation.removeprefix(_NOTE)
        is_note = conversation.startswith(_NOTE)
        number = 0 if is_note else await self._ticket_of(target)
        if number:
            stored = await self._answer(number, client_id, text, attachments)
        else:
            stored = await self._post(target, client_id, text, attachments, is_note=is_note)
        if not stored:
            return
        self._confirm(client_id)
        is_here = target == self._here().id
        if is_here and not self._retell(f"conversation:{target}"):
            await self._look_at_chats()
        if not is_note and (self.draft or not is_here):
            yield
            # Whatever the browser could still say of its draft: this one has been sent.
            await self._write(drafts.save, target, "")
            if target == self.conversation.id:
                self.draft = ""

    async def _ticket_of(self, target: str) -> int:
        """The number, where the conversation is a ticket now: the answer goes by mail, too."""
        view = self._here()
        if view.id != target:
            view = await self._read(conversations.view, target)
        return view.ticket_number if view.status == Status.TICKETED else 0

    async def _answer(self, number: int, client_id: str, text: str, attachments: list[str]) -> bool:
        try:
            await self._write(tickets.answer, number, client_id, text, tuple(attachments))
        except (InvalidError, ConflictError, NotAllowedError, NotFoundError) as refusal:
            self._refuse(client_id, str(refusal))
            return False
        if self.conversation.ticket_number == number:
            await self._catch_up_thread()
        return True

    @rx.event
    @requires(*STAFF)
    async def save_draft(self, conversation: str, text: str) -> None:
        """Keep what is written so far, for this agent alone."""
        await self._write(drafts.save, conversation, text)
        if conversation == self.conversation.id:
            self._show(draft=text)

    @rx.event
    @requires(*STAFF)
    async def typing(self, conversation: str) -> None:
        """Tell the student and colleagues, of a note colleagues alone; never what is typed."""
        target = conversation.removeprefix(_NOTE)
        if target != self.conversation.id:
            return
        is_note = conversation.startswith(_NOTE)
        if not (is_note or self.can_reply) or not self._may_tell_typing():
            return
        actor = await self._actor()
        get_context().publish(
            f"conversation:{target}",
            {"kind": "noting" if is_note else "typing", "user": actor.user_id, "side": "staff"},
        )

    @rx.event
    @requires(*STAFF)
    async def mark_read(self, seq: int) -> None:
        """Everything up to `seq` was in view for a second."""
        await self._read_to(seq)
        if not self._retell(f"conversation:{self.conversation.id}"):
            await self._look_at_chats()

    @rx.event
    @requires(*STAFF)
    async def load_older(self) -> None:
        """The reader has scrolled to the top."""
        await self._load_older()

    @rx.event
    @requires(*STAFF)
    async def load_newer(self) -> None:
        """The reader has scrolled to the end of the older messages."""
        await self._load_newer()

    @rx.event
    @requires(*STAFF)
    async def to_latest(self) -> None:
        """The reader wants to see the newest messages."""
        self._to_latest()
