"""The one place that writes a message: number, row and event in the caller's transaction."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Visibility
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork

_KIND_OF_ROLE = {
    Role.STUDENT: SenderKind.STUDENT,
    Role.AGENT: SenderKind.AGENT,
    Role.SPECIALIST: SenderKind.SPECIALIST,
    Role.ADMIN: SenderKind.AGENT,
}


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


def append(uow: UnitOfWork, conversation: Conversation, message: NewMessage) -> tuple[int, int]:
    """Write the message; returns (seq, message id).

    The counter's row lock orders writers, so `seq` has no gaps: a rolled back message takes its
    number back with it.
    """
    times: dict[str, Any] = {"last_message_at": uow.now}
    if message.sender_kind is SenderKind.STUDENT:
        times |= {"student_spoke_at": uow.now, "idle_warned_at": None}
    elif (
        message.sender_kind in (SenderKind.AGENT, SenderKind.SPECIALIST)
        and message.visibility is Visibility.PUBLIC
    ):
        times |= {"staff_spoke_at": uow.now}
    connection = uow.connection
    seq: int = connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation.id)
        .values(next_seq=CONVERSATION.c.next_seq + 1, **times)
        .returning(CONVERSATION.c.next_seq - 1)
    ).scalar_one()
    result = connection.execute(
        insert(MESSAGE).values(
            conversation_id=conversation.id,
            seq=seq,
            sender_id=message.sender_id,
            sender_kind=message.sender_kind,
            sender_name=message.sender_name,
            kind=message.kind,
            visibility=message.visibility,
            client_id=message.client_id,
            body=message.body,
            data=message.data,
            created_at=uow.now,
        )
    )
    uow.emit(f"conversation:{conversation.public_id}", kind="message", seq=seq)
    key = result.inserted_primary_key
    return seq, int(key[0]) if key else 0


def bot_says(
    uow: UnitOfWork,
    conversation: Conversation,
    text: str,
    kind: MessageKind = MessageKind.TEXT,
    data: dict[str, Any] | None = None,
) -> None:
    """A message from the bot."""
    said = NewMessage(body=text, sender_kind=SenderKind.BOT, kind=kind, data=data)
    append(uow, conversation, said)


def tell(uow: UnitOfWork, conversation: Conversation, text: str, **data: Any) -> int:
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
    row = uow.connection.execute(
        select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.body).where(
            MESSAGE.c.sender_id == sender_id, MESSAGE.c.client_id == client_id
        )
    ).first()
    return None if row is None else (row[0], row[1], row[2])
