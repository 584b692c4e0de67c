"""The knowledge base out of and into one folder of Markdown files, for the command line."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from livechat.bot.knowledge import Article as BotArticle
from livechat.bot.markdown_folder import KnowledgeError, format_article, read_folder
from livechat.domain.errors import InvalidError
from livechat.services import article_store, article_versions, audit
from livechat.services.articles import LANGUAGE
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork


@dataclass
class Imported:
    """Slugs by what became of them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def exported(uow: UnitOfWork, language: str = LANGUAGE) -> dict[str, str]:
    """Every article of a language, drafts too, as file name → Markdown."""
    found = article_store.load(uow, language, is_published=False)
    return {f"{article.slug}.md": format_article(article) for article in found}


def imported(uow: UnitOfWork, folder: Path) -> Imported:
    """Take over what is new or different in the folder; all of it, or nothing with an error.

    A changed article's earlier text is kept as a version. Articles that are not in the folder
    stay as they are. InvalidError names the file and what is wrong in it.
    """
    try:
        articles = read_folder(folder)
    except KnowledgeError as error:
        raise InvalidError("error.article", problem=str(error)) from None
    done = Imported()
    for article in articles:
        _check_alternatives(uow, article, {other.slug for other in articles})
        row = article_store.find(uow, article.slug, article.language)
        if row is None:
            article_store.put(uow, article)
            done.added.append(article.slug)
        elif format_article(article_store.one(uow, row)) == format_article(article):
            done.same.append(article.slug)
        else:
            article_versions.keep(uow, row)
            article_store.put(uow, article, row=row)
            done.changed.append(article.slug)
    for slug in (*done.added, *done.changed):
        audit.record(uow, None, "article.imported", target=slug)
    if done.added or done.changed:
        uow.emit("knowledge")
    return done


def _check_alternatives(uow: UnitOfWork, article: BotArticle, coming: set[str]) -> None:
    known = set(
        uow.session.exec(
            select(Article.slug)
            .where(col(Article.language) == article.language)
            .where(col(Article.slug).in_(article.alternatives))
        ).all()
    )
    for alternative in article.alternatives:
        if alternative not in known | coming:
            raise InvalidError("error.article_alternative", slug=alternative)
