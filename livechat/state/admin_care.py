"""What an admin does to somebody's account with a reason, and the log of who did what."""

from typing import Any

import reflex as rx

from livechat.domain.admin_views import AuditRow
from livechat.domain.text import t
from livechat.services import audit_rows, second_factor
from livechat.state.admin_base import ADMIN, word
from livechat.state.admin_desk import DeskPart
from livechat.state.policy import requires


class CarePart(DeskPart, mixin=True):
    """Export and erasure are plain forms: they ask for the password, which never comes here."""

    audit: list[AuditRow] = []
    audit_kind: str = ""
    audit_search: str = ""
    has_older_audit: bool = False

    @rx.event
    @requires(*ADMIN)
    async def switch_factor_off(self, form: dict[str, Any]) -> None:
        """For a colleague who lost the phone."""
        if not await self._accepted(
            second_factor.switch_off, self.person, word(form, "factor_reason")
        ):
            return
        self.done = t("admin.factor_done", name=self._name_of(self.person))
        self.person = ""
        await self._look_at_people()

    @rx.event
    @requires(*ADMIN)
    async def show_audit(self, kind: str) -> None:
        """One kind of entries, "" for all but what was refused."""
        self.audit_kind = kind if kind in audit_rows.KINDS else ""
        await self._look_at_audit()

    @rx.event
    @requires(*ADMIN)
    async def find_audit(self, text: str) -> None:
        """By or about somebody."""
        self.audit_search = text[:100]
        await self._look_at_audit()

    @rx.event
    @requires(*ADMIN)
    async def older_audit(self) -> None:
        """The next page."""
        if self.audit:
            await self._append_audit(self.audit[-1].id)

    async def _look_at_audit(self) -> None:
        self.audit = []
        await self._append_audit(0)

    async def _append_audit(self, before: int) -> None:
        more = await self._read(audit_rows.rows, self.audit_kind, self.audit_search, before)
        self.audit = [*self.audit, *more]
        self.has_older_audit = len(more) == audit_rows.PAGE
