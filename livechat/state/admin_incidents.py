"""Banners about known problems: publish one, give the all-clear."""

from typing import Any

import reflex as rx

from livechat.domain.incident_views import IncidentRow
from livechat.domain.text import t
from livechat.services import incidents
from livechat.state.admin_base import ADMIN, AdminBase, number, word
from livechat.state.policy import requires


class IncidentsPart(AdminBase, mixin=True):
    """What was typed stays when it is refused."""

    incidents: list[IncidentRow] = []

    @rx.event
    @requires(*ADMIN)
    async def publish_incident(self, form: dict[str, Any]) -> None:
        """Students see it at once, on the Help page and in the chat."""
        if not await self._accepted(
            incidents.publish,
            word(form, "incident_title"),
            number(form, "incident_hours", otherwise=-1),
        ):
            return
        self.done = t("incident.published")
        await self._look_at_incidents()

    @rx.event
    @requires(*ADMIN)
    async def end_incident(self, incident: str) -> None:
        """All clear: whoever asked is told."""
        self._forget_words()
        await self._write(incidents.end, incident)
        self.done = t("incident.ended")
        await self._look_at_incidents()

    async def _look_at_incidents(self) -> None:
        self.incidents = await self._read(incidents.rows)
