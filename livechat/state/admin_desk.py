"""Opening hours, people and mail."""

from typing import Any

import reflex as rx

from livechat.domain.errors import DomainError
from livechat.domain.text import t
from livechat.domain.views import HoursExceptionRow, HoursRow, MailRow, UserRow
from livechat.services import desk_hours, mail_rows, people
from livechat.settings import get_settings
from livechat.state.admin_base import ADMIN, AdminBase
from livechat.state.policy import requires


def _word(form: dict[str, Any], name: str) -> str:
    return str(form.get(name) or "").strip()


class DeskPart(AdminBase, mixin=True):
    """Each change is a use case of its own; a refusal is said beside the form."""

    hours: list[HoursRow] = []
    exceptions: list[HoursExceptionRow] = []
    preview: list[HoursExceptionRow] = []
    zone: str = get_settings().timezone
    is_paused: bool = False
    people: list[UserRow] = []
    person: str = ""
    asked_for: str = ""
    form_number: int = 0
    mail: list[MailRow] = []

    @rx.event
    @requires(*ADMIN)
    async def add_hours(self, form: dict[str, Any]) -> None:
        """One more interval of a weekday."""
        day = _word(form, "weekday")
        await self._change_hours(
            desk_hours.save,
            int(day) if day.isdecimal() else -1,
            _word(form, "opens"),
            _word(form, "closes"),
        )

    @rx.event
    @requires(*ADMIN)
    async def remove_hours(self, row: int) -> None:
        """Take an interval away."""
        await self._change_hours(desk_hours.delete, row)

    @rx.event
    @requires(*ADMIN)
    async def add_exception(self, form: dict[str, Any]) -> None:
        """A day with other hours, or closed."""
        await self._change_hours(
            desk_hours.save_exception,
            _word(form, "date"),
            _word(form, "opens"),
            _word(form, "closes"),
            _word(form, "label"),
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
        minutes = _word(form, "minutes")
        await self._change_hours(
            desk_hours.pause,
            True,
            _word(form, "reason"),
            int(minutes) if minutes.isdecimal() else 0,
        )

    @rx.event
    @requires(*ADMIN)
    async def resume(self) -> None:
        """Open the desk again."""
        await self._change_hours(desk_hours.pause, False)

    @rx.event
    @requires(*ADMIN)
    async def find_person(self, text: str) -> None:
        """Narrow the list."""
        self.asked_for = text[:100]
        await self._look_at_people()

    @rx.event
    @requires(*ADMIN)
    async def edit_person(self, person: str) -> None:
        """Open a person's form; "" closes it, "new" is somebody new."""
        self._forget_words()
        self.person = person

    @rx.event
    @requires(*ADMIN)
    async def add_person(self, form: dict[str, Any]) -> None:
        """Make an account; its password is shown once."""
        self._forget_words()
        name = _word(form, "new_name")
        try:
            password = await self._call(
                people.create,
                name,
                _word(form, "new_email"),
                _word(form, "new_role"),
                _word(form, "new_group"),
            )
        except DomainError as refusal:
            self.error = str(refusal)
            return
        self.person = ""
        self.done = t("admin.people_new", name=name, password=password)
        await self._look_at_people()

    @rx.event
    @requires(*ADMIN)
    async def change_person(self, form: dict[str, Any]) -> None:
        """Role, group, capacity, topics, languages, and whether the account may sign in."""
        self._forget_words()
        capacity = _word(form, "capacity")
        try:
            await self._write(
                people.change,
                self.person,
                role=_word(form, "role"),
                group=_word(form, "group"),
                capacity=int(capacity) if capacity.isdecimal() else 0,
                is_active=bool(form.get("is_active")),
                skills=_word(form, "skills"),
                languages=_word(form, "languages"),
            )
        except DomainError as refusal:
            self.error = str(refusal)
            return
        self.done = t("admin.changed", name=self._name_of(self.person))
        self.person = ""
        await self._look_at_people()

    @rx.event
    @requires(*ADMIN)
    async def sign_out_person(self, person: str) -> None:
        """End every login of the account."""
        self._forget_words()
        await self._write(people.end_logins, person)
        self.done = t("admin.signed_out", name=self._name_of(person))

    @rx.event
    @requires(*ADMIN)
    async def reset_password(self, person: str) -> None:
        """A new password, shown once."""
        self._forget_words()
        password = await self._call(people.reset_password, person)
        self.done = t("admin.people_new", name=self._name_of(person), password=password)

    def _name_of(self, person: str) -> str:
        return next((row.name for row in self.people if row.id == person), "")

    async def _change_hours(self, use_case: Any, *values: Any) -> None:
        self._forget_words()
        try:
            await self._write(use_case, *values)
        except DomainError as refusal:
            self.error = str(refusal)
            return
        self.form_number += 1
        await self._look_at_hours()

    async def _look_at_hours(self) -> None:
        self.hours = await self._read(desk_hours.rows)
        self.exceptions = await self._read(desk_hours.exceptions)
        self.preview = await self._read(desk_hours.preview)
        self.is_paused = await self._read(desk_hours.is_paused)

    async def _look_at_people(self) -> None:
        self.people = await self._read(people.rows, self.asked_for)

    async def _look_at_mail(self) -> None:
        self.mail = await self._read(mail_rows.rows)
