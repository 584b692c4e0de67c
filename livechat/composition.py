"""Puts the parts of the program together without Reflex: for the app, the commands and tests."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from livechat.adapters.clock import Clock, SystemClock
from livechat.adapters.files import FileStore, LocalFiles
from livechat.adapters.passwords import Passwords
from livechat.adapters.s3_files import S3Files
from livechat.bot.encoder import Encoder, SentenceEncoder
from livechat.realtime.bus import Bus, Event
from livechat.realtime.local_bus import LocalBus
from livechat.realtime.redis_bus import RedisBus
from livechat.services import articles, bot_fitting, measures
from livechat.services.bot_holder import BotHolder
from livechat.services.context import Context, Publish
from livechat.services.relay import Relay
from livechat.settings import Settings
from livechat.store.database import Database

log = logging.getLogger(__name__)


def build_context(settings: Settings, clock: Clock | None = None) -> Context:
    """Everything that use cases need; the bot is loaded by `load_bot` once there are articles."""
    now = clock or SystemClock()
    return Context(
        settings=settings,
        clock=now,
        database=Database(settings, now),
        files=files_of(settings),
        passwords=Passwords(),
        bot=BotHolder(),
    )


def files_of(settings: Settings) -> FileStore:
    """The bucket when there is one, else a folder of ours."""
    return S3Files(settings) if settings.s3_bucket else LocalFiles(settings.data_path / "files")


def connect(context: Context, bus: Bus, hear: Publish | None = None) -> Relay:
    """Let every commit be told on the bus, to `hear` before the commit is acknowledged."""

    def publish(topic: str, payload: Mapping[str, Any], told: Any = None) -> None:
        if hear is not None:
            hear(topic, payload)
        bus.publish(Event(topic, dict(payload), told))

    relay = Relay(publish)
    context.database.on_commit = relay.on_commit
    context.publish = publish
    context.is_bus_healthy = lambda: bus.is_healthy
    measures.count_statements(context.database.engine)
    return relay


def make_bus(settings: Settings) -> Bus:
    """The bus between processes when there is a Redis, else the one inside this process."""
    return RedisBus(settings.redis_url) if settings.redis_url else LocalBus()


def load_bot(context: Context) -> None:
    """Build the bot from the knowledge base as it is now; takes seconds, so run it in a thread.

    No transaction is open meanwhile, and without the semantic extra no work is done here.
    """
    encoder = encoder_of(context.settings.semantic_model)
    if encoder is not None:
        context.bot.swap(context.read(articles.load_bot, encoder=encoder))
        return
    known = context.read(articles.knowledge)
    index = bot_fitting.fitted(known, context.settings.data_path / "bot")
    context.bot.swap(context.read(articles.bot_with, index))


@lru_cache(maxsize=1)
def encoder_of(model: str) -> Encoder | None:
    """The semantic extra, loaded once: None where no model is set or the extra is missing."""
    if not model:
        return None
    if find_spec("sentence_transformers") is None:
        log.warning("LIVECHAT_SEMANTIC_MODEL is set, but the semantic extra is not installed")
        return None
    return SentenceEncoder(model)
