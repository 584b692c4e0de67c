"""Banners about known problems: publish one, give the all-clear."""

from typing import Any

import reflex as rx

from livechat.domain.incident_views import IncidentRow
from livechat.domain.text import t
from livechat.domain.views import ChoiceView
from livechat.services import incident_rows, incidents, known_problems
from livechat.services.context import get_context
from livechat.state.admin_base import ADMIN, AdminBase, number, word
from livechat.state.policy import requires


class IncidentsPart(AdminBase, mixin=True):
    """What was typed stays when it is refused."""

    incidents: list[IncidentRow] = []
    # What a problem can be about, for the form.
    incident_subjects: list[ChoiceView] = []
    # Another form each time one was accepted, so that it is empty again.
    incident_form: int = 0

    @rx.event
    @requires(*ADMIN)
    async def publish_incident(self, form: dict[str, Any]) -> None:
        """Students see it at once, on the Help page and in the chat."""
        if not await self._accepted(
            incidents.publish,
            word(form, "incident_title"),
            number(form, "incident_hours", otherwise=-1),
            word(form, "incident_about"),
            word(form, "incident_update_by"),
        ):
            return
        self.done = t("incident.published")
        self.incident_form += 1
        await self._look_at_incidents()

    @rx.event
    @requires(*ADMIN)
    async def promise_update(self, form: dict[str, Any]) -> None:
        """By when students hear more; an empty time promises nothing."""
        by = word(form, "update_by")
        if not await self._accepted(incidents.set_next_update, word(form, "incident"), by):
            return
        self.done = t("incident.update_saved" if by else "incident.update_none")
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
        self.incidents = await self._read(incident_rows.rows)
        if not self.incident_subjects:
            self.incident_subjects = await self._run(
                lambda: get_context().read(known_problems.choices)
            )
