"""How a conversation ends for the student: rating, what was before, going on with it."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from livechat.domain.views import HistoryRow
from livechat.domain.vocabulary import RatingKind, Role, Solved, Status
from livechat.services import blocked, conversations, dialogue, history, ratings
from livechat.state.blank import no_conversation
from livechat.state.chat_reading import ReadingPart
from livechat.state.policy import requires


class EndingPart(ReadingPart, mixin=True):
    """Rating comes by itself once, when an ending happens before the student's eyes."""

    rating_kind: str = RatingKind.HUMAN.value
    stars: int = 0
    solved: str = ""
    history_rows: list[HistoryRow] = []
    history_search: str = ""

    @rx.event
    @requires(Role.STUDENT)
    async def rate_stars(self, stars: int) -> None:
        """One to five."""
        self.stars = stars

    @rx.event
    @requires(Role.STUDENT)
    async def rate_solved(self, solved: str) -> None:
        """Yes, partly or no."""
        self.solved = Solved(solved).value

    @rx.event
    @requires(Role.STUDENT)
    async def start_rating(self, kind: str) -> None:
        """Rate from the last page of the conversation."""
        self._ask_for(RatingKind(kind))

    @rx.event
    @requires(Role.STUDENT)
    async def skip_rating(self) -> None:
        """No rating, for good; the next one, if there is one, is asked for."""
        await self._write(ratings.skip, self.conversation.id, RatingKind(self.rating_kind))
        await self._look()
        self._next_rating()

    @rx.event
    @requires(Role.STUDENT)
    async def send_rating(self, form: dict[str, Any]) -> None:
        """Store the rating of the bot or of the person."""
        if not self.stars or not self.solved:
            await self._notify("chat.rating_incomplete", "error")
            return
        await self._write(
            ratings.rate,
            self.conversation.id,
            RatingKind(self.rating_kind),
            self.stars,
            Solved(self.solved),
            str(form.get("comment", "")),
        )
        await self._look()
        self._next_rating()

    @rx.event
    @requires(Role.STUDENT)
    async def end_chat(self) -> None:
        """End a talk with the bot that solved nothing."""
        await self._write(conversations.leave_bot, self.conversation.id)
        self._show("")
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def start_new(self) -> AsyncIterator[None]:
        """A new conversation, or the open one."""
        self.blocked = await self._read(blocked.told)
        # What is typed from now on belongs to the new one, not to the one that has ended.
        self._forget_thread()
        self.conversation = no_conversation()
        self._show("")
        if self.blocked:
            return
        yield
        conversation_id = await self._write(conversations.open_bot, {})
        await self._ask_bot(dialogue.open_, conversation_id, is_waiting=True)
        await self._enter(conversation_id)

    @rx.event
    @requires(Role.STUDENT)
    async def show_history(self) -> None:
        """Previous conversations."""
        self.history_search = ""
        self.history_rows = await self._read(history.own, zone=self.zone)
        self._show("history")

    @rx.event
    @requires(Role.STUDENT)
    async def search_history(self, text: str) -> None:
        """Those that say `text` somewhere."""
        self.history_search = text
        self.history_rows = await self._read(history.own, text, zone=self.zone)

    @rx.event
    @requires(Role.STUDENT)
    async def continue_conversation(self, conversation_id: str) -> None:
        """Go on with an ended conversation: the same thread, or later a new linked one."""
        next_id = await self._write(conversations.continue_, conversation_id)
        await self._ask_bot(dialogue.open_, next_id, is_waiting=True)
        self._show("")
        await self._enter(next_id)

    @rx.event
    @requires(Role.STUDENT)
    async def back(self) -> None:
        """From a screen to where the conversation stands."""
        self._show("")

    async def _after_change(self) -> None:
        """Ask for a rating when the conversation has just come to its end."""
        await super()._after_change()
        before, now = self._status_before, self.conversation.status
        self._status_before = now
        is_over = now in (Status.WRAP_UP, Status.CLOSED)
        # Nobody is taken away from what they read; the end offers the rating, too.
        is_elsewhere = self.stage in ("rating", "history", "reading")
        if before != now and is_over and not is_elsewhere:
            self._next_rating()

    def _next_rating(self) -> None:
        for kind, is_due in (
            (RatingKind.HUMAN, self.conversation.is_human_rating_due),
            (RatingKind.BOT, self.conversation.is_bot_rating_due),
        ):
            if is_due:
                self._ask_for(kind)
                return
        self._show("")

    def _ask_for(self, kind: RatingKind) -> None:
        self.rating_kind, self.stars, self.solved = kind.value, 0, ""
        self._show("rating")
