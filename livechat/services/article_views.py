"""Makes the views of articles and categories."""

from datetime import date

from sqlmodel import col, func, select

from livechat.bot.knowledge import Article as BotArticle
from livechat.domain.article_views import ArticleRow, ArticleStepView, ArticleView, CategoryView
from livechat.domain.text import t
from livechat.domain.vocabulary import StepResult
from livechat.domain.wording import date_with_year
from livechat.services import article_store
from livechat.store.tables.knowledge import Article, ArticlePhrase, ArticleStep, StepOutcome
from livechat.store.unit_of_work import UnitOfWork

_ICONS = {
    "sign-in": "key",
    "account": "person",
    "video": "video",
    "live-class": "audio",
    "assignment": "upload",
    "quiz": "quiz",
    "browser": "device",
    "mobile": "phone",
    "network": "off",
    "notifications": "bell",
    "files": "clip",
    "grades": "grade",
}
# Fewer tries than this say little about an article.
_TRIES = 5
# Below this percentage a student is told to expect a person instead of the number.
_FEW = 34


def category_label(key: str) -> str:
    """The category in words; unknown keys as they are."""
    try:
        return t(f"articles.category_{key}")
    except KeyError:
        return key


def category(key: str, count: int) -> CategoryView:
    """A category of the Help page."""
    return CategoryView(
        key=key, label=category_label(key), icon=_ICONS.get(key, "info"), count=count
    )


def rows(uow: UnitOfWork, articles: list[Article]) -> list[ArticleRow]:
    """A line for each article, in the order given."""
    ids = [article.id or 0 for article in articles]
    steps, phrases = _counts(uow, ArticleStep, ids), _counts(uow, ArticlePhrase, ids)
    helped = _helped(uow, [article.slug for article in articles])
    today = uow.now.date()
    return [
        ArticleRow(
            slug=article.slug,
            title=article.title,
            category=article.category,
            category_label=category_label(article.category),
            summary=article.summary,
            steps=steps.get(article.id or 0, 0),
            phrases=phrases.get(article.id or 0, 0),
            is_published=article.is_published,
            review_text=_review(article.review_on, today),
            fixed_text=_fixed_text(helped.get(article.slug)),
            needs_person=helped.get(article.slug, (100, 0))[0] < _FEW,
        )
        for article in articles
    ]


def one(uow: UnitOfWork, row: Article) -> ArticleView:
    """An article with everything that is shown of it."""
    article = article_store.one(uow, row)
    return ArticleView(
        row=rows(uow, [row])[0],
        steps=steps(article),
        phrases=list(article.phrasings),
        alternatives=list(article.alternatives),
        version=row.version,
    )


def steps(article: BotArticle) -> list[ArticleStepView]:
    """The article's steps in their order."""
    return [
        ArticleStepView(
            title=step.title,
            body=step.body,
            done_when=step.done_when,
            minutes=step.minutes,
            only=", ".join(sorted(step.only.devices | step.only.systems | step.only.browsers)),
        )
        for step in article.steps
    ]


def _review(on: date | None, today: date) -> str:
    if on is None:
        return ""
    when = date_with_year(on)
    return t("articles.review_due" if on <= today else "articles.review_on", date=when)


def _counts(
    uow: UnitOfWork, table: type[ArticleStep] | type[ArticlePhrase], ids: list[int]
) -> dict[int, int]:
    return dict(
        uow.session.exec(
            select(table.article_id, func.count(col(table.id)))
            .where(col(table.article_id).in_(ids))
            .group_by(col(table.article_id))
        ).all()
    )


def _fixed_text(helped: tuple[int, int] | None) -> str:
    return t("articles.fixed", share=helped[0], n=helped[1]) if helped else ""


def _helped(uow: UnitOfWork, slugs: list[str]) -> dict[str, tuple[int, int]]:
    """Percent of those who went through an article for whom a step worked, and how many went."""
    chats = func.count(col(StepOutcome.conversation_id).distinct())
    query = (
        select(StepOutcome.article_slug, chats)
        .where(col(StepOutcome.article_slug).in_(slugs))
        .group_by(col(StepOutcome.article_slug))
    )
    tried = dict(uow.session.exec(query).all())
    worked = dict(uow.session.exec(query.where(col(StepOutcome.result) == StepResult.WORKED)).all())
    return {
        slug: (round(100 * worked.get(slug, 0) / n), n) for slug, n in tried.items() if n >= _TRIES
    }
