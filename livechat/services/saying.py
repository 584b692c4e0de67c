"""What many people say in one moment, posted together: a few statements for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.domain.limits import clean
from livechat.domain.mask import mask
from livechat.domain.vocabulary import Status
from livechat.services import messages, posting, threads
from livechat.services.access import KEY_COLUMNS, ConversationKey
from livechat.services.said import Said, Spoken
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.unit_of_work import BusEvent, UnitOfWork

# What is said with the bot, or to a ticket, has more to it.
_SIMPLE = frozenset({Status.QUEUED, Status.ACTIVE, Status.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Saying:
    """What one person wants to post; see `messages.post`."""

    actor: Actor
    conversation_id: str
    client_id: str
    text: str
    attachment_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    """One that may be posted, with its place among all and the number it gets."""

    place: int
    conversation: ConversationKey
    seq: int
    message: posting.NewMessage


# Made once: putting a statement together costs more than running it.
_HOMES = (
    select(*KEY_COLUMNS, CONVERSATION.c.next_seq)
    .where(CONVERSATION.c.public_id.in_(bindparam("ids", expanding=True)))
    # Everybody takes the locks in the same order (SQLite has one writer and needs none).
    .order_by(CONVERSATION.c.id)
    .with_for_update()
)
# Column by column, as SQLite looks through the whole table for pairs; too much may be found.
_TWINS = select(MESSAGE.c.sender_id, MESSAGE.c.client_id).where(
    MESSAGE.c.sender_id.in_(bindparam("senders", expanding=True)),
    MESSAGE.c.client_id.in_(bindparam("ids", expanding=True)),
)


def together(uow: UnitOfWork, sayings: Sequence[Saying]) -> list[Said | None]:
    """Post what is plain, in a fixed number of statements; None for what is for `messages.post`."""
    homes = _homes(uow, sayings)
    sent = _sent(uow, sayings)
    ready: dict[int, _Ready] = {}
    for place, saying in enumerate(sayings):
        home = homes.get(saying.conversation_id)
        # Two in one conversation, and what was sent before, are not so simple.
        if home is None or home[0].id in ready or _name(saying) in sent:
            continue
        body = _body(uow, saying)
        if body and _is_simple(saying, home[0]):
            message = posting.from_actor(saying.actor, body, saying.client_id)
            ready[home[0].id] = _Ready(place, *home, message)
    said = _post(uow, list(ready.values())) if ready else {}
    return [said.get(place) for place in range(len(sayings))]


def _name(saying: Saying) -> tuple[int, str]:
    return (saying.actor.user_id, saying.client_id)


def _homes(uow: UnitOfWork, sayings: Iterable[Saying]) -> dict[str, tuple[ConversationKey, int]]:
    """By public id: the conversation, held until the commit, and its next number."""
    ids = list({str(saying.conversation_id) for saying in sayings})
    rows = uow.connection.execute(_HOMES, {"ids": ids})
    return {row.public_id: (ConversationKey(*row[:-1]), row.next_seq) for row in rows}


def _sent(uow: UnitOfWork, sayings: Iterable[Saying]) -> set[tuple[int, str]]:
    """Those that are there already, by sender and the browser's id."""
    senders, ids = zip(*map(_name, sayings), strict=True)
    rows = uow.connection.execute(_TWINS, {"senders": list(set(senders)), "ids": list(set(ids))})
    return {(row[0], row[1]) for row in rows}


def _body(uow: UnitOfWork, saying: Saying) -> str:
    """As it is stored; "" where there is something to be said about it."""
    if saying.attachment_ids or not messages.CLIENT_ID.fullmatch(saying.client_id):
        return ""
    try:
        cleaned = mask(clean(saying.text, uow.settings.message_limit))
    except DomainError:
        return ""
    return "" if cleaned.has_secrets else cleaned.text


def _is_simple(saying: Saying, home: ConversationKey) -> bool:
    """Whether the actor may surely write there, and nothing else follows from it."""
    if home.status not in _SIMPLE:
        return False
    if saying.actor.is_staff:
        # Who has joined, and the first answer, are looked at more closely.
        return home.owner_id == saying.actor.user_id and home.staff_spoke_at is not None
    return home.student_id == saying.actor.user_id


def _post(uow: UnitOfWork, ready: list[_Ready]) -> dict[int, Said]:
    """By their places."""
    rows = posting.append_each(uow, [(one.conversation, one.seq, one.message) for one in ready])
    # It may belong to the same group.
    before = threads.at(uow, {one.conversation.id: one.seq - 1 for one in ready})
    said = {
        one.place: Said(one.conversation, Spoken(**row), before.get(one.conversation.id))
        for one, row in zip(ready, rows, strict=True)
    }
    uow.emit_all([_told(one) for one in said.values()])
    return said


def _told(said: Said) -> BusEvent:
    topic = f"conversation:{said.conversation.public_id}"
    return BusEvent(topic, {"kind": "message", "seq": said.message.seq}, told=said)
