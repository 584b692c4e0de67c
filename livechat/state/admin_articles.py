"""The knowledge base: list, find, edit as Markdown; nothing typed is lost on an error."""

from datetime import timedelta
from typing import Any

import reflex as rx

from livechat.domain.admin_views import DraftView, LabView, RehearsalView, VersionRow
from livechat.domain.article_views import ArticleRow
from livechat.domain.errors import DomainError
from livechat.domain.text import t
from livechat.services import article_versions, articles, bot_lab, rehearsal
from livechat.services.article_draft import draft_of
from livechat.services.context import get_context
from livechat.state.admin_base import ADMIN, AdminBase
from livechat.state.policy import requires

_REVIEW_AFTER = timedelta(days=180)


class ArticlesPart(AdminBase, mixin=True):
    """One article at a time is open in the editor."""

    articles: list[ArticleRow] = []
    wanted: str = ""
    # "" closed, "new", or the slug that is being edited.
    editing: str = ""
    markdown: str = ""
    is_published: bool = True
    draft_number: int = 0
    draft: DraftView = DraftView()
    lab: LabView = LabView()
    warnings: list[str] = []
    versions: list[VersionRow] = []
    # The version that the editor shows in place of the newest; 0 for the newest.
    shown_version: int = 0
    rehearsal: RehearsalView = RehearsalView()
    _typed: str = ""

    @rx.var
    def found(self) -> list[ArticleRow]:
        """The articles with all words of the search in title, slug or category."""
        words = self.wanted.lower().split()
        return [
            row
            for row in self.articles
            if all(w in f"{row.title} {row.slug} {row.category_label}".lower() for w in words)
        ]

    @rx.event
    @requires(*ADMIN)
    async def find_article(self, text: str) -> None:
        """Narrow the list."""
        self.wanted = text[:100]

    @rx.event
    @requires(*ADMIN)
    async def edit_article(self, slug: str) -> None:
        """Open the editor."""
        markdown = await self._read(articles.markdown, slug)
        shown = [row.is_published for row in self.articles if row.slug == slug]
        await self._open_editor(slug, markdown, is_published=all(shown))

    @rx.event
    @requires(*ADMIN)
    async def new_article(self, question: str) -> None:
        """Open the editor with a skeleton, around what students asked if it is known."""
        self.tab = "articles"
        today = get_context().clock.now().date()
        await self._open_editor(
            "new",
            draft_of(question[:200], today + _REVIEW_AFTER, self._alike(question)),
            is_published=True,
        )

    @rx.event
    @requires(*ADMIN)
    async def read_draft(self, markdown: str) -> None:
        """While somebody types: how it reads, and what is wrong with it."""
        self._forget_words()
        await self._check(markdown)

    @rx.event
    @requires(*ADMIN)
    async def rehearse(self, form: dict[str, Any]) -> None:
        """What would the bot do with a message if the draft were published?"""
        self._forget_words()
        text = str(form.get("rehearsal_text", "")).strip()[:1000]
        self.rehearsal = RehearsalView()
        try:
            self.rehearsal = await self._call(rehearsal.rehearse, self._typed, text)
        except DomainError as refusal:
            self.error = str(refusal)

    @rx.event
    @requires(*ADMIN)
    async def show_version(self, number: int) -> None:
        """An earlier version in the editor; saving it goes back to it."""
        markdown = await self._read(article_versions.markdown, self.editing, int(number))
        await self._open_editor(self.editing, markdown, is_published=self.is_published)
        self.shown_version = int(number)

    @rx.event
    @requires(*ADMIN)
    async def close_editor(self) -> None:
        """Back to the list."""
        self.editing = ""
        self._forget_words()

    @rx.event
    @requires(*ADMIN)
    async def save_article(self, form: dict[str, Any]) -> None:
        """Store a new version; an error leaves the text as it is."""
        self._forget_words()
        self.markdown = str(form.get("markdown", ""))
        self.is_published = bool(form.get("is_published"))
        slug = "" if self.editing == "new" else self.editing
        try:
            saved = await self._write(
                articles.save, slug, self.markdown, is_published=self.is_published
            )
        except DomainError as refusal:
            self.error = str(refusal)
            await self._check(self.markdown)
            return
        self.editing = saved.row.slug
        self.done = t("admin.article_saved")
        self.shown_version = 0
        await self._check(self.markdown)
        await self._look_at_articles()

    def _alike(self, question: str) -> list[str]:
        """Other wordings of a gap; the part for figures knows them."""
        return []

    @rx.event
    @requires(*ADMIN)
    async def try_bot(self, form: dict[str, Any]) -> None:
        """What would the bot do with this message?"""
        self._forget_words()
        text = str(form.get("lab_text", "")).strip()
        self.lab = await self._call(bot_lab.try_out, text) if text else LabView()

    async def _open_editor(self, slug: str, markdown: str, *, is_published: bool) -> None:
        self._forget_words()
        self.editing, self.markdown, self.is_published = slug, markdown, is_published
        self.shown_version, self.rehearsal = 0, RehearsalView()
        self.draft_number += 1
        await self._check(markdown)

    async def _check(self, markdown: str) -> None:
        self._typed = markdown
        slug = "" if self.editing == "new" else self.editing
        self.versions = await self._read(article_versions.rows, slug)
        self.draft = await self._read(articles.check, slug, markdown)

    async def _look_at_articles(self) -> None:
        self.articles = await self._read(articles.rows)
        self.warnings = await self._call(bot_lab.warnings)
