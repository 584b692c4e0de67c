"""The student's thread: what the student writes and reads in it."""

from collections.abc import AsyncIterator, Sequence

import reflex as rx

from livechat.domain.views import MessageView
from livechat.domain.vocabulary import Role, Status
from livechat.services import conversations, dialogue
from livechat.services.context import get_context
from livechat.state.chat_base import ChatBase
from livechat.state.policy import requires
from livechat.state.thread import newest


class ThreadPart(ChatBase, mixin=True):
    """A message costs the tail, however long the conversation is."""

    # The seq of what the bot has asked and still wants answered; 0 for nothing.
    choices_at: int = 0
    step_at: int = 0
    # id of the message that has to wait, its seconds, and how many pauses there have been.
    pause: dict[str, str | int] = {}

    @rx.event
    @requires(Role.STUDENT)
    async def deliver(
        self, client_id: str, text: str, conversation: str, attachments: list[str]
    ) -> AsyncIterator[None]:
        """A message of the outbox: stored once however often it comes, then answered."""
        if await self._must_pause(client_id):
            return
        target = conversation or await self._write(conversations.open_bot, {})
        is_stored = await self._post(target, client_id, text, attachments, is_note=False)
        if not is_stored and await self._was_for_the_next(target):
            # Sent in the moment in which a new conversation took the place of an ended one.
            self.refused = {key: told for key, told in self.refused.items() if key != client_id}
            target = self.conversation.id
            is_stored = await self._post(target, client_id, text, attachments, is_note=False)
        if not is_stored:
            return
        if target != self._here().id:
            await self._enter(target)
        self._confirm(client_id)
        if self._here().status in (Status.BOT, Status.QUEUED):
            yield
            is_bots = self._here().status == Status.BOT
            await self._ask_bot(dialogue.hear, target, is_waiting=is_bots)
            await self._refresh()
            await self._after_change()

    async def _must_pause(self, client_id: str) -> bool:
        """Whether too much was sent at once; the browser keeps the message and hands it over when
        the seconds are over."""
        said = get_context().said
        wait_s = said.of(str((await self._actor()).user_id)).take_or_wait() if said else 0
        if wait_s:
            # The number makes it news also when the seconds are the same again.
            number = int(self.pause.get("number", 0)) + 1
            self.pause = {"id": client_id, "seconds": wait_s, "number": number}
        return wait_s > 0

    async def _was_for_the_next(self, target: str) -> bool:
        """Whether `target` has ended and the student writes in another one by now."""
        here = self.conversation
        if target == here.id or not here.id or not here.can_write:
            return False
        return (await self._read(conversations.view, target)).is_closed

    @rx.event
    @requires(Role.STUDENT)
    async def load_older(self) -> None:
        """The reader has scrolled to the top."""
        await self._load_older()

    @rx.event
    @requires(Role.STUDENT)
    async def load_newer(self) -> None:
        """The reader has scrolled to the end of the older messages."""
        await self._load_newer()

    @rx.event
    @requires(Role.STUDENT)
    async def to_latest(self) -> None:
        """The reader wants to see the newest messages."""
        self._to_latest()

    @rx.event
    @requires(Role.STUDENT)
    async def mark_read(self, seq: int) -> None:
        """Everything up to `seq` was in view for a second."""
        await self._read_to(seq)

    @rx.event
    @requires(Role.STUDENT)
    async def typing(self, conversation: str) -> None:
        """Tell the other side, which forgets it after some seconds; never what is typed."""
        is_own = conversation == self.conversation.id
        if is_own and self.conversation.status == Status.ACTIVE and self._may_tell_typing():
            actor = await self._actor()
            get_context().publish(
                f"conversation:{self.conversation.id}", {"kind": "typing", "user": actor.user_id}
            )

    async def _after_change(self) -> None:
        """The parts for the bot and for endings open their screens here."""

    async def _enter(self, conversation_id: str) -> None:
        """Show another conversation from its newest messages on."""
        self._forget_thread()
        self.conversation = await self._read(conversations.view, conversation_id, zone=self.zone)
        self._status_before = self.conversation.status
        self._listen()
        await self._refresh()

    async def _refresh(self) -> None:
        """Read conversation and newest messages again: after a turn of the bot, on a new state."""
        await self._look()
        if self.conversation.id:
            await self._refresh_thread()

    async def _catch_up(self) -> None:
        await self._catch_up_thread()

    def _take(self, shown: Sequence[MessageView]) -> None:
        super()._take(shown)
        asked = newest(shown, lambda line: bool(line.choices))
        step_at = newest(shown, lambda line: bool(line.step and not line.step.result))
        choices_at = asked if asked > self.last_mine else 0
        # Every assignment travels to the browser.
        if (choices_at, step_at) != (self.choices_at, self.step_at):
            self.choices_at, self.step_at = choices_at, step_at
