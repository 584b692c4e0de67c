"""The student's thread: a short live tail that changes, older pages that hardly ever do."""

from collections.abc import AsyncIterator

import reflex as rx

from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.views import MessageView
from livechat.domain.vocabulary import Role, SenderKind, Status
from livechat.services import conversations, dialogue, messages
from livechat.services.context import get_context
from livechat.settings import get_settings
from livechat.state.chat_base import ChatBase
from livechat.state.policy import requires

# Further messages that the tail takes before its older part leaves it.
_SPILL = 10
_CONFIRMED = 50


def _keep_place(shown: list[MessageView], newer: list[MessageView]) -> None:
    """The first message of a page looks like the first of all; correct it by what is shown."""
    for known in shown:
        if newer and known.seq == newer[0].seq:
            newer[0].day, newer[0].is_group_start = known.day, known.is_group_start


class ThreadPart(ChatBase, mixin=True):
    """A message costs the tail, however long the conversation is."""

    tail: list[MessageView] = []
    older: list[MessageView] = []
    has_older: bool = False
    last_mine: int = 0
    # The seq of what the bot has asked and still wants answered; 0 for nothing.
    choices_at: int = 0
    step_at: int = 0
    my_read_seq: int = 0
    other_read_seq: int = 0
    other_delivered_seq: int = 0
    unread: int = 0
    confirmed: list[str] = []
    refused: dict[str, str] = {}
    typing_pulse: int = 0

    @rx.event
    @requires(Role.STUDENT)
    async def deliver(
        self, client_id: str, text: str, conversation: str, attachments: list[str]
    ) -> AsyncIterator[None]:
        """A message of the outbox: stored once however often it comes, then answered."""
        target = conversation or await self._write(conversations.open_bot, {})
        try:
            await self._write(messages.post, target, client_id, text, tuple(attachments))
        except (InvalidError, ConflictError) as refusal:
            self.refused = {
                **dict(list(self.refused.items())[-_CONFIRMED:]),
                client_id: str(refusal),
            }
            return
        if target != self.conversation.id:
            await self._enter(target)
        else:
            await self._catch_up()
        self._confirm(client_id)
        yield
        if self.conversation.status == Status.BOT:
            await self._ask_bot(dialogue.hear, target, is_waiting=True)
            await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def load_older(self) -> None:
        """The reader has scrolled to the top."""
        shown = self.older or self.tail
        if not shown or not self.has_older:
            return
        page = await self._read(
            messages.thread,
            self.conversation.id,
            before=shown[0].seq + 1,
            limit=get_settings().page_size,
            zone=self.zone,
        )
        # The last one is known already; behind its neighbours it shows its true place.
        *earlier, known = page.messages
        shown[0].day, shown[0].is_group_start = known.day, known.is_group_start
        self.older = [*earlier, *self.older]
        self.has_older = page.has_older

    @rx.event
    @requires(Role.STUDENT)
    async def mark_read(self, seq: int) -> None:
        """Everything up to `seq` was in view for a second."""
        if self.conversation.id and seq > self.my_read_seq:
            await self._write(messages.mark_read, self.conversation.id, seq)
            self.my_read_seq = seq
            self._count_unread()

    @rx.event
    @requires(Role.STUDENT)
    async def typing(self, conversation: str) -> None:
        """Tell the other side, which forgets it after some seconds; never what is typed."""
        if conversation == self.conversation.id and self.conversation.status == Status.ACTIVE:
            actor = await self._actor()
            get_context().publish(
                f"conversation:{self.conversation.id}", {"kind": "typing", "user": actor.user_id}
            )

    async def _enter(self, conversation_id: str) -> None:
        """Show another conversation from its newest messages on."""
        self.conversation = await self._read(conversations.view, conversation_id, zone=self.zone)
        self._status_before = self.conversation.status
        self.tail, self.older, self.confirmed, self.refused = [], [], [], {}
        self.my_read_seq = 0
        self._listen()
        await self._refresh()

    async def _refresh(self) -> None:
        """Read conversation and newest messages again: after a turn of the bot, on a new state."""
        await self._look()
        if not self.conversation.id:
            return
        page = await self._read(
            messages.thread,
            self.conversation.id,
            limit=get_settings().live_tail,
            zone=self.zone,
        )
        newest = page.messages
        first = newest[0].seq if newest else 0
        if self.tail and self.tail[-1].seq + 1 >= first:
            _keep_place(self.tail, newest)
            newest = [*(shown for shown in self.tail if shown.seq < first), *newest]
        else:
            self.older, self.has_older = [], page.has_older
        self._take(newest)
        self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._tell_delivered()

    async def _catch_up(self) -> None:
        """Read what is newer than the tail's end; the last known message gives the grouping."""
        if not self.conversation.id:
            return
        if not self.tail:
            await self._refresh()
            return
        last = self.tail[-1]
        page = await self._read(
            messages.thread,
            self.conversation.id,
            after=last.seq - 1,
            limit=get_settings().page_size,
            zone=self.zone,
        )
        if len(page.messages) >= get_settings().page_size:
            await self._refresh()
            return
        if len(page.messages) > 1:
            _keep_place(self.tail, page.messages)
            self._take([*self.tail[:-1], *page.messages])
        self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._tell_delivered()

    def _take(self, shown: list[MessageView]) -> None:
        """Make these the tail; what is too much goes to the older pages or can be asked for."""
        surplus = len(shown) - get_settings().live_tail
        if surplus >= _SPILL:
            spilled, shown = shown[:surplus], shown[surplus:]
            if self.older:
                self.older = [*self.older, *spilled]
            else:
                self.has_older = True
        self.tail = shown
        self.last_mine = max((m.seq for m in shown if m.is_mine), default=0)
        asked = max((m.seq for m in shown if m.choices), default=0)
        self.choices_at = asked if asked > self.last_mine else 0
        self.step_at = max((m.seq for m in shown if m.step and not m.step.result), default=0)
        for message in shown:
            if message.is_mine and message.client_id:
                self._confirm(message.client_id)

    def _confirm(self, client_id: str) -> None:
        if client_id not in self.confirmed:
            self.confirmed = [*self.confirmed[-_CONFIRMED + 1 :], client_id]

    def _marks(self, mine: int, read: int, delivered: int) -> None:
        if mine > self.my_read_seq:
            self.my_read_seq = mine
        self.other_read_seq, self.other_delivered_seq = read, delivered
        self._count_unread()

    def _count_unread(self) -> None:
        self.unread = sum(
            1
            for message in self.tail
            if not message.is_mine
            and message.seq > self.my_read_seq
            and message.sender_kind != SenderKind.SYSTEM
        )

    async def _tell_delivered(self) -> None:
        """What is on its way to this browser counts as delivered to the other side."""
        newest = self.tail[-1] if self.tail else None
        if newest and not newest.is_mine and newest.seq > self.my_read_seq:
            await self._write(messages.mark_delivered, self.conversation.id, newest.seq)
