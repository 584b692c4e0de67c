"""Posting and reading messages; delivery and read marks."""

import re
from collections.abc import Sequence

from sqlalchemy import update

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.limits import clean
from livechat.domain.mask import Masked, mask, masked
from livechat.domain.views import ThreadView
from livechat.domain.vocabulary import Fact, Status, Visibility
from livechat.services import (
    access,
    company,
    lines,
    measures,
    posting,
    threads,
    ticket_steps,
)
from livechat.services.access import AnyConversation
from livechat.store.core import ATTACHMENT
from livechat.store.unit_of_work import UnitOfWork

CLIENT_ID = re.compile(r"[0-9a-fA-F-]{32,36}")
_STUDENT_MAY_WRITE = frozenset(
    {Status.BOT, Status.QUEUED, Status.ACTIVE, Status.WRAP_UP, Status.TICKETED, Status.CALLBACK}
)


def post(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: str,
    client_id: str,
    text: str,
    attachment_ids: Sequence[str] = (),
) -> int:
    """Post a message and return its seq; the same `client_id` again returns the first one's."""
    conversation = access.writable(uow, actor, conversation_id)
    is_wordless = bool(attachment_ids) and not text.strip()
    said = Masked("", ()) if is_wordless else mask(clean(text, uow.settings.message_limit))
    sent = _already_sent(uow, actor, conversation, client_id, said.text)
    if sent is not None:
        return sent
    if len(attachment_ids) > uow.settings.upload_per_message:
        raise InvalidError("error.upload_many", limit=uow.settings.upload_per_message)
    if conversation.status not in _STUDENT_MAY_WRITE:
        raise ConflictError("error.closed")
    message = posting.from_actor(actor, said.text, client_id)
    seq, message_id = posting.append(uow, conversation, message)
    _attach(uow, actor, conversation, message_id, attachment_ids)
    if said.has_secrets:
        what = [f"thread.secret_{kind}" for kind in said.kinds]
        lines.tell(uow, conversation, "thread.masked", terms={"what": what})
    is_first_reply = actor.is_staff and conversation.staff_spoke_at is None
    if is_first_reply:
        uow.record(Fact.FIRST_HUMAN_REPLY, conversation.id or 0, actor.user_id)
    if conversation.status is Status.TICKETED and not actor.is_staff:
        ticket_steps.student_wrote(uow, conversation)
    return seq


def note(uow: UnitOfWork, actor: Actor, conversation_id: str, client_id: str, text: str) -> int:
    """Write an internal note, which no student ever gets; any staff who may read may note."""
    access.require_staff(actor)
    conversation = access.readable(uow, actor, conversation_id)
    body = masked(clean(text, uow.settings.message_limit))
    sent = _already_sent(uow, actor, conversation, client_id, body)
    if sent is not None:
        return sent
    message = posting.from_actor(actor, body, client_id, Visibility.INTERNAL)
    company.has_noted(uow, actor, conversation)
    return posting.append(uow, conversation, message)[0]


def thread(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: str,
    after: int = 0,
    before: int = 0,
    limit: int = 50,
    zone: str = "",
    *,
    with_marks: bool = True,
) -> ThreadView:
    """Messages with `seq > after`, or the page before `before`, or the newest page."""
    conversation = access.readable(uow, actor, conversation_id)
    bounded = max(1, min(limit, uow.settings.page_size))
    return threads.page(
        uow,
        actor,
        conversation,
        threads.Span(after, before, bounded),
        zone=zone,
        with_marks=with_marks,
    )


def unread(uow: UnitOfWork, actor: Actor, conversation_id: str, read_seq: int) -> int:
    """How many messages of others came after `read_seq`; events in the thread do not count."""
    conversation = access.readable(uow, actor, conversation_id)
    return threads.unread(uow, actor, conversation, read_seq)


def _already_sent(
    uow: UnitOfWork, actor: Actor, conversation: AnyConversation, client_id: str, body: str
) -> int | None:
    if not CLIENT_ID.fullmatch(client_id):
        raise InvalidError("error.bad_value", field="client id")
    twin = posting.twin(uow, actor.user_id, client_id)
    if twin is None:
        return None
    home, seq, first_body = twin
    if home != conversation.id or first_body != body:
        raise ConflictError("error.same_id")
    measures.RESENDS.inc()
    return seq


def _attach(
    uow: UnitOfWork,
    actor: Actor,
    conversation: AnyConversation,
    message_id: int,
    attachment_ids: Sequence[str],
) -> None:
    if not attachment_ids:
        return
    # Only one's own, still unsent pictures of this conversation: others' count as missing.
    taken = uow.connection.execute(
        update(ATTACHMENT)
        .where(ATTACHMENT.c.public_id.in_(list(attachment_ids)))
        .where(ATTACHMENT.c.uploader_id == actor.user_id)
        .where(ATTACHMENT.c.conversation_id == conversation.id)
        .where(ATTACHMENT.c.message_id.is_(None))
        .values(message_id=message_id)
    ).rowcount
    if taken != len(set(attachment_ids)):
        raise InvalidError("error.not_found")
