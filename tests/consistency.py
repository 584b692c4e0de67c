"""What must hold after every fault: see the promise above R01 in the list of faults."""

import hashlib
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import func, select
from sqlmodel import col

from livechat.adapters.files import FileStore
from livechat.domain.queue_lifecycle import IN_LINE
from livechat.domain.vocabulary import QueueState, Status
from livechat.store.database import Database
from livechat.store.tables.conversations import Attachment, Conversation, Message, ReadMark
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork

# Sender's user id -> client id -> text of every message that was acknowledged.
Acknowledged = Mapping[int, Mapping[str, str]]
_WITH_A_PERSON = (Status.ACTIVE, Status.WRAP_UP)


def assert_consistent(
    database: Database, files: FileStore | None = None, acknowledged: Acknowledged | None = None
) -> None:
    """Fail with everything that is wrong in the database, and with its files where given."""
    assert database.read(faults, files, acknowledged or {}) == []


def faults(uow: UnitOfWork, files: FileStore | None, acknowledged: Acknowledged) -> list[str]:
    """One line for each broken promise; empty when all is well."""
    found = [*_numbers(uow), *_doubles(uow), *_owners(uow), *_marks(uow)]
    for sender, messages in acknowledged.items():
        found += _lost(uow, sender, messages)
    if files is not None:
        found += _files(uow, files)
    return found


def _numbers(uow: UnitOfWork) -> Iterator[str]:
    rows = uow.session.execute(
        select(
            col(Conversation.id),
            col(Conversation.next_seq),
            func.count(col(Message.id)),
            func.min(col(Message.seq)),
            func.max(col(Message.seq)),
        )
        .outerjoin(Message, col(Message.conversation_id) == col(Conversation.id))
        .group_by(col(Conversation.id), col(Conversation.next_seq))
    ).all()
    for key, next_seq, count, first, last in rows:
        if (count, first or 1, last or 0) != (next_seq - 1, 1, next_seq - 1):
            yield f"conversation {key}: {count} messages {first}..{last}, next is {next_seq}"


def _doubles(uow: UnitOfWork) -> Iterator[str]:
    rows = uow.session.execute(
        select(col(Message.sender_id), col(Message.client_id), func.count(col(Message.id)))
        .where(col(Message.client_id).is_not(None))
        .group_by(col(Message.sender_id), col(Message.client_id))
        .having(func.count(col(Message.id)) > 1)
    ).all()
    for sender, client_id, count in rows:
        yield f"message {client_id} of {sender} is stored {count} times"


def _owners(uow: UnitOfWork) -> Iterator[str]:
    live: dict[int, list[QueueState]] = {}
    for key, state in uow.session.execute(
        select(col(QueueEntry.conversation_id), col(QueueEntry.state)).where(
            col(QueueEntry.state).in_(IN_LINE)
        )
    ).all():
        live.setdefault(key, []).append(state)
    for chat in uow.session.execute(select(Conversation)).scalars():
        places = live.get(chat.id or 0, [])
        if chat.status in _WITH_A_PERSON and chat.owner_id is None:
            yield f"conversation {chat.id} is {chat.status} without an owner"
        if len(places) != (1 if chat.status is Status.QUEUED else 0):
            yield f"conversation {chat.id} is {chat.status} with {len(places)} places in line"


def _marks(uow: UnitOfWork) -> Iterator[str]:
    rows = uow.session.execute(
        select(ReadMark, col(Conversation.next_seq)).join(
            Conversation, col(Conversation.id) == col(ReadMark.conversation_id)
        )
    ).all()
    for mark, next_seq in rows:
        if not mark.read_seq <= mark.delivered_seq < next_seq:
            yield f"user {mark.user_id} has read what was never sent in {mark.conversation_id}"


def _lost(uow: UnitOfWork, sender: int, messages: Mapping[str, str]) -> Iterator[str]:
    rows = uow.session.execute(
        select(col(Message.client_id), col(Message.body))
        .where(col(Message.sender_id) == sender, col(Message.client_id).is_not(None))
        .order_by(col(Message.conversation_id), col(Message.seq))
    ).all()
    stored = {row.client_id: row.body for row in rows}
    for client_id, text in messages.items():
        if stored.get(client_id) != text:
            yield f"acknowledged message {client_id} of {sender} is lost or changed"


def _files(uow: UnitOfWork, files: FileStore) -> Iterator[str]:
    pictures: Collection[Attachment] = uow.session.execute(select(Attachment)).scalars().all()
    for picture in pictures:
        if not files.exists(picture.thumbnail_key):
            yield f"the thumbnail of picture {picture.id} is missing"
        if not files.exists(picture.storage_key):
            yield f"the file of picture {picture.id} is missing"
            continue
        with files.open(picture.storage_key) as stream:
            if hashlib.sha256(stream.read()).hexdigest() != picture.sha256:
                yield f"the file of picture {picture.id} has changed"
