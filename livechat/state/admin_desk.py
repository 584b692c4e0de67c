"""People and mail."""

from typing import Any

import reflex as rx

from livechat.domain.admin_views import MailRow, UserRow
from livechat.domain.errors import DomainError
from livechat.domain.text import t
from livechat.services import blocking, mail_rows, people
from livechat.state.admin_base import ADMIN, AdminBase, number, word
from livechat.state.policy import requires


class DeskPart(AdminBase, mixin=True):
    """Each change is a use case of its own; a refusal is said beside the form."""

    people: list[UserRow] = []
    person: str = ""
    asked_for: str = ""
    mail: list[MailRow] = []

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
        name = word(form, "new_name")
        try:
            password = await self._call(
                people.create,
                name,
                word(form, "new_email"),
                word(form, "new_role"),
                word(form, "new_group"),
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
        if not await self._accepted(
            people.change,
            self.person,
            role=word(form, "role"),
            group=word(form, "group"),
            capacity=number(form, "capacity"),
            is_active=bool(form.get("is_active")),
            skills=word(form, "skills"),
            languages=word(form, "languages"),
        ):
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

    @rx.event
    @requires(*ADMIN)
    async def block_person(self, form: dict[str, Any]) -> None:
        """A student may not begin anything new for a while."""
        if not await self._accepted(
            blocking.block,
            self.person,
            number(form, "block_hours"),
            word(form, "block_reason"),
        ):
            return
        self.done = t("admin.blocked", name=self._name_of(self.person))
        self.person = ""
        await self._look_at_people()

    @rx.event
    @requires(*ADMIN)
    async def unblock_person(self, person: str) -> None:
        """Let the student write again."""
        self._forget_words()
        await self._write(blocking.unblock, person)
        self.done = t("admin.unblocked", name=self._name_of(person))
        await self._look_at_people()

    def _name_of(self, person: str) -> str:
        return next((row.name for row in self.people if row.id == person), "")

    async def _look_at_people(self) -> None:
        self.people = await self._read(people.rows, self.asked_for)

    async def _look_at_mail(self) -> None:
        self.mail = await self._read(mail_rows.rows)
