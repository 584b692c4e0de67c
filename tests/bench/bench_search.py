"""Search in one's own conversations over a million messages, on SQLite and on PostgreSQL.

Beside it what a search without an index takes: the text as it is in every message of the student,
and, for scale, a count of all messages of everybody that say the word.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, text

from livechat.bot.markdown_folder import read_folder
from livechat.domain.search_words import words_of
from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Status, Visibility
from livechat.settings import load
from livechat.store import migrations, search
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.database import Database
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.tables.registry import metadata
from tests.servers.postgres import postgres_server

STUDENTS, CONVERSATIONS, MESSAGES = 5_000, 10, 20
BATCH = 20_000
QUERIES = ("video", "wifi slow", "pass", "resume upload", "nothingsaysthis")
ROUNDS = 40
_START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(connection: Connection, said: list[str], dice: random.Random) -> None:
    """A million messages in the words of the starter articles."""
    rows = [
        User(
            id=key,
            public_id=f"s{key}",
            email=f"s{key}@example.edu",
            name=f"Student {key}",
            role=Role.STUDENT,
            password_hash="!",
            created_at=_START,
        ).model_dump()
        for key in range(1, STUDENTS + 1)
    ]
    connection.execute(insert(metadata.tables["user_account"]), rows)
    chats = STUDENTS * CONVERSATIONS
    for first in range(1, chats + 1, BATCH):
        connection.execute(
            insert(CONVERSATION),
            [
                Conversation(
                    id=key,
                    public_id=f"c{key}",
                    student_id=1 + dice.randrange(STUDENTS),
                    status=Status.CLOSED,
                    created_at=_START + timedelta(minutes=key),
                    last_message_at=_START + timedelta(minutes=key),
                    student_spoke_at=_START + timedelta(minutes=key),
                    next_seq=MESSAGES + 1,
                ).model_dump()
                for key in range(first, min(first + BATCH, chats + 1))
            ],
        )
    for first in range(0, chats * MESSAGES, BATCH):
        connection.execute(
            insert(MESSAGE),
            [
                {
                    "conversation_id": 1 + at // MESSAGES,
                    "seq": 1 + at % MESSAGES,
                    "sender_kind": SenderKind.STUDENT,
                    "sender_name": "",
                    "kind": MessageKind.TEXT,
                    "visibility": Visibility.PUBLIC,
                    "body": f"{dice.choice(said)} {dice.choice(said)}",
                    "created_at": _START,
                }
                for at in range(first, min(first + BATCH, chats * MESSAGES))
            ],
        )


def plain(connection: Connection, student: int, wanted: str) -> object:
    """The same question without an index over words."""
    return connection.execute(
        text(
            "SELECT message.conversation_id FROM message"
            " JOIN conversation ON conversation.id = message.conversation_id"
            " WHERE conversation.student_id = :student AND lower(message.body) LIKE :said"
        ),
        {"student": student, "said": f"%{wanted}%"},
    ).all()


def times(ask: Callable[[int], object], dice: random.Random) -> list[float]:
    """Milliseconds of each of the rounds, each for another student."""
    taken = []
    for _ in range(ROUNDS):
        student, start = 1 + dice.randrange(STUDENTS), time.perf_counter()
        ask(student)
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken)


def table(connection: Connection, name: str) -> Iterator[str]:
    """A line for each query."""
    for query in QUERIES:
        words, dice = words_of(query), random.Random(1)
        indexed = times(lambda student, w=words: search.messages(connection, student, w), dice)  # type: ignore[misc] # bound now
        beside = times(lambda student, q=query: plain(connection, student, q), random.Random(1))  # type: ignore[misc]
        yield (
            f"{name:<12}{query:<18}{statistics.median(indexed):>9.2f}"
            f"{indexed[int(0.95 * ROUNDS)]:>9.2f}{statistics.median(beside):>14.2f}"
        )


def main() -> None:
    """Fill and ask both."""
    folder = Path(__file__).resolve().parents[2] / "livechat" / "content" / "articles" / "en"
    said = [line for line in _phrasings(folder) if line]
    print(
        f"{STUDENTS * CONVERSATIONS * MESSAGES:,} messages of {STUDENTS:,} students; milliseconds"
    )
    print(f"{'database':<12}{'search':<18}{'p50':>9}{'p95':>9}{'no index p50':>14}")
    for kind in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory())
            values = {"LIVECHAT_DATA_DIR": home, "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL"}
            if kind == "PostgreSQL":
                server = stack.enter_context(postgres_server())
                values["LIVECHAT_DATABASE_URL"] = stack.enter_context(server.database())
            database = Database(load(values))
            stack.callback(database.close)
            migrations.upgrade(database.engine)
            start = time.perf_counter()
            with database.engine.begin() as connection:
                fill(connection, said, random.Random(7))
            filled = time.perf_counter() - start
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                for line in table(connection, kind):
                    print(line, flush=True)
            print(f"{kind:<12}filled in {filled:.0f} s", flush=True)


def _phrasings(folder: Path) -> Iterator[str]:
    for article in read_folder(folder):
        yield from article.phrasings


if __name__ == "__main__":
    main()
