"""Known problems on the students' pages, as they begin and end."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from livechat.domain.incident_views import IncidentView
from livechat.domain.vocabulary import Role
from livechat.domain.wording import is_zone
from livechat.services import incident_rows, incidents
from livechat.services.context import get_context
from livechat.state.policy import open_to_all, requires
from livechat.state.services import ServiceState
from livechat.state.session import current_actor


class IncidentState(ServiceState, rx.State):
    """Useful without signing in; students can ask to be told."""

    incidents: list[IncidentView] = []
    can_ask: bool = False
    _zone: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load and reconnect."""
        self._subscribe(incidents.TOPIC)
        await self._look()

    @rx.event
    @open_to_all
    async def know_browser(self, zone: str, device: dict[str, str]) -> None:
        """Times in the reader's own zone."""
        if is_zone(zone) and zone != self._zone:
            self._zone = zone
            if self.incidents:
                await self._look()

    @rx.event
    @requires(Role.STUDENT)
    async def tell_me(self, incident: str) -> None:
        """By mail, and in the chat if one is open."""
        await self._write(incidents.tell_me, incident)
        await self._look()

    async def _look(self) -> None:
        actor, zone = current_actor(), self._zone
        found = await self._run(
            lambda: get_context().read(lambda uow: incident_rows.current(uow, actor, zone))
        )
        can_ask = actor is not None and actor.role is Role.STUDENT
        if found or self.incidents:
            self.incidents = found
        if can_ask != self.can_ask:
            self.can_ask = can_ask

    async def _on_events(self, events: Sequence[Any]) -> None:
        await self._look()
