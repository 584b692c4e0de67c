"""The one place that writes a message: number, row and event in the caller's transaction."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Update, bindparam, insert, select, update

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Visibility
from livechat.services.access import AnyConversation
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.unit_of_work import UnitOfWork

_KIND_OF_ROLE = {
    Role.STUDENT: SenderKind.STUDENT,
    Role.AGENT: SenderKind.AGENT,
    Role.SPECIALIST: SenderKind.SPECIALIST,
    Role.ADMIN: SenderKind.AGENT,
}


def _counting(**times: Any) -> Update:
    """The next number of a conversation, and when who spoke."""
    return (
        update(CONVERSATION)
        .where(CONVERSATION.c.id == bindparam("conversation"))
        .values(next_seq=CONVERSATION.c.next_seq + 1, last_message_at=bindparam("now"), **times)
        .returning(CONVERSATION.c.next_seq - 1)
    )


# Made once: putting a statement together costs more than running it.
_COUNT = _counting()
_COUNT_STUDENT = _counting(student_spoke_at=bindparam("now"), idle_warned_at=None)
_COUNT_STAFF = _counting(staff_spoke_at=bindparam("now"))
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


def values(uow: UnitOfWork, conversation_id: int, seq: int, message: NewMessage) -> dict[str, Any]:
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
    result = connection.execute(_INSERT, values(uow, conversation.id or 0, seq, message))
    uow.emit(f"conversation:{conversation.public_id}", kind="message", seq=seq)
    key = result.inserted_primary_key
    return seq, int(key[0]) if key else 0


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
