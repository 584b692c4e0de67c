"""The desk of agents, specialists and admins, restored from the database on every load."""

from collections.abc import Sequence
from random import uniform
from typing import Any

import reflex as rx

from livechat.domain.vocabulary import PresenceState, Role
from livechat.domain.wording import is_zone
from livechat.realtime.redis_bus import RECOVERED
from livechat.services import presence, staff_panel
from livechat.services.context import get_context
from livechat.state.desk_base import STAFF
from livechat.state.desk_company import DeskCompany
from livechat.state.policy import open_to_all, requires
from livechat.state.runtime import LATER, get_runtime
from livechat.state.session import current_actor

# What nobody stores: it says who types or looks on, and changes no list.
_EPHEMERAL = frozenset({"typing", "noting", "viewing"})
_LOOK_AROUND_S = 1.0
# Of the desk, by all pages of this process together.
_READINGS_PER_S = 30


class DeskState(DeskCompany, rx.State):
    """One for each tab; the parts are mixins, each with its own concern."""

    # gate (sign in), other (a student), desk; "" while loading.
    stage: str = ""
    # Who of the colleagues types in the opened conversation, renewed by the pulse.
    colleague: str = ""
    colleague_id: str = ""
    is_colleague_noting: bool = False
    colleague_pulse: int = 0

    # What is to be read again; frozen, as Reflex wraps sets, and every look costs.
    _stale: frozenset = frozenset()  # type: ignore[type-arg]  # Reflex reads the annotation
    _read_at: float = 0.0

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load and reconnect."""
        actor = current_actor()
        if actor is None or not actor.is_staff:
            self.stage = "gate" if actor is None else "other"
            return
        self.stage = "desk"
        await self._know_self()
        self._listen()
        await self._look_at_desk()
        if actor.role is Role.SPECIALIST and not self.conversation.id and not self.chats:
            self.tab = "tickets"
        await self._look_at_lists()
        wanted = self.conversation.id or self.router.url.query_parameters.get("chat", "")
        if wanted:
            await self._enter(wanted)

    @rx.event
    @open_to_all
    async def know_browser(self, zone: str, device: dict[str, Any]) -> None:
        """What only the browser knows; for wording alone."""
        if is_zone(zone) and zone != self.zone:
            self.zone = zone
            if self.stage == "desk":
                await self._look_at_desk()
                await self._look_at_lists()
                if self.conversation.id:
                    await self._enter(self.conversation.id)

    @rx.event
    @requires(*STAFF)
    async def show_pane(self, pane: str) -> None:
        """Which pane a phone shows."""
        if pane in ("queue", "chat", "student"):
            self.pane = pane

    @rx.event
    @requires(*STAFF)
    async def catch_up(self) -> None:
        """Every so often, and whenever the line was down: the heartbeat, and what was missed."""
        if self.desk.presence != PresenceState.OFFLINE:
            await self._write(presence.heartbeat)
        await self._catch_up_all()
        await self._tell_viewing()
        self._count_viewers()

    async def _catch_up_all(self) -> None:
        await self._look_at_desk()
        await self._look_at_lists()
        await self._look_at_conversation()
        await self._catch_up_thread()

    async def _on_events(self, events: Sequence[Any]) -> None:
        if any(event.topic == RECOVERED for event in events):
            await self._catch_up_all()
        own = f"conversation:{self._here().id}"
        here = [event for event in events if event.topic == own]
        kinds = {event.payload.get("kind") for event in here}
        if kinds & _EPHEMERAL:
            await self._notice_others(here)
        await self._hear_of_company(events)
        if "state" in kinds:
            await self._look_at_conversation()
            await self._refresh_thread_if_any()
        else:
            await self._hear(here)
        await self._look_around(events)

    async def _look_around(self, events: Sequence[Any]) -> None:
        """The desk at once where somebody may have to act; the lists of chats a little later, so
        that a busy desk costs each page a reading in a while and not one for each message."""
        # An offer, say: at once, whatever else is going on.
        is_own = any(event.topic.startswith("user:") for event in events)
        if is_own:
            self._stale = frozenset({"desk", "lists"})
        for event in events:
            kind = event.payload.get("kind")
            if event.topic in ("queue", "desk") or kind == "state":
                self._stale |= {"desk"} if event.topic == "queue" else {"desk", "lists"}
            elif kind == "message" and not self._retell(event.topic):
                self._stale |= {"chats"}
        is_time = any(event.topic == LATER for event in events)
        if "desk" in self._stale and (is_time or is_own or not self._was_just_read()):
            self._read_at = get_context().clock.now().timestamp()
            await self._look_at_desk()
            if "lists" in self._stale:
                await self._look_at_lists()
            self._stale = frozenset()
        elif "chats" in self._stale and is_time:
            await self._look_at_chats()
            self._stale -= {"chats"}
        if self._stale:
            self._wake_me_in(self._pause_s() * uniform(0.7, 1.0))  # noqa: S311 - spreads work, keeps no secret

    def _was_just_read(self) -> bool:
        return get_context().clock.now().timestamp() - self._read_at < self._pause_s()

    def _pause_s(self) -> float:
        """Between two readings of what all pages share: with every further page a little longer,
        or a big desk would be busy reading itself."""
        pages = get_runtime().subscriptions.audience("desk")
        return max(_LOOK_AROUND_S, pages / _READINGS_PER_S)

    async def _refresh_thread_if_any(self) -> None:
        if self.conversation.id:
            await self._refresh_thread()

    async def _notice_others(self, events: Sequence[Any]) -> None:
        """The student types, or colleagues type or look on."""
        me = (await self._actor()).user_id
        for event in events:
            kind, user = event.payload.get("kind"), event.payload.get("user")
            if kind not in _EPHEMERAL or user == me or not isinstance(user, int):
                continue
            if kind == "typing" and event.payload.get("side") != "staff":
                self.typing_pulse += 1
                continue
            name = await self._read(staff_panel.name_of, user)
            if not name:
                continue
            if kind == "viewing":
                now = get_context().clock.now().timestamp()
                self._viewers = {**self._viewers, name: now}
                self._count_viewers()
            else:
                self._show(
                    colleague=name, colleague_id=str(user), is_colleague_noting=kind == "noting"
                )
                self.colleague_pulse += 1
