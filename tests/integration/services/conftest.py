"""Databases of both kinds, and a clock that stands still until it is moved."""

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg
import pytest

from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.adapters.passwords import Passwords
from livechat.bot.dialogue import Bot
from livechat.bot.entries import load_entries
from livechat.bot.index import build_index
from livechat.bot.markdown_folder import read_folder
from livechat.bot.rules import load_rules
from livechat.services.bot_holder import BotHolder
from livechat.services.context import Context
from livechat.settings import load
from livechat.store import migrations
from livechat.store.database import Database
from livechat.store.tables.desk import ServiceHours
from livechat.store.tables.registry import metadata
from livechat.store.unit_of_work import BusEvent, UnitOfWork
from tests.factories.desk import NOON, Desk
from tests.servers.postgres import postgres_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One PostgreSQL database for all tests, with the tables in it."""
    with postgres_server() as server, server.database() as url:
        database = Database(load({"LIVECHAT_DATABASE_URL": url}))
        migrations.upgrade(database.engine)
        database.close()
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty address is SQLite in the test's own folder; PostgreSQL is emptied."""
    if request.param == "sqlite":
        return ""
    return emptied(request.getfixturevalue("postgres_url"))


def emptied(url: str) -> str:
    """The same address, its tables without rows."""
    tables = ", ".join(metadata.tables)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    return url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def told() -> list[BusEvent]:
    """What has been told after commits."""
    return []


@pytest.fixture
def make_context(
    tmp_path: Path, database_url: str, clock: FakeClock, told: list[BusEvent]
) -> Iterator[Callable[..., Context]]:
    """Makes contexts over the test's database; `LIVECHAT_` settings by keyword."""
    made: list[Database] = []

    def make(**values: Any) -> Context:
        environment = {f"LIVECHAT_{name.upper()}": str(value) for name, value in values.items()}
        settings = load(
            {
                "LIVECHAT_DATA_DIR": str(tmp_path),
                "LIVECHAT_DATABASE_URL": database_url,
                "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL",
                **environment,
            }
        )
        database = Database(settings, clock, told.extend)
        if not made:
            migrations.upgrade(database.engine)
        made.append(database)
        return Context(
            settings=settings,
            clock=clock,
            database=database,
            files=composition.files_of(settings),
            passwords=Passwords(),
            bot=BotHolder(),
        )

    yield make
    for database in made:
        database.close()


@pytest.fixture
def context(make_context: Callable[..., Context]) -> Context:
    return make_context()


@pytest.fixture
def desk(context: Context, clock: FakeClock, told: list[BusEvent]) -> Desk:
    """A desk that is open on workdays from 8:00 to 18:00, Berlin time."""

    def hours(uow: UnitOfWork) -> None:
        for weekday in range(5):
            uow.session.add(ServiceHours(weekday=weekday, opens_min=480, closes_min=1080))

    context.write(hours)
    return Desk(context, clock, told)


@pytest.fixture(scope="session")
def starter_bot() -> Bot:
    """Built once, as fitting the index takes seconds."""
    with resources.as_file(resources.files("livechat.content")) as folder:
        articles = read_folder(folder / "articles" / "en")
    return Bot(build_index(articles, entries=load_entries("en")), load_rules("en"))


@pytest.fixture
def bot(context: Context, starter_bot: Bot) -> Context:
    """A context whose bot knows the starter articles."""
    context.bot.swap(starter_bot)
    return context
