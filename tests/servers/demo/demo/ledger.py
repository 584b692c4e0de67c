"""What the demo keeps: messages and sessions, in one SQLite file that survives a kill."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.vocabulary import Role

_SCHEMA = """
create table if not exists message (
    seq integer primary key, client_id text not null unique, user_id int, body text not null,
    attachments text);
create table if not exists session (
    id integer primary key, token text not null unique, user_id int, role text, live int);
create table if not exists refusal (event text, reason text, user_id int);
"""


class Ledger:
    """Every method is one transaction and blocks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as db, db:
            db.execute("pragma journal_mode=wal")
            db.executescript(_SCHEMA)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)

    def post(self, actor: Actor, client_id: str, body: str, attachments: list[str]) -> None:
        """Store a message once; the text `refuse me` is refused."""
        if body == "refuse me":
            raise InvalidError("error.bad_text")
        with closing(self._open()) as db, db:
            db.execute(
                "insert into message (client_id, user_id, body, attachments) values (?, ?, ?, ?)"
                " on conflict (client_id) do nothing",
                (client_id, actor.user_id, body, json.dumps(attachments)),
            )

    def since(self, seq: int) -> list[tuple[int, str, int, str]]:
        """(seq, client id, user, text) after `seq`, oldest first."""
        with closing(self._open()) as db:
            return db.execute(
                "select seq, client_id, user_id, body from message where seq > ? order by seq",
                (seq,),
            ).fetchall()

    def sign_in(self, token: str, user_id: int, role: str) -> None:
        """Begin a session with this cookie."""
        with closing(self._open()) as db, db:
            db.execute(
                "insert into session (token, user_id, role, live) values (?, ?, ?, 1)",
                (token, user_id, role),
            )

    def end(self, user_id: int) -> list[int]:
        """End all sessions of the user and return their ids."""
        with closing(self._open()) as db, db:
            rows = db.execute(
                "update session set live = 0 where user_id = ? and live returning id", (user_id,)
            ).fetchall()
            return [int(row[0]) for row in rows]

    def resolve(self, token: str) -> Actor | None:
        """Who holds this cookie."""
        with closing(self._open()) as db:
            row = db.execute(
                "select user_id, role, id from session where token = ? and live", (token,)
            ).fetchone()
        return Actor(row[0], Role(row[1]), f"user {row[0]}", row[2]) if row else None

    def live(self, session_ids: Collection[int]) -> Mapping[int, Actor]:
        """Those that still hold."""
        with closing(self._open()) as db:
            rows = db.execute("select id, user_id, role from session where live").fetchall()
        return {
            sid: Actor(user, Role(role), f"user {user}", sid)
            for sid, user, role in rows
            if sid in session_ids
        }

    def refuse(self, event: str, reason: str, user_id: int | None) -> None:
        """Note a refusal."""
        with closing(self._open()) as db, db:
            db.execute("insert into refusal values (?, ?, ?)", (event, reason, user_id))
