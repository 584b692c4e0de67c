"""What known problems are about, and what the bot says of them to whoever comes with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select

from livechat.bot.knowledge import CATEGORIES
from livechat.bot.knowledge import Article as KnownArticle
from livechat.domain.errors import InvalidError
from livechat.domain.text import t
from livechat.domain.views import ChoiceView
from livechat.domain.wording import iso
from livechat.services import article_views
from livechat.services.lines import Line
from livechat.store.tables.incidents import Incident
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Subject:
    """An article, a category of them, or neither."""

    article: str = ""
    category: str = ""

    def covers(self, article: KnownArticle) -> bool:
        """Whether somebody to whom this article fits may have this problem."""
        is_of_category = bool(self.category) and article.category == self.category
        return is_of_category or (bool(self.article) and article.slug == self.article)


def active(uow: UnitOfWork) -> list[Incident]:
    """Those that are not over, the newest first."""
    return list(
        uow.session.exec(
            select(Incident)
            .where(col(Incident.ended_at).is_(None))
            .where(or_(col(Incident.ends_at).is_(None), col(Incident.ends_at) > uow.now))
            .order_by(col(Incident.id).desc())
        ).all()
    )


def subjects(uow: UnitOfWork) -> list[Subject]:
    """What is known to be broken now, as far as the bot can tell."""
    found = [_subject(one) for one in active(uow)]
    return [subject for subject in found if subject != Subject()]


def articles_about(subjects: Iterable[Subject], articles: Iterable[KnownArticle]) -> frozenset[str]:
    """The slugs of the articles that one of the subjects covers."""
    known = tuple(subjects)
    if not known:
        return frozenset()
    return frozenset(one.slug for one in articles if any(each.covers(one) for each in known))


def lines_about(uow: UnitOfWork, article: KnownArticle) -> list[Line]:
    """What the bot says to a student to whom the article fits; each reader's language and zone."""
    return [_line(one, uow.now) for one in active(uow) if _subject(one).covers(article)]


def next_update(incident: Incident, now: datetime) -> datetime | None:
    """The promised time, unless it has passed: then nobody is told to wait for it."""
    at = incident.next_update_at
    return at if at is not None and at > now else None


def choices(uow: UnitOfWork) -> list[ChoiceView]:
    """What an admin can tie a problem to: a category, or one article."""
    found = uow.session.execute(
        select(Article.slug, Article.title)
        .where(col(Article.is_published))
        .order_by(col(Article.language) != "en", col(Article.title))
    ).all()
    titles: dict[str, str] = {}
    for slug, title in found:
        titles.setdefault(slug, title)
    return [
        *(ChoiceView(f"category:{key}", _category(key)) for key in CATEGORIES),
        *(ChoiceView(f"article:{slug}", title) for slug, title in titles.items()),
    ]


def subject_of(uow: UnitOfWork, choice: str) -> Subject:
    """What was chosen; "" is nothing that the bot knows."""
    kind, _, name = choice.partition(":")
    if not choice:
        return Subject()
    if kind == "category" and name in CATEGORIES:
        return Subject(category=name)
    if kind == "article" and _title(uow, name):
        return Subject(article=name)
    raise InvalidError("error.bad_value", field=t("incident.about"))


def label(uow: UnitOfWork, incident: Incident) -> str:
    """What it is about, in words; "" for nothing that the bot knows."""
    if incident.category:
        return _category(incident.category)
    return _title(uow, incident.article_slug) if incident.article_slug else ""


def _subject(incident: Incident) -> Subject:
    return Subject(incident.article_slug, incident.category)


def _line(incident: Incident, now: datetime) -> Line:
    key = "incident.known_many" if incident.is_seen_by_itself else "incident.known"
    params = {} if incident.is_seen_by_itself else {"what": incident.title}
    moments = {"since": iso(incident.started_at)}
    if at := next_update(incident, now):
        return Line(f"{key}_update", params, moments={**moments, "next": iso(at)})
    return Line(key, params, moments=moments)


def _category(key: str) -> str:
    return t("incident.about_category", name=article_views.category_label(key))


def _title(uow: UnitOfWork, slug: str) -> str:
    found = uow.session.exec(
        select(Article.title)
        .where(col(Article.slug) == slug)
        .order_by(col(Article.language) != "en")
    ).first()
    return found or ""
