"""The Help page: articles, search, hours, one's own requests; useful without signing in."""

from typing import Any

import reflex as rx

from livechat.domain.article_views import ArticleRow, ArticleView, CategoryView
from livechat.domain.errors import NotFoundError
from livechat.domain.views import WaitView
from livechat.domain.wording import initials
from livechat.services import articles, desk_hours, opening_hours, wait_views
from livechat.services.context import get_context
from livechat.services.opening_hours import OpeningRow
from livechat.state.help_requests import RequestsPart
from livechat.state.policy import open_to_all
from livechat.state.session import current_actor

_NO_ROW = ArticleRow(
    slug="",
    title="",
    category="",
    category_label="",
    summary="",
    steps=0,
    phrases=0,
    is_published=True,
)


def no_article() -> ArticleView:
    """The view before an article is loaded."""
    return ArticleView(row=_NO_ROW, steps=[], phrases=[], alternatives=[], version=0)


class HelpState(RequestsPart, rx.State):
    """What everybody may read, and for students their own requests."""

    name: str = ""
    initials: str = ""
    categories: list[CategoryView] = []
    popular: list[ArticleRow] = []
    search: str = ""
    results: list[ArticleRow] = []
    category: str = ""
    category_label: str = ""
    in_category: list[ArticleRow] = []
    article: ArticleView = no_article()
    related: list[ArticleRow] = []
    is_missing: bool = False
    wait: WaitView = WaitView()
    is_desk_open: bool = False
    open_text: str = ""
    hours_zone: str = ""
    week: list[OpeningRow] = []

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load of the Help page."""
        await self._who()
        await self._hours()
        self.categories = await self._query(articles.categories)
        self.popular = await self._query(articles.popular)
        await self._requests()

    @rx.event
    @open_to_all
    async def load_article(self) -> None:
        """On every load of an article's page; the slug is the last part of its address."""
        await self._who()
        await self._hours()
        slug = str(self.router.url.path).rstrip("/").rsplit("/", 1)[-1]
        try:
            self.article = await self._query(articles.view, slug)
            self.is_missing = False
        except NotFoundError:
            self.article, self.is_missing = no_article(), True
            return
        in_category = await self._query(articles.in_category, self.article.row.category)
        self.related = [row for row in in_category if row.slug != slug][:5]

    @rx.event
    @open_to_all
    async def find(self, text: str) -> None:
        """Search as one types; the box is debounced."""
        self.search = text
        self.results = await self._run(articles.search, get_context(), text) if text.strip() else []

    @rx.event
    @open_to_all
    async def choose_category(self, key: str) -> None:
        """The category's articles in place; "" shows all topics again."""
        self.category = key
        self.category_label = next((c.label for c in self.categories if c.key == key), "")
        self.in_category = await self._query(articles.in_category, key) if key else []

    @rx.event
    @open_to_all
    async def know_browser(self, zone: str, device: dict[str, str]) -> None:
        """Times in the reader's own zone; the device is the chat's concern."""
        if zone != self._zone:
            self._zone = zone
            await self._hours()
            await self._requests()

    async def _who(self) -> None:
        actor = current_actor()
        self.name = actor.name if actor else ""
        self.initials = initials(actor.name) if actor else ""

    async def _hours(self) -> None:
        status = await self._query(desk_hours.status, self._zone)
        self.is_desk_open, self.open_text = status.is_open, status.text
        self.wait = await self._query(wait_views.newcomer, self._zone)
        week = await self._query(opening_hours.week, self._zone)
        self.hours_zone, self.week = week.zone, week.rows

    async def _query(self, query: Any, *args: Any) -> Any:
        return await self._run(get_context().read, query, *args)
