"""What the student answers to the bot, and the way from the bot to a person."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from livechat.domain.errors import DomainError
from livechat.domain.views import HandoffView
from livechat.domain.vocabulary import Role, Status, StepResult
from livechat.services import conversations, dialogue, handoff, queue
from livechat.state.chat_typing import TypingPart
from livechat.state.policy import requires

_FIELDS = ("issue", "course", "device", "page", "error", "due")


class BotPart(TypingPart, mixin=True):
    """Each handler calls one service and reads again."""

    handoff: HandoffView = HandoffView()
    # Why the last attempt to reach a person was refused; stands above the ways to go on.
    refusal: str = ""

    @rx.event
    @requires(Role.STUDENT)
    async def choose(self, value: str) -> AsyncIterator[None]:
        """A tap on a choice of the bot."""
        await self._ask_bot(dialogue.choose, self.conversation.id, value)
        await self._refresh()
        yield
        if value.startswith("person"):
            await self._to_person()
        else:
            await self._after_change()

    @rx.event
    @requires(Role.STUDENT)
    async def answer_step(self, result: str) -> None:
        """Worked, didn't help, can't do this, skip."""
        await self._ask_bot(dialogue.answer_step, self.conversation.id, StepResult(result))
        await self._refresh()
        await self._after_change()

    @rx.event
    @requires(Role.STUDENT)
    async def talk_to_person(self) -> None:
        """One tap from every turn of the bot."""
        if self.conversation.status == Status.BOT:
            await self._ask_bot(dialogue.ask_person, self.conversation.id, is_waiting=True)
        await self._to_person()

    @rx.event
    @requires(Role.STUDENT)
    async def back_to_bot(self) -> None:
        """Not now: the bot goes on where it was."""
        self._show("")
        if self.conversation.status == Status.BOT:
            await self._ask_bot(dialogue.go_on, self.conversation.id, is_waiting=True)
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def join_queue(self, form: dict[str, Any]) -> None:
        """The summary is right: correct it, then wait; availability is checked again."""
        fields = {name: str(form.get(name, "")) for name in _FIELDS}
        self.handoff = await self._write(handoff.correct, self.conversation.id, **fields)
        try:
            await self._write(queue.join, self.conversation.id)
        except DomainError as refusal:
            await self._to_ways(str(refusal))
            return
        self._show("")
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def confirm_solved(self) -> None:
        """Yes, it is solved."""
        await self._write(conversations.confirm_solved, self.conversation.id)
        await self._refresh()
        await self._after_change()

    @rx.event
    @requires(Role.STUDENT)
    async def deny_solved(self) -> None:
        """Not yet: the chat goes on."""
        await self._write(conversations.deny_solved, self.conversation.id)
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def still_here(self) -> None:
        """The idle clock starts again."""
        await self._write(conversations.keep_open, self.conversation.id)
        await self._look()

    async def _to_person(self) -> None:
        """The card to correct where people accept chats, else the other ways to go on."""
        self.refusal = ""
        self.handoff = await self._read(handoff.preview, self.conversation.id)
        self.wait = await self._read(queue.options, self.conversation.id, zone=self.zone)
        if self.wait.is_accepting:
            self._show("handoff")
        else:
            await self._to_ways("")

    async def _to_ways(self, refusal: str) -> None:
        """Keep waiting, a callback, a ticket; the part for waiting fills it in."""

    async def _after_change(self) -> None:
        """What the bot has handed over goes on with the summary, also after a reload."""
        await super()._after_change()
        if self.conversation.is_handing_over and not self._screen:
            await self._to_person()
