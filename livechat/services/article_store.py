"""Articles between their tables and the bot's own form."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, func, select

from livechat.bot.knowledge import Article as BotArticle
from livechat.bot.knowledge import Conditions, Step
from livechat.bot.normalise import fold
from livechat.store.tables.knowledge import Article, ArticlePhrase, ArticleStep
from livechat.store.unit_of_work import UnitOfWork


def find(uow: UnitOfWork, slug: str, language: str = "en") -> Article | None:
    """The article's row."""
    return uow.session.exec(
        select(Article).where(col(Article.slug) == slug).where(col(Article.language) == language)
    ).first()


def load(
    uow: UnitOfWork, language: str = "en", *, is_published: bool = True
) -> tuple[BotArticle, ...]:
    """A language's articles in the bot's form, by slug, without alternatives that are gone."""
    query = select(Article).where(col(Article.language) == language).order_by(col(Article.slug))
    if is_published:
        query = query.where(col(Article.is_published))
    found = uow.session.exec(query).all()
    known = {row.slug for row in found}
    phrases, steps = _phrases(uow, language), _steps(uow, language)
    return tuple(
        _article(row, phrases.get(row.id or 0, ()), steps.get(row.id or 0, ()), known)
        for row in found
    )


def one(uow: UnitOfWork, row: Article) -> BotArticle:
    """One article with all that belongs to it."""
    phrases = uow.session.exec(
        select(ArticlePhrase)
        .where(col(ArticlePhrase.article_id) == row.id)
        .order_by(col(ArticlePhrase.id))
    ).all()
    steps = uow.session.exec(
        select(ArticleStep)
        .where(col(ArticleStep.article_id) == row.id)
        .order_by(col(ArticleStep.position))
    ).all()
    return _article(row, phrases, steps, set(row.alternatives))


def put(
    uow: UnitOfWork, article: BotArticle, saved_by: int | None = None, row: Article | None = None
) -> Article:
    """Store `article` in place of `row`, or as a new one."""
    values: dict[str, Any] = {
        "slug": article.slug,
        "language": article.language,
        "title": article.title,
        "category": article.category,
        "summary": article.summary,
        "keywords": list(article.keywords),
        "error_codes": list(article.error_codes),
        "alternatives": list(article.alternatives),
        "needs": list(article.needs),
        "group": article.group,
        "review_on": article.review,
        "updated_at": uow.now,
        "updated_by_id": saved_by,
    }
    if row is None:
        row = Article(**values)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
    uow.session.add(row)
    uow.session.flush()
    _put_parts(uow, row.id or 0, article)
    return row


def shared_phrasings(uow: UnitOfWork, article: BotArticle) -> list[tuple[str, str]]:
    """Phrasings that another article has too, with that article's title."""
    own = {text.lower() for text in article.phrasings}
    found = uow.session.exec(
        select(ArticlePhrase.body, Article.title)
        .join(Article, col(Article.id) == col(ArticlePhrase.article_id))
        .where(func.lower(col(ArticlePhrase.body)).in_(own))
        .where(col(Article.language) == article.language)
        .where(col(Article.slug) != article.slug)
        .order_by(col(ArticlePhrase.id))
    ).all()
    return [(body, title) for body, title in found]


def step_key(title: str) -> str:
    """How outcomes name a step: its title, folded."""
    return "-".join(fold(title).split())


def _put_parts(uow: UnitOfWork, article_id: int, article: BotArticle) -> None:
    for table in (ArticlePhrase, ArticleStep):
        uow.session.execute(delete(table).where(col(table.article_id) == article_id))
    uow.session.add_all(
        ArticlePhrase(article_id=article_id, body=text) for text in article.phrasings
    )
    uow.session.add_all(
        ArticleStep(
            article_id=article_id,
            position=position,
            title=step.title,
            body=step.body,
            done_when=step.done_when,
            minutes=step.minutes,
            conditions=_as_json(step),
        )
        for position, step in enumerate(article.steps, start=1)
    )
    uow.session.flush()


def _as_json(step: Step) -> dict[str, Any]:
    only = {
        "device": sorted(step.only.devices),
        "os": sorted(step.only.systems),
        "browser": sorted(step.only.browsers),
    }
    found: dict[str, Any] = {name: values for name, values in only.items() if values}
    if step.picture:
        found["picture"] = step.picture
    return found


def _step(row: ArticleStep) -> Step:
    stored: Mapping[str, Any] = row.conditions or {}
    return Step(
        key=step_key(row.title),
        title=row.title,
        body=row.body,
        done_when=row.done_when,
        minutes=row.minutes,
        only=Conditions(
            devices=frozenset(stored.get("device", ())),
            systems=frozenset(stored.get("os", ())),
            browsers=frozenset(stored.get("browser", ())),
        ),
        picture=stored.get("picture", ""),
    )


def _article(
    row: Article, phrases: Iterable[ArticlePhrase], steps: Iterable[ArticleStep], known: set[str]
) -> BotArticle:
    return BotArticle(
        slug=row.slug,
        title=row.title,
        category=row.category,
        language=row.language,
        summary=row.summary,
        phrasings=tuple(phrase.body for phrase in phrases),
        keywords=tuple(row.keywords),
        error_codes=tuple(row.error_codes),
        steps=tuple(_step(step) for step in steps),
        alternatives=tuple(slug for slug in row.alternatives if slug in known),
        group=row.group,
        review=row.review_on,
        needs=tuple(row.needs),
    )


def _phrases(uow: UnitOfWork, language: str) -> dict[int, list[ArticlePhrase]]:
    found: dict[int, list[ArticlePhrase]] = {}
    for phrase in uow.session.exec(
        select(ArticlePhrase)
        .join(Article, col(Article.id) == col(ArticlePhrase.article_id))
        .where(col(Article.language) == language)
        .order_by(col(ArticlePhrase.id))
    ):
        found.setdefault(phrase.article_id, []).append(phrase)
    return found


def _steps(uow: UnitOfWork, language: str) -> dict[int, list[ArticleStep]]:
    found: dict[int, list[ArticleStep]] = {}
    for step in uow.session.exec(
        select(ArticleStep)
        .join(Article, col(Article.id) == col(ArticleStep.article_id))
        .where(col(Article.language) == language)
        .order_by(col(ArticleStep.position))
    ):
        found.setdefault(step.article_id, []).append(step)
    return found
