"""The admin page, restored from the database on every load."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.sign_in_errors import text_of
from livechat.domain.vocabulary import Role
from livechat.state.admin_articles import ArticlesPart
from livechat.state.admin_base import ADMIN, TABS
from livechat.state.admin_care import CarePart
from livechat.state.admin_figures import FiguresPart
from livechat.state.admin_hours import HoursPart, hours_error
from livechat.state.admin_live import LivePart
from livechat.state.admin_replies import RepliesPart
from livechat.state.policy import open_to_all, requires
from livechat.state.session import current_actor


class AdminState(FiguresPart, LivePart, ArticlesPart, RepliesPart, HoursPart, CarePart, rx.State):
    """One for each tab; the parts are mixins, each with its own concern."""

    _followed: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load and reconnect."""
        actor = current_actor()
        if actor is None or actor.role is not Role.ADMIN:
            self.stage = "gate" if actor is None else "other"
            return
        self.stage = "admin"
        await self._know_self()
        self._follow_address()
        await self._look()

    @rx.event
    @requires(*ADMIN)
    async def show_tab(self, tab: str) -> None:
        """Another part of the page."""
        if tab in TABS:
            self.tab, self.editing, self.person, self.reply = tab, "", "", ""
            self._forget_words()
            await self._look()

    def _follow_address(self) -> None:
        """`?tab=…&error=…`, once: a reconnect must not turn back what was chosen meanwhile."""
        address = str(self.router.url.query)
        if address == self._followed:
            return
        self._followed = address
        query = parse_qs(address)
        tab = query.get("tab", [""])[0]
        if tab in TABS:
            self.tab, self.editing, self.person, self.reply = tab, "", "", ""
            self._forget_words()
            told, refused = query.get("notice", [""])[0], query.get("error", [""])[0]
            self.done = text_of(told)
            self.error = text_of(refused) if tab == "people" else hours_error(refused)

    async def _look(self) -> None:
        if self.tab != "live":
            self._stop_listening()
        look = {
            "analytics": self._look_at_figures,
            "live": self._look_at_live,
            "review": self._look_at_figures,
            "articles": self._look_at_articles,
            "replies": self._look_at_replies,
            "hours": self._look_at_hours,
            "people": self._look_at_people,
            "mail": self._look_at_mail,
            "audit": self._look_at_audit,
        }[self.tab]
        await look()
