"""For admins: what the bot would do with a message and why, and what to mend in the articles."""

from sqlmodel import col, select

from livechat.bot.decide import Verdict
from livechat.bot.dialogue import Bot
from livechat.bot.explain import explain
from livechat.bot.index import Index
from livechat.bot.knowledge import Kind
from livechat.domain.actor import Actor
from livechat.domain.admin_views import LabRow, LabView
from livechat.domain.errors import RetryableError
from livechat.domain.text import t
from livechat.services import access
from livechat.services.articles import ENOUGH_PHRASINGS
from livechat.services.context import Context
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 10


def try_out(context: Context, actor: Actor, text: str) -> LabView:
    """The decision, the probabilities, and the phrasings that carried the first one."""
    access.require_admin(actor)
    if not context.bot.is_ready:
        raise RetryableError
    bot = context.bot.current
    return looked_at(bot.index, bot, text)


def looked_at(index: Index, bot: Bot, text: str) -> LabView:
    """What `bot` would do with a message if it answered from `index`."""
    found = explain(index, bot.rules, text[:1000], thresholds=bot.thresholds)
    intents = [intent.value for intent in found.intents]
    titles = ", ".join(entry.title for entry in found.chosen)
    said = t(f"lab.verdict_{found.verdict.value}", titles=titles)
    return LabView(
        text=text,
        verdict=found.verdict.value,
        said=t("lab.rule", rules=", ".join(intents)) if intents else said,
        understood_as=found.understood_as,
        urgency=t("lab.urgency", minutes=found.minutes_left) if found.minutes_left else "",
        candidates=[
            LabRow(entry.title, f"{100 * entry.probability:.0f} %", entry.slug)
            for entry in found.candidates
        ],
        voices=[
            LabRow(voice.phrasing, f"{voice.share:+.2f}", voice.article)
            for voice in found.voices
            if found.verdict is not Verdict.NONE or voice.share > 0
        ],
    )


def warnings(context: Context, actor: Actor) -> list[str]:
    """Articles that compete, that are too thin, and whose review is due; worst first."""
    access.require_admin(actor)
    due = context.read(_due)
    if not context.bot.is_ready:
        return due
    index = context.bot.current.index
    thin = [
        t("lab.thin", title=article.title, count=len(article.phrasings))
        for article in index.articles.values()
        if len(article.phrasings) < ENOUGH_PHRASINGS
    ]
    return [*thin, *competing(index)[:_SHOWN], *due]


def competing(index: Index, slug: str = "") -> list[str]:
    """Articles that lose phrasings to others; all of them, or those that `slug` is part of."""
    return [
        t(
            "lab.competing",
            one=index.entries[pair.article].title,
            other=index.entries[pair.taken_for].title,
            phrasing=index.phrasings[pair.phrasings[0]],
            count=len(pair.phrasings),
        )
        for pair in index.confusions
        if index.entries[pair.article].kind is Kind.ARTICLE
        and slug in ("", index.entries[pair.article].slug, index.entries[pair.taken_for].slug)
    ]


def _due(uow: UnitOfWork) -> list[str]:
    titles = uow.session.exec(
        select(Article.title)
        .where(col(Article.review_on) <= uow.now.date())
        .order_by(col(Article.review_on), col(Article.title))
        .limit(_SHOWN)
    ).all()
    return [t("lab.review_due", title=title) for title in titles]
