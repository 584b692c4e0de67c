"""Students with everything that a stranger might want, and what of it is nobody else's."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.services import messages, stored_dialogue, tickets
from livechat.store.tables.conversations import Attachment
from livechat.store.tables.people import AuthSession, User
from livechat.store.tables.registry import metadata
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk
from tests.servers.handlers import Target

BOT_WORDS = "private-words-for-the-bot"
PERSON_WORDS = "private-words-for-the-agent"
NOTE_WORDS = "private-words-of-the-desk"
# These change by themselves while the app runs.
_RESTLESS = frozenset(
    {
        "audit_entry",
        "auth_session",
        "lease",
        "outbox",
        "agent_presence",
        "wait_prediction",
        "mail_message",
    }
)
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Victims:
    """One talks with the bot alone, one has a person, a ticket, a picture and a note."""

    alone: Actor
    helped: Actor
    helper: Actor
    alone_target: Target
    helped_target: Target


def _answered(desk: Desk, conversation_id: str) -> None:
    """As if the bot had answered: otherwise its rounds would do so in the middle of a test."""

    def work(uow: UnitOfWork) -> None:
        found = desk.find(uow, conversation_id)
        found.dialogue = {**stored_dialogue.blank(), "turn": 1, "at": uow.now.isoformat()}
        uow.session.add(found)

    desk.context.write(work)


def make_victims(desk: Desk) -> Victims:
    """Through the use cases, except for the picture's bytes."""
    alone, helped = desk.student("Vera Alone"), desk.student("Viktor Helped")
    helper = desk.agent("Hanna Helper")
    bot_chat = desk.conversation(alone, BOT_WORDS)
    _answered(desk, bot_chat)
    chat = desk.active(helped, helper, PERSON_WORDS)
    desk.say(helper, chat, "The answer for Viktor.")
    desk.context.write(messages.note, helper, chat, str(uuid.uuid4()), NOTE_WORDS)
    number = desk.context.write(tickets.escalate, helper, chat, "identity", PERSON_WORDS)
    return Victims(
        alone,
        helped,
        helper,
        Target(bot_chat, 999_999, _picture(desk, alone, bot_chat), "none", "none", alone.user_id),
        Target(chat, number, _picture(desk, helped, chat), "none", "none", helped.user_id),
    )


def rows(desk: Desk) -> Rows:
    """Every row of every table that only changes when somebody does something."""

    def query(uow: UnitOfWork) -> Rows:
        connection: Connection = uow.connection
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
            if table.name not in _RESTLESS
        }

    return desk.context.read(query)


def secrets_of(desk: Desk, own_user: int) -> set[str]:
    """What no page of anybody may ever show: hashes, tokens of other logins, storage names."""

    def query(uow: UnitOfWork) -> set[str]:
        users = uow.session.exec(select(User.password_hash)).scalars()
        logins = uow.session.exec(select(AuthSession)).scalars().all()
        files = uow.session.exec(select(Attachment)).scalars().all()
        return {
            *(value for value in users if value != "unused"),
            *(login.token_hash for login in logins),
            *(login.csrf_token for login in logins if login.user_id != own_user),
            *(name for row in files for name in (row.storage_key, row.thumbnail_key, row.sha256)),
        }

    return desk.context.read(query)


def of_other_people(desk: Desk, actor_id: int) -> set[str]:
    """Addresses, names and words of other people; not the ids that the attacker sends itself."""

    def query(uow: UnitOfWork) -> set[str]:
        people = uow.session.exec(select(User).where(col(User.id) != actor_id)).scalars()
        addresses = {value for user in people for value in (user.email, user.public_id, user.name)}
        return {*addresses, BOT_WORDS, PERSON_WORDS, NOTE_WORDS}

    return desk.context.read(query)


def found_in(frames: Collection[str], values: Collection[str]) -> list[str]:
    """Those of the values that some frame holds."""
    text = "\n".join(frames)
    return sorted(value for value in values if value in text)


def _picture(desk: Desk, actor: Actor, conversation: str) -> str:
    def work(uow: UnitOfWork) -> str:
        row = Attachment(
            public_id=public_id(),
            uploader_id=actor.user_id,
            conversation_id=desk.find(uow, conversation).id or 0,
            storage_key=f"full-{public_id()}",
            thumbnail_key=f"small-{public_id()}",
            file_name="grades.png",
            media_type="image/png",
            size=1,
            width=1,
            height=1,
            sha256=public_id() * 2,
            created_at=uow.now,
        )
        uow.session.add(row)
        return row.public_id

    return desk.context.write(work)
