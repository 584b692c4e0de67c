"""What the bot would do if a draft were published, before anybody publishes it."""

import threading

from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article
from livechat.domain.actor import Actor
from livechat.domain.admin_views import LabView, RehearsalView
from livechat.domain.errors import RetryableError
from livechat.domain.text import t
from livechat.services import access, articles, bot_lab, learning
from livechat.services.context import Context

# Building an index takes seconds of processor time: one admin after the other.
_AT_ONCE = threading.Semaphore(1)


def rehearse(context: Context, actor: Actor, markdown: str, text: str) -> RehearsalView:
    """The bot with the draft in it: what it makes of `text`, and whom the draft competes with.

    InvalidError when the draft cannot be read. Without sentence vectors, which only add to it.
    """
    access.require_admin(actor)
    draft = articles.parsed(markdown)
    if not context.bot.is_ready:
        raise RetryableError
    bot = context.bot.current
    with _AT_ONCE:
        index = _with(context, bot.index, draft)
    warnings = bot_lab.competing(index, draft.slug)
    return RehearsalView(
        lab=bot_lab.looked_at(index, bot, text) if text else LabView(),
        warnings=warnings or [t("lab.no_rival")],
    )


def _with(context: Context, index: Index, draft: Article) -> Index:
    published = {**index.articles, draft.slug: draft}
    others = [entry for entry in index.entries if entry.slug not in index.articles]
    return build_index(published.values(), entries=others, outcomes=context.read(learning.answers))
