"""Opening hours: the week, seasons, exceptions, the pause, and calendars in and out."""

from typing import Any

import reflex as rx

from livechat.domain.hours_views import HoursDraftView, HoursExceptionRow, HoursRow, SeasonView
from livechat.domain.text import t
from livechat.services import accounts, desk_hours, hours_exchange, seasons
from livechat.settings import get_settings
from livechat.state.admin_base import ADMIN, AdminBase, number, word
from livechat.state.policy import requires

# What an upload may say about itself in the address that it leads back to.
_ERRORS: dict[str, dict[str, object]] = {
    "queue.calendar_empty": {},
    "queue.calendar_none": {},
    "queue.calendar_no_events": {},
    "queue.calendar_many": {"most": 2000},
    "queue.calendar_big": {},
    "queue.calendar_encoding": {},
    "queue.calendar_nothing": {},
    "queue.calendar_missing": {},
    "rules.hours_overlap": {},
    "rules.hours_interval": {},
}


def hours_error(key: str) -> str:
    """The text for `?error=<key>`; "" for none, a plain one for anything unknown."""
    if not key:
        return ""
    params = _ERRORS.get(key)
    return t("error.retry") if params is None else t(key, **params)


class HoursPart(AdminBase, mixin=True):
    """Each change is a use case of its own; a refusal is said beside the form."""

    hours: list[HoursRow] = []
    seasons: list[SeasonView] = []
    exceptions: list[HoursExceptionRow] = []
    preview: list[HoursExceptionRow] = []
    draft_hours: HoursDraftView = HoursDraftView()
    last_import: str = ""
    zone: str = get_settings().timezone
    is_paused: bool = False
    # Makes the forms new, and so empty, after each change that was taken.
    form_number: int = 0
    csrf: str = ""

    @rx.event
    @requires(*ADMIN)
    async def add_hours(self, form: dict[str, Any]) -> None:
        """One more interval of one weekday or several, of every week or of a season."""
        await self._change_hours(
            desk_hours.save_days,
            word(form, "weekday"),
            word(form, "opens"),
            word(form, "closes"),
            number(form, "season"),
        )

    @rx.event
    @requires(*ADMIN)
    async def remove_hours(self, row: int) -> None:
        """Take an interval away."""
        await self._change_hours(desk_hours.delete, row)

    @rx.event
    @requires(*ADMIN)
    async def add_season(self, form: dict[str, Any]) -> None:
        """A term, an exam week or a break; until it has hours it is closed throughout."""
        await self._change_hours(
            seasons.save, word(form, "first"), word(form, "last"), word(form, "season_label")
        )

    @rx.event
    @requires(*ADMIN)
    async def remove_season(self, season: int) -> None:
        """Its days follow the ordinary week again."""
        await self._change_hours(seasons.delete, season)

    @rx.event
    @requires(*ADMIN)
    async def add_exception(self, form: dict[str, Any]) -> None:
        """A day with other hours, or closed."""
        await self._change_hours(
            desk_hours.save_exception,
            word(form, "date"),
            word(form, "opens"),
            word(form, "closes"),
            word(form, "label"),
        )

    @rx.event
    @requires(*ADMIN)
    async def remove_exception(self, row: int) -> None:
        """Take an exception away."""
        await self._change_hours(desk_hours.delete_exception, row)

    @rx.event
    @requires(*ADMIN)
    async def pause(self, form: dict[str, Any]) -> None:
        """Let nobody new into the queue, with a reason that students see."""
        await self._change_hours(
            desk_hours.pause,
            True,
            word(form, "reason"),
            number(form, "minutes"),
        )

    @rx.event
    @requires(*ADMIN)
    async def resume(self) -> None:
        """Open the desk again."""
        await self._change_hours(desk_hours.pause, False)

    @rx.event
    @requires(*ADMIN)
    async def apply_import(self) -> None:
        """Make what was read from the calendar the desk's hours."""
        await self._change_hours(hours_exchange.apply, self.draft_hours.id)
        if not self.error:
            self.done = t("admin.import_applied")

    @rx.event
    @requires(*ADMIN)
    async def discard_import(self) -> None:
        """Leave the hours as they are."""
        await self._change_hours(hours_exchange.discard)

    @rx.event
    @requires(*ADMIN)
    async def undo_import(self) -> None:
        """Bring back the hours from before the last import."""
        await self._change_hours(hours_exchange.undo)
        if not self.error:
            self.done = t("admin.import_undone")

    async def _change_hours(self, use_case: Any, *values: Any) -> None:
        if not await self._accepted(use_case, *values):
            return
        self.form_number += 1
        await self._look_at_hours()

    async def _look_at_hours(self) -> None:
        self.hours = await self._read(desk_hours.rows)
        self.seasons = await self._read(seasons.rows)
        self.exceptions = await self._read(desk_hours.exceptions)
        self.preview = await self._read(desk_hours.preview)
        self.is_paused = await self._read(desk_hours.is_paused)
        self.draft_hours = await self._read(hours_exchange.draft)
        self.last_import = await self._read(hours_exchange.undoable)
        self.csrf = await self._read(accounts.csrf_of)
