"""The knowledge base: read on the Help page, edited by admins, loaded by the bot."""

from pathlib import Path

from sqlmodel import col, func, or_, select

from livechat.bot.decide import Thresholds
from livechat.bot.dialogue import Bot
from livechat.bot.encoder import Encoder
from livechat.bot.entries import load_entries
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import CATEGORIES
from livechat.bot.knowledge import Article as BotArticle
from livechat.bot.markdown_folder import KnowledgeError, format_article, parse_article, read_folder
from livechat.bot.rules import load_rules
from livechat.domain.actor import Actor
from livechat.domain.admin_views import DraftView
from livechat.domain.article_views import ArticleRow, ArticleView, CategoryView
from livechat.domain.errors import ConflictError, DomainError, InvalidError, NotFoundError
from livechat.domain.limits import is_storable
from livechat.domain.text import t
from livechat.services import (
    access,
    article_store,
    article_versions,
    article_views,
    audit,
    learning,
)
from livechat.services.article_draft import is_unfinished
from livechat.services.bot_fitting import Knowledge
from livechat.services.context import Context
from livechat.services.popular import topics
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork

LANGUAGE = "en"
# Measured: with fewer, many messages do not find their article.
ENOUGH_PHRASINGS = 4
_FOUND_AT_LEAST = 0.1
_SHOWN = 8
_SEARCH_LIMIT = 400


def seed_from_folder(uow: UnitOfWork, folder: Path) -> int:
    """Add the folder's articles that are not there yet; returns how many were added."""
    added = 0
    for article in read_folder(folder):
        if article_store.find(uow, article.slug, article.language) is None:
            article_store.put(uow, article)
            added += 1
    if added:
        uow.emit("knowledge")
    return added


def load_bot(uow: UnitOfWork, language: str = LANGUAGE, encoder: Encoder | None = None) -> Bot:
    """Everything that the bot answers from; takes seconds, so never on the event loop."""
    known = knowledge(uow, language)
    index = build_index(
        known.articles, entries=known.entries, encoder=encoder, outcomes=known.outcomes
    )
    return bot_with(uow, index, language)


def knowledge(uow: UnitOfWork, language: str = LANGUAGE) -> Knowledge:
    """What an index is made from."""
    return Knowledge(
        tuple(article_store.load(uow, language)),
        tuple(load_entries(language)),
        tuple(learning.answers(uow)),
    )


def bot_with(uow: UnitOfWork, index: Index, language: str = LANGUAGE) -> Bot:
    """The bot around an index."""
    thresholds = Thresholds(uow.settings.bot_answer_at, uow.settings.bot_ask_at)
    return Bot(index, load_rules(language), learning.tallies(uow), thresholds)


def categories(uow: UnitOfWork, language: str = LANGUAGE) -> list[CategoryView]:
    """Categories that hold something, in their fixed order."""
    counts = dict(
        uow.session.exec(
            select(Article.category, func.count(col(Article.id)))
            .where(col(Article.language) == language)
            .where(col(Article.is_published))
            .group_by(col(Article.category))
        ).all()
    )
    return [article_views.category(key, counts[key]) for key in CATEGORIES if counts.get(key)]


def in_category(uow: UnitOfWork, category: str, language: str = LANGUAGE) -> list[ArticleRow]:
    """The category's published articles by title."""
    found = uow.session.exec(
        select(Article)
        .where(col(Article.language) == language)
        .where(col(Article.category) == category)
        .where(col(Article.is_published))
        .order_by(col(Article.title))
    ).all()
    return article_views.rows(uow, list(found))


def popular(uow: UnitOfWork, language: str = LANGUAGE, limit: int = 5) -> list[ArticleRow]:
    """What is asked most these days."""
    return _by_slugs(uow, topics(uow, language, limit), language)


def search(context: Context, text: str, language: str = LANGUAGE) -> list[ArticleRow]:
    """Published articles for what somebody typed: titles that contain it, then by meaning."""
    wanted = " ".join(text.split())[:_SEARCH_LIMIT]
    if not wanted or not is_storable(wanted):
        return []
    meant: list[str] = []
    if context.bot.is_ready:
        index = context.bot.current.index
        meant = [
            found.slug
            for found in index.match(wanted).candidates
            if found.probability >= _FOUND_AT_LEAST and found.slug in index.articles
        ]

    def query(uow: UnitOfWork) -> list[ArticleRow]:
        titled = _titled(uow, wanted, language)
        both = [slug for slug in meant if slug in titled]
        slugs = list(dict.fromkeys([*both, *meant[:1], *titled, *meant]))
        return _by_slugs(uow, slugs[:_SHOWN], language)

    return context.read(query)


def view(uow: UnitOfWork, slug: str, language: str = LANGUAGE) -> ArticleView:
    """A published article with its steps; NotFoundError otherwise."""
    found = article_store.find(uow, slug, language)
    if found is None or not found.is_published:
        raise NotFoundError
    return article_views.one(uow, found)


def rows(uow: UnitOfWork, actor: Actor, language: str = LANGUAGE) -> list[ArticleRow]:
    """Every article, for admins."""
    access.require_admin(actor)
    found = uow.session.exec(
        select(Article)
        .where(col(Article.language) == language)
        .order_by(col(Article.category), col(Article.title))
    ).all()
    return article_views.rows(uow, list(found))


def markdown(uow: UnitOfWork, actor: Actor, slug: str, language: str = LANGUAGE) -> str:
    """What the editor shows; NotFoundError for an unknown slug."""
    access.require_admin(actor)
    return format_article(article_store.one(uow, _existing(uow, slug, language)))


def save(
    uow: UnitOfWork, actor: Actor, slug: str, markdown: str, *, is_published: bool = True
) -> ArticleView:
    """Store an article's Markdown; `slug` is "" for a new one. The old version is kept."""
    access.require_admin(actor)
    article, row = _checked(uow, slug, markdown)
    if is_published and is_unfinished(markdown):
        raise InvalidError("error.article_unfinished")
    if row is not None:
        article_versions.keep(uow, row)
    row = article_store.put(uow, article, actor.user_id, row)
    row.is_published = is_published
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, actor, "article.saved", target=article.slug, version=row.version)
    uow.emit("knowledge")
    return article_views.one(uow, row)


def delete(uow: UnitOfWork, actor: Actor, slug: str, language: str = LANGUAGE) -> None:
    """Remove an article; other articles no longer lead to it."""
    access.require_admin(actor)
    row = _existing(uow, slug, language)
    for other in uow.session.exec(select(Article).where(col(Article.language) == language)).all():
        if slug in other.alternatives:
            other.alternatives = [name for name in other.alternatives if name != slug]
            uow.session.add(other)
    audit.record(
        uow,
        actor,
        "article.deleted",
        target=slug,
        markdown=format_article(article_store.one(uow, row)),
    )
    uow.session.delete(row)
    uow.session.flush()
    uow.emit("knowledge")


def check(uow: UnitOfWork, actor: Actor, slug: str, markdown: str) -> DraftView:
    """How the Markdown reads, and why it could not be saved; stores nothing."""
    access.require_admin(actor)
    try:
        article = parsed(markdown)
    except InvalidError as refusal:
        return DraftView(problem=str(refusal))
    draft = DraftView(
        title=article.title,
        counts_text=t("articles.counts", steps=len(article.steps), phrases=len(article.phrasings)),
        steps=article_views.steps(article),
        remarks=_remarks(uow, article, markdown),
    )
    try:
        _checked(uow, slug, markdown)
    except DomainError as refusal:
        draft.problem = str(refusal)
    return draft


def _remarks(uow: UnitOfWork, article: BotArticle, markdown: str) -> list[str]:
    """What can be told at once; rivals in meaning take a rehearsal."""
    found = []
    if is_unfinished(markdown):
        found.append(t("error.article_unfinished"))
    if len(article.phrasings) < ENOUGH_PHRASINGS:
        found.append(t("lab.thin", title=article.title, count=len(article.phrasings)))
    if article.review and article.review <= uow.now.date():
        found.append(t("lab.review_due", title=article.title))
    for phrasing, title in article_store.shared_phrasings(uow, article):
        found.append(t("lab.shared", phrasing=phrasing, title=title))
    return found


def _checked(uow: UnitOfWork, slug: str, markdown: str) -> tuple[BotArticle, Article | None]:
    """The article and the row that it would replace; a DomainError when it cannot be saved."""
    article = parsed(markdown)
    if slug and article.slug != slug:
        raise InvalidError("error.article_slug", slug=slug)
    row = article_store.find(uow, article.slug, article.language)
    if slug and row is None:
        raise NotFoundError
    if not slug and row is not None:
        raise ConflictError("error.article_taken", slug=article.slug)
    for alternative in article.alternatives:
        if article_store.find(uow, alternative, article.language) is None:
            raise InvalidError("error.article_alternative", slug=alternative)
    return article, row


def parsed(markdown: str) -> BotArticle:
    """The article that the Markdown tells; InvalidError says what is wrong with it."""
    try:
        return parse_article(markdown, source="article")
    except KnowledgeError as error:
        raise InvalidError("error.article", problem=f"{error.field}: {error.problem}") from None


def _existing(uow: UnitOfWork, slug: str, language: str) -> Article:
    row = article_store.find(uow, slug, language)
    if row is None:
        raise NotFoundError
    return row


def _by_slugs(uow: UnitOfWork, slugs: list[str], language: str) -> list[ArticleRow]:
    found = {
        row.slug: row
        for row in uow.session.exec(
            select(Article)
            .where(col(Article.language) == language)
            .where(col(Article.slug).in_(slugs))
            .where(col(Article.is_published))
        ).all()
    }
    return article_views.rows(uow, [found[slug] for slug in slugs if slug in found])


def _titled(uow: UnitOfWork, text: str, language: str) -> list[str]:
    # Escaped: % and _ are letters here, not wildcards (T46).
    return list(
        uow.session.exec(
            select(Article.slug)
            .where(col(Article.language) == language)
            .where(col(Article.is_published))
            .where(
                or_(
                    col(Article.title).icontains(text, autoescape=True),
                    col(Article.summary).icontains(text, autoescape=True),
                )
            )
            .order_by(col(Article.title))
            .limit(_SHOWN)
        ).all()
    )
