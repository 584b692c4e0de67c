"""What an article was before: kept at every change, read and taken back by admins."""

from sqlmodel import col, select

from livechat.bot.markdown_folder import format_article
from livechat.domain.actor import Actor
from livechat.domain.admin_views import VersionRow
from livechat.domain.errors import NotFoundError
from livechat.domain.text import t
from livechat.domain.wording import clock_time, short_date, zone_or
from livechat.services import access, article_store
from livechat.store.tables.knowledge import Article, ArticleVersion
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 20


def keep(uow: UnitOfWork, row: Article) -> None:
    """The article as it is, with who wrote it and when, before it becomes another."""
    uow.session.add(
        ArticleVersion(
            article_id=row.id or 0,
            version=row.version,
            markdown=format_article(article_store.one(uow, row)),
            saved_at=row.updated_at,
            saved_by_id=row.updated_by_id,
        )
    )


def rows(uow: UnitOfWork, actor: Actor, slug: str, language: str = "en") -> list[VersionRow]:
    """The earlier versions, newest first; none for an article that is not there yet."""
    access.require_admin(actor)
    article = article_store.find(uow, slug, language)
    if article is None:
        return []
    found = uow.session.exec(
        select(ArticleVersion, User.name)
        .outerjoin(User, col(User.id) == col(ArticleVersion.saved_by_id))
        .where(col(ArticleVersion.article_id) == article.id)
        .order_by(col(ArticleVersion.version).desc())
        .limit(_SHOWN)
    ).all()
    zone = zone_or("", uow.settings.timezone)
    return [
        VersionRow(
            number=version.version,
            text=t(
                "admin.article_version",
                n=version.version,
                date=short_date(version.saved_at, zone),
                time=clock_time(version.saved_at, zone),
                name=name or t("admin.article_starter"),
            ),
        )
        for version, name in found
    ]


def markdown(uow: UnitOfWork, actor: Actor, slug: str, number: int, language: str = "en") -> str:
    """An earlier version as the editor shows it; NotFoundError where there is none."""
    access.require_admin(actor)
    article = article_store.find(uow, slug, language)
    found = (
        article
        and uow.session.exec(
            select(ArticleVersion.markdown)
            .where(col(ArticleVersion.article_id) == article.id)
            .where(col(ArticleVersion.version) == number)
        ).first()
    )
    if not found:
        raise NotFoundError
    return found
