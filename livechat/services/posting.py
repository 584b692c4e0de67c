"""The one place that writes a message: number, row and event in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, insert, select, update

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Visibility
from livechat.services.access import AnyConversation, ConversationKey
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.unit_of_work import UnitOfWork

_KIND_OF_ROLE = {
    Role.STUDENT: SenderKind.STUDENT,
    Role.AGENT: SenderKind.AGENT,
    Role.SPECIALIST: SenderKind.SPECIALIST,
    Role.ADMIN: SenderKind.AGENT,
}


def _counting(which: ColumnElement[bool], **times: Any) -> Update:
    """The next number of conversations, and when who spoke."""
    return (
        update(CONVERSATION)
        .where(which)
        .values(next_seq=CONVERSATION.c.next_seq + 1, last_message_at=bindparam("now"), **times)
    )


_STUDENT_SPOKE: dict[str, Any] = {"student_spoke_at": bindparam("now"), "idle_warned_at": None}
_STAFF_SPOKE: dict[str, Any] = {"staff_spoke_at": bindparam("now")}
_ONE = CONVERSATION.c.id == bindparam("conversation")
_MANY = CONVERSATION.c.id.in_(bindparam("ids", expanding=True))
_SEQ = CONVERSATION.c.next_seq - 1
# Made once: putting a statement together costs more than running it.
_COUNT = _counting(_ONE).returning(_SEQ)
_COUNT_STUDENT = _counting(_ONE, **_STUDENT_SPOKE).returning(_SEQ)
_COUNT_STAFF = _counting(_ONE, **_STAFF_SPOKE).returning(_SEQ)
_COUNT_STUDENTS = _counting(_MANY, **_STUDENT_SPOKE)
_COUNT_STAFFS = _counting(_MANY, **_STAFF_SPOKE)
_INSERT = insert(MESSAGE)
_TWIN = select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.body).where(
    MESSAGE.c.sender_id == bindparam("sender"), MESSAGE.c.client_id == bindparam("client")
)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is to be written; the number and the time are the server's."""

    body: str
    sender_kind: SenderKind
    sender_id: int | None = None
    sender_name: str = ""
    client_id: str | None = None
    kind: MessageKind = MessageKind.TEXT
    visibility: Visibility = Visibility.PUBLIC
    data: dict[str, Any] | None = None


def from_actor(
    actor: Actor, body: str, client_id: str, visibility: Visibility = Visibility.PUBLIC
) -> NewMessage:
    """A message written by a person."""
    return NewMessage(
        body=body,
        sender_kind=_KIND_OF_ROLE[actor.role],
        sender_id=actor.user_id,
        sender_name=actor.name,
        client_id=client_id,
        visibility=visibility,
    )


def _row(uow: UnitOfWork, conversation_id: int, seq: int, message: NewMessage) -> dict[str, Any]:
    """The row of `message`."""
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "sender_id": message.sender_id,
        "sender_kind": message.sender_kind,
        "sender_name": message.sender_name,
        "kind": message.kind,
        "visibility": message.visibility,
        "client_id": message.client_id,
        "body": message.body,
        "data": message.data,
        "created_at": uow.now,
    }


def append(uow: UnitOfWork, conversation: AnyConversation, message: NewMessage) -> tuple[int, int]:
    """Write the message; returns (seq, message id).

    The counter's row lock orders writers, so `seq` has no gaps: a rolled back message takes its
    number back with it.
    """
    count = _COUNT
    if message.sender_kind is SenderKind.STUDENT:
        count = _COUNT_STUDENT
    elif (
        message.sender_kind in (SenderKind.AGENT, SenderKind.SPECIALIST)
        and message.visibility is Visibility.PUBLIC
    ):
        count = _COUNT_STAFF
    connection = uow.connection
    counted = connection.execute(count, {"conversation": conversation.id, "now": uow.now})
    seq: int = counted.scalar_one()
    result = connection.execute(_INSERT, _row(uow, conversation.id or 0, seq, message))
    uow.emit(f"conversation:{conversation.public_id}", kind="message", seq=seq)
    key = result.inserted_primary_key
    return seq, int(key[0]) if key else 0


def append_each(
    uow: UnitOfWork, ready: Sequence[tuple[ConversationKey, int, NewMessage]]
) -> list[dict[str, Any]]:
    """Write public words of people, each with its number, in conversations of which each comes once
    and is held until the commit; returns the rows. What is told of them is the caller's."""
    students = [home.id for home, _, said in ready if said.sender_kind is SenderKind.STUDENT]
    staff = [home.id for home, _, said in ready if said.sender_kind is not SenderKind.STUDENT]
    for count, ids in ((_COUNT_STUDENTS, students), (_COUNT_STAFFS, staff)):
        if ids:
            uow.connection.execute(count, {"ids": ids, "now": uow.now})
    rows = [_row(uow, home.id, seq, said) for home, seq, said in ready]
    uow.connection.execute(_INSERT, rows)
    return rows


def bot_says(
    uow: UnitOfWork,
    conversation: AnyConversation,
    text: str,
    kind: MessageKind = MessageKind.TEXT,
    data: dict[str, Any] | None = None,
) -> None:
    """A message from the bot."""
    said = NewMessage(body=text, sender_kind=SenderKind.BOT, kind=kind, data=data)
    append(uow, conversation, said)


def tell(uow: UnitOfWork, conversation: AnyConversation, text: str, **data: Any) -> int:
    """A line from the system in the thread, such as "Jonas joined"; returns its seq."""
    seq, _ = append(
        uow,
        conversation,
        NewMessage(
            body=text, sender_kind=SenderKind.SYSTEM, kind=MessageKind.EVENT, data=data or None
        ),
    )
    return seq


def twin(uow: UnitOfWork, sender_id: int, client_id: str) -> tuple[int, int, str] | None:
    """(conversation id, seq, body) of the message already sent under this id, if any."""
    row = uow.connection.execute(_TWIN, {"sender": sender_id, "client": client_id}).first()
    return None if row is None else (row[0], row[1], row[2])
