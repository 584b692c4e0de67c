"""The student's chat panel: what it shows, restored from the database on every load."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import reflex as rx

from livechat.domain.vocabulary import Role, Status
from livechat.domain.wording import is_zone
from livechat.realtime.redis_bus import RECOVERED
from livechat.services import accounts, blocked, conversations, dialogue
from livechat.state.chat_ending import EndingPart
from livechat.state.policy import open_to_all, requires
from livechat.state.runtime import LATER
from livechat.state.session import current_actor

_DEVICE_KEYS = ("device", "os", "browser", "version", "screen", "language", "page")


class ChatState(EndingPart, rx.State):
    """One for each tab; the parts are mixins, each with its own concern."""

    _device: dict[str, str] = {}

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load and reconnect: who is there, and the open conversation if there is one."""
        actor = current_actor()
        self._screen = ""
        await self._know_self()
        if actor is None or actor.is_staff:
            self._settle()
            return
        self._listen()
        await self._restore()

    @rx.event
    @open_to_all
    async def know_browser(self, zone: str, device: dict[str, Any]) -> None:
        """What only the browser knows; believed for wording and hints, never for identity."""
        self._device = {key: str(device.get(key, ""))[:100] for key in _DEVICE_KEYS}
        if is_zone(zone) and zone != self.zone:
            self.zone = zone
            if current_actor() is not None:
                await self._write(accounts.keep_timezone, zone)
            if self.scope and self.conversation.id:
                await self._refresh()

    @rx.event
    @open_to_all
    async def opened(self, topic: str) -> AsyncIterator[None]:
        """The panel has been opened: begin with the bot where nothing is open."""
        self.is_open = True
        actor = current_actor()
        # Somebody may be faster than the page's own loading.
        await self._know_self()
        if actor is None or actor.is_staff:
            self._settle()
            return
        self._listen()
        await self._look()
        yield
        if not self.conversation.id:
            await self._restore()
        self.blocked = await self._read(blocked.told)
        if self.blocked:
            self._settle()
            return
        if not self.conversation.id or self._is_done_with() or (topic and self._is_ended()):
            await self._begin()
        elif self.conversation.status == Status.BOT:
            agent = str(self.router.headers.user_agent)[:400]
            await self._ask_bot(
                dialogue.come_back, self.conversation.id, agent, is_waiting=not self._tail
            )
            await self._refresh()
        if topic and self.conversation.status == Status.BOT:
            await self._ask_bot(dialogue.choose, self.conversation.id, f"article:{topic}")
            await self._refresh()
        await self._after_change()

    @rx.event
    @open_to_all
    async def closed(self) -> None:
        """The panel has been closed; the conversation goes on."""
        self.is_open = False
        self._listen()

    @rx.event
    @requires(Role.STUDENT)
    async def catch_up(self) -> None:
        """Every so often, and whenever the line was down: what was missed."""
        await self._catch_up_all()

    async def _catch_up_all(self) -> None:
        if self.conversation.id:
            if self.is_bot_owed and self.conversation.status == Status.BOT:
                await self._ask_bot(dialogue.open_, self.conversation.id, is_waiting=True)
            await self._look()
            await self._catch_up()
            await self._after_change()
        elif self.is_open:
            await self._look()

    async def _know_self(self) -> None:
        """Without a scope the composer sends nothing, as it cannot know whose words they are."""
        actor = current_actor()
        scope = f"{actor.user_id}" if actor else ""
        if scope != self.scope:
            self.scope = scope
            self.csrf = await self._read(accounts.csrf_of) if actor else ""

    async def _restore(self) -> None:
        """The open conversation, or the one that has just ended and waits for a rating."""
        current = await self._read(conversations.current)
        shown = current or await self._read(conversations.just_ended)
        if shown:
            await self._enter(shown)
            await self._after_change()
        else:
            self._settle()

    def _is_ended(self) -> bool:
        return self.conversation.is_closed and self.stage == "closed"

    def _is_done_with(self) -> bool:
        """Ended, and there is nothing left to ask about it."""
        shown = self.conversation
        is_asking = shown.is_human_rating_due or shown.is_bot_rating_due
        return self._is_ended() and not is_asking

    async def _begin(self) -> None:
        headers = self.router.headers
        device = {**self._device, "user_agent": str(headers.user_agent)[:400]}
        conversation_id = await self._write(conversations.open_bot, device)
        await self._ask_bot(dialogue.open_, conversation_id, is_waiting=True)
        await self._enter(conversation_id)

    async def _on_events(self, events: Sequence[Any]) -> None:
        topics = {event.topic for event in events}
        if RECOVERED in topics or (LATER in topics and self.is_bot_owed):
            await self._catch_up_all()
            return
        own = f"conversation:{self._here().id}"
        here = [event for event in events if event.topic == own]
        await self._hear_typing(here)
        if any(event.payload.get("kind") == "state" for event in here):
            await self._refresh()
            await self._after_change()
        else:
            await self._hear(here)
        if any(event.topic == "queue" for event in events) and self.is_open:
            await self._look()
