"""The demo's state: one room that everybody who is signed in may read and write."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import reflex as rx

from demo.parts import ledger, publish
from livechat.domain.errors import DomainError
from livechat.domain.vocabulary import Role
from livechat.state.base import BaseState
from livechat.state.policy import open_to_all, requires, signed_in

TAIL = 50


class RoomState(BaseState, rx.State):
    """`messages` is [{seq, text, mine}]."""

    me: str = ""
    messages: list[dict[str, Any]] = []
    confirmed: list[str] = []
    refused: dict[str, str] = {}
    read_to: int = 0
    typing: int = 0
    catch_ups: int = 0
    secret_seen: str = ""
    _last: int = 0
    _secret: str = "nobody may see this"

    @rx.event
    @open_to_all
    async def enter(self) -> None:
        """Load what the page shows; on_load of the page, also after each reconnect."""
        self.me, self.messages, self._last = "", [], 0
        from livechat.state.session import current_actor

        if current_actor() is None:
            return
        self.me = str((await self._actor()).user_id)
        self._subscribe("room")
        await self._fetch()

    async def _fetch(self) -> None:
        actor = await self._actor()
        rows = await self._run(ledger().since, self._last)
        if rows:
            new = [{"seq": r[0], "text": r[3], "mine": r[2] == actor.user_id} for r in rows]
            self.messages = [*self.messages, *new][-TAIL:]
            own = [row[1] for row in rows if row[2] == actor.user_id]
            self.confirmed = [*self.confirmed, *own][-TAIL:]
            self._last = rows[-1][0]

    async def _on_events(self, events: Sequence[Any]) -> None:
        self.typing += sum(event.payload.get("typing", 0) for event in events)
        await self._fetch()

    @rx.event
    @signed_in
    async def deliver(
        self, client_id: str, text: str, conversation: str, attachments: list[str]
    ) -> None:
        """Post once; the outbox may ask many times."""
        try:
            await self._run(ledger().post, await self._actor(), client_id, text, attachments)
        except DomainError as refusal:
            self.refused = {**self.refused, client_id: str(refusal)}
            return
        publish("room")
        await self._fetch()

    @rx.event
    @signed_in
    async def catch_up(self) -> None:
        """The safety net."""
        self.catch_ups += 1
        await self._fetch()

    @rx.event
    @signed_in
    async def mark_read(self, seq: int) -> None:
        """The highest seq seen."""
        self.read_to = max(self.read_to, seq)

    @rx.event
    @signed_in
    async def note_typing(self, conversation: str) -> None:
        """Somebody types."""
        publish("room", typing=1)

    @rx.event
    @requires(Role.AGENT)
    async def agent_only(self) -> None:
        """For agents."""
        self.secret_seen = "agent"

    @rx.event
    @signed_in
    async def typed(self, count: int, tags: list[str], choice: str = "a") -> None:
        """For wrong arguments."""
        self.secret_seen = f"{count} {len(tags)} {choice}"

    @rx.event
    @signed_in
    async def crash(self) -> None:
        """An unexpected fault whose message must not reach anybody."""
        raise RuntimeError("private words in an error")

    @rx.event(background=True)
    @requires(Role.AGENT)
    async def agent_background(self) -> None:
        """A background handler is checked too."""
        async with self:
            self.secret_seen = "background"

    @rx.event
    @signed_in
    async def chains(self) -> Any:
        """A handler that chains one which its caller may not call."""
        return RoomState.agent_only

    @rx.event
    @signed_in
    async def slow(self, seconds: float) -> None:
        """Waits in the pool and not in the loop."""
        await self._run(time.sleep, min(seconds, 3))
        await asyncio.sleep(0)

    def helper(self) -> None:
        """A public method without any declaration: denied, and found by the policy's test."""
        self.secret_seen = "helper"
