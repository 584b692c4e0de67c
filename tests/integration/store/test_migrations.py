"""Revisions go up, down and up again, and leave what the tables say (R24)."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from livechat.settings import load
from livechat.store import migrations
from livechat.store.database import Database
from livechat.store.tables.registry import metadata
from tests.integration.store.filled_tables import ROWS, common, fill, only, rows
from tests.servers.postgres import postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgres":
            url = stack.enter_context(stack.enter_context(postgres_server()).database())
        values = {"LIVECHAT_DATA_DIR": str(tmp_path), "LIVECHAT_DATABASE_URL": url}
        database = Database(load(values))
        yield database.engine
        database.close()


def test_up_down_up_leaves_the_tables_of_the_metadata(engine: Engine) -> None:
    migrations.upgrade(engine)
    migrations.downgrade(engine)
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrations.upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(
                connection, opts={"compare_type": False, "include_object": migrations.is_mapped}
            ),
            metadata,
        )
    assert differences == []


def test_waits_stored_before_their_forecast_was_keep_their_rows(engine: Engine) -> None:
    migrations.upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in _ONE_WAIT:
            connection.execute(text(statement))
    migrations.upgrade(engine)
    with engine.connect() as connection:
        query = text("SELECT is_first, raw_high_s, high_s FROM wait_prediction ORDER BY id")
        assert [tuple(row) for row in connection.execute(query)] == [
            (True, None, 300),
            (False, None, 240),
        ]
    migrations.downgrade(engine, "0001")
    with engine.connect() as connection:
        left = connection.execute(text("SELECT high_s FROM wait_prediction ORDER BY id"))
        assert [row[0] for row in left] == [300, 240]
    migrations.upgrade(engine)


def test_rows_outlive_the_copying_of_the_tables_they_refer_to(engine: Engine) -> None:
    migrations.upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in _ONE_WAIT:
            connection.execute(text(statement))
    migrations.upgrade(engine)
    migrations.downgrade(engine, "0001")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608  # names of our own
            for table in ("user_account", "conversation", "queue_entry", "wait_prediction")
        ]
        assert counts == [1, 1, 1, 2]
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


_ONE_WAIT = (
    "INSERT INTO user_account (id, public_id, email, name, role, password_hash, language,"
    ' timezone, "group", skills, is_active, block_reason, created_at)'
    " VALUES (1, 'u', 'a@example.edu', 'A', 'student', 'x', 'en', '', '', '[]', TRUE, '',"
    " CURRENT_TIMESTAMP)",
    "INSERT INTO conversation (id, public_id, student_id, status, priority, next_seq, topic,"
    " category, article_slug, language, device, is_solution_offered, created_at, last_message_at,"
    " student_spoke_at)"
    " VALUES (1, 'c', 1, 'queued', 'normal', 1, '', '', '', 'en', '{}', FALSE,"
    " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
    "INSERT INTO queue_entry (id, public_id, conversation_id, state, priority, priority_reason,"
    " topic, skill, seniority_at, passed_ids, student_seen_at, created_at)"
    " VALUES (1, 'q', 1, 'waiting', 'normal', '', '', '', CURRENT_TIMESTAMP, '[]',"
    " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
    "INSERT INTO wait_prediction (queue_entry_id, position, low_s, high_s, waited_s, shown_at)"
    " VALUES (1, 1, 120, 300, 0, CURRENT_TIMESTAMP), (1, 1, 60, 240, 60, CURRENT_TIMESTAMP)",
)


def _revisions() -> list[str]:
    return sorted(path.name[:4] for path in migrations.ROOT.glob("alembic/versions/0*.py"))


def test_r24_filled_tables_keep_every_row_down_and_up_again(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.begin() as connection:
        fill(connection)
    with engine.connect() as connection:
        before = rows(connection)
    assert set(before) == set(metadata.tables)
    assert all(len(found) >= ROWS for found in before.values())
    for revision in reversed(_revisions()[:-1]):
        migrations.downgrade(engine, revision)
        if revision < "0007":
            # Half a login must not become a whole one: it goes, on purpose.
            logins = before["auth_session"]
            before["auth_session"] = [row for row in logins if not row.get("awaits_code")]
            assert before["auth_session"]
        if revision < "0003":
            # Hours of a season would become hours of every week: they go, on purpose.
            hours = before["service_hours"]
            before["service_hours"] = [row for row in hours if row["season_id"] is None]
            assert before["service_hours"]
        with engine.connect() as connection:
            down = rows(connection)
        both = common(before, down)
        assert only(down, both) == only(before, both), revision
        assert {name: len(found) for name, found in down.items()} == {
            name: len(before[name]) for name in down
        }, revision
    migrations.upgrade(engine)
    with engine.connect() as connection:
        after = rows(connection)
    whole = [name for name, columns in both.items() if len(columns) == len(before[name][0])]
    assert len(whole) > len(before) / 2
    assert only(after, both) == only(before, both)
    assert {name: len(found) for name, found in after.items() if name in both} == {
        name: len(before[name]) for name in both
    }
