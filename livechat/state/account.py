"""One's own account: where one is signed in, and what to do about it."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.sign_in_errors import text_of
from livechat.domain.views import LoginRow
from livechat.domain.vocabulary import Role
from livechat.domain.wording import initials
from livechat.services import own_logins
from livechat.state.policy import open_to_all, signed_in
from livechat.state.services import ServiceState
from livechat.state.session import current_actor


class AccountState(ServiceState, rx.State):
    """Only what belongs to whoever is signed in."""

    name: str = ""
    initials: str = ""
    is_student: bool = False
    logins: list[LoginRow] = []
    error: str = ""
    notice: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load of the page."""
        query = parse_qs(str(self.router.url.query))
        self.error = text_of(query.get("error", [""])[0])
        self.notice = text_of(query.get("notice", [""])[0])
        actor = current_actor()
        if actor is None:
            self.name, self.initials, self.logins, self.is_student = "", "", [], False
            return
        self.name, self.initials = actor.name, initials(actor.name)
        self.is_student = actor.role is Role.STUDENT
        self.logins = await self._read(own_logins.rows)

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
