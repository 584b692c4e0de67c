"""One's own account: where one is signed in, and what to do about it."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.sign_in_errors import text_of
from livechat.domain.text import t
from livechat.domain.views import LoginRow
from livechat.domain.vocabulary import Role
from livechat.domain.wording import initials
from livechat.services import mail_choice, own_logins, second_factor
from livechat.state.policy import open_to_all, requires, signed_in
from livechat.state.services import ServiceState
from livechat.state.session import current_actor


class AccountState(ServiceState, rx.State):
    """Only what belongs to whoever is signed in."""

    name: str = ""
    initials: str = ""
    is_student: bool = False
    is_staff: bool = False
    has_factor: bool = False
    # Shown once, after they have been made.
    spare_codes: list[str] = []
    logins: list[LoginRow] = []
    wants_mail: bool = True
    error: str = ""
    notice: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load of the page."""
        query = parse_qs(str(self.router.url.query))
        self.error = text_of(query.get("error", [""])[0])
        self.notice = text_of(query.get("notice", [""])[0])
        self.spare_codes = []
        actor = current_actor()
        if actor is None:
            self.name, self.initials, self.logins = "", "", []
            self.is_student = self.is_staff = self.has_factor = False
            return
        self.name, self.initials = actor.name, initials(actor.name)
        self.is_student = actor.role is Role.STUDENT
        self.is_staff = actor.is_staff
        self.has_factor = actor.is_staff and await self._read(second_factor.is_on_for)
        self.wants_mail = await self._read(mail_choice.wanted)
        self.logins = await self._read(own_logins.rows)

    @rx.event
    @requires(Role.AGENT, Role.SPECIALIST, Role.ADMIN)
    async def make_spare_codes(self) -> None:
        """New ones, in place of any older ones."""
        self.spare_codes = await self._write(second_factor.spare_codes)

    @rx.event
    @signed_in
    async def choose_mail(self, wants: bool) -> None:
        """Mail that nothing depends on: on or off."""
        await self._write(mail_choice.choose, wants)
        self.wants_mail = wants
        self.notice = t("account.mail_on" if wants else "account.mail_off")

    @rx.event
    @signed_in
    async def end_login(self, login: int) -> None:
        """Sign out another browser."""
        await self._write(own_logins.end, login)
        self.logins = await self._read(own_logins.rows)

    @rx.event
    @signed_in
    async def end_others(self) -> None:
        """Sign out everywhere else."""
        await self._write(own_logins.end_others)
        self.logins = await self._read(own_logins.rows)
