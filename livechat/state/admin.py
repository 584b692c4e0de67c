"""The admin page, restored from the database on every load."""

import reflex as rx

from livechat.domain.vocabulary import Role
from livechat.state.admin_articles import ArticlesPart
from livechat.state.admin_base import ADMIN, TABS
from livechat.state.admin_desk import DeskPart
from livechat.state.admin_figures import FiguresPart
from livechat.state.policy import open_to_all, requires
from livechat.state.session import current_actor


class AdminState(FiguresPart, ArticlesPart, DeskPart, rx.State):
    """One for each tab; the parts are mixins, each with its own concern."""

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
        await self._look()

    @rx.event
    @requires(*ADMIN)
    async def show_tab(self, tab: str) -> None:
        """Another part of the page."""
        if tab in TABS:
            self.tab, self.editing, self.person = tab, "", ""
            self._forget_words()
            await self._look()

    async def _look(self) -> None:
        look = {
            "analytics": self._look_at_figures,
            "review": self._look_at_figures,
            "articles": self._look_at_articles,
            "hours": self._look_at_hours,
            "people": self._look_at_people,
            "mail": self._look_at_mail,
        }[self.tab]
        await look()
