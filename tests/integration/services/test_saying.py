"""What many say in one moment costs a fixed number of statements, and nobody pays for another."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, func, select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.views import MessageView
from livechat.domain.vocabulary import Visibility
from livechat.services import messages, said
from livechat.services.said import Said
from livechat.services.saying import Saying, together
from livechat.store.core import MESSAGE, OUTBOX
from livechat.store.unit_of_work import MANY, BusEvent, UnitOfWork
from tests.factories.desk import Desk

ZONE = "Europe/Berlin"


def _saying(actor: Actor, chat: str, text: str = "Here it is", client_id: str = "") -> Saying:
    return Saying(actor, chat, client_id or str(uuid.uuid4()), text)


def _together(desk: Desk, sayings: Sequence[Saying]) -> Sequence[Said | None]:
    return desk.context.write(together, sayings)


def _in_one_batch(desk: Desk, *sayings: Saying) -> list[Said | None]:
    """Begun while the writer is busy, so that it finds all of them waiting."""
    may_go_on = Event()

    def gate(_: UnitOfWork, items: Sequence[int]) -> list[bool]:
        return [may_go_on.wait(10) for _ in items]

    desk.context.begin_shared(gate, 0)
    begun = [desk.context.begin_shared(together, one) for one in sayings]
    may_go_on.set()
    return [one.result() for one in begun]


def _alone(desk: Desk, one: Saying) -> int:
    return desk.context.write(
        messages.post, one.actor, one.conversation_id, one.client_id, one.text
    )


def _chats(desk: Desk, count: int) -> list[tuple[Actor, Actor, str]]:
    """Student, agent and a chat in which the agent has spoken."""
    found = []
    for _ in range(count):
        student, agent = desk.student(), desk.agent()
        chat = desk.active(student, agent)
        desk.say(agent, chat, "Let me see")
        found.append((student, agent, chat))
    return found


def _statements(desk: Desk, sayings: Sequence[Saying]) -> int:
    counted: list[object] = []

    def note(*told: object) -> None:
        counted.append(told[2])

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    assert None not in _together(desk, sayings)
    event.remove(engine, "before_cursor_execute", note)
    return len(counted)


def test_the_statements_do_not_grow_with_the_messages(desk: Desk) -> None:
    chats = _chats(desk, 12)
    few = _statements(desk, [_saying(*chats[0][::2])])
    # Conversations, twins, counters, messages, what was last, outbox; SQLite's begin is one, too.
    assert few <= 7
    assert _statements(desk, [_saying(student, chat) for student, _, chat in chats[1:]]) == few


def test_each_gets_the_next_number_of_its_conversation(desk: Desk) -> None:
    chats = _chats(desk, 4)
    tops = [desk.row(chat).next_seq for _, _, chat in chats]
    speakers = [pair[number % 2] for number, pair in enumerate(chats)]
    found = _together(
        desk, [_saying(who, chat) for who, (_, _, chat) in zip(speakers, chats, strict=True)]
    )
    assert [one.message.seq for one in found if isinstance(one, Said)] == tops
    for who, (_, _, chat), top in zip(speakers, chats, tops, strict=True):
        row = desk.row(chat)
        assert row.next_seq == top + 1
        assert (row.staff_spoke_at if who.is_staff else row.student_spoke_at) == desk.clock.now()


def test_one_row_of_the_outbox_stands_for_all_and_is_told_to_each(
    desk: Desk, told: list[BusEvent]
) -> None:
    chats = _chats(desk, 3)
    told.clear()
    _together(desk, [_saying(student, chat) for student, _, chat in chats])
    topics = [f"conversation:{chat}" for _, _, chat in chats]
    assert sorted(one.topic for one in told) == sorted(topics)
    # The last one told lets the row go: a crash before that tells all of them again.
    assert [one.outbox_id is not None for one in told] == [False, False, True]
    row = desk.context.read(_newest_of_outbox)
    assert (row.id, row.topic) == (told[-1].outbox_id, MANY)
    assert sorted(topic for topic, _ in row.payload["events"]) == sorted(topics)


def _newest_of_outbox(uow: UnitOfWork) -> Any:
    return uow.connection.execute(select(OUTBOX).order_by(OUTBOX.c.id.desc()).limit(1)).one()


def test_what_is_not_simple_is_left_and_nothing_of_it_is_stored(desk: Desk) -> None:
    (student, agent, chat), (_, _, other) = _chats(desk, 2)
    known = str(uuid.uuid4())
    desk.context.write(messages.post, student, chat, known, "Here it is")
    newcomer, late = desk.student(), desk.agent()
    unanswered = desk.active(newcomer, late)
    with_bot = desk.conversation(desk.student())
    before = desk.context.read(_count)
    left = [
        _saying(student, chat, client_id=known),
        _saying(student, other),
        _saying(agent, other),
        _saying(student, "no such chat"),
        _saying(student, chat, ""),
        _saying(student, chat, "x" * 9000),
        _saying(student, chat, "my password is hunter22!"),
        _saying(student, chat, client_id="not one"),
        _saying(late, unanswered),
        _saying(student, with_bot),
        Saying(student, chat, str(uuid.uuid4()), "look", ("picture",)),
    ]
    assert _together(desk, left) == [None] * len(left)
    assert desk.context.read(_count) == before


def _count(uow: UnitOfWork) -> int:
    return int(uow.connection.execute(select(func.count()).select_from(MESSAGE)).scalar_one())


def test_of_two_in_one_conversation_the_second_is_left(desk: Desk) -> None:
    ((student, agent, chat),) = _chats(desk, 1)
    first, second = _together(desk, [_saying(student, chat), _saying(agent, chat)])
    assert isinstance(first, Said)
    assert second is None


def test_the_same_id_for_other_words_is_not_taken_for_sent(desk: Desk) -> None:
    ((student, _, chat),) = _chats(desk, 1)
    key = str(uuid.uuid4())
    first, other = (_saying(student, chat, text, key) for text in ("Here it is", "There it is"))
    one, left = _in_one_batch(desk, first, other)
    assert isinstance(one, Said)
    assert left is None
    with pytest.raises(ConflictError):
        _alone(desk, other)


def test_where_it_does_not_go_together_each_is_left_to_go_alone(desk: Desk) -> None:
    ((student, _, other),) = _chats(desk, 1)
    agent, twice = desk.agent(), str(uuid.uuid4())
    own = [desk.active(desk.student(), agent) for _ in range(2)]
    for chat in own:
        desk.say(agent, chat, "Let me see")
    # The same id in two conversations: the database refuses the second, and so all of them.
    wanted = [_saying(student, other), *(_saying(agent, chat, client_id=twice) for chat in own)]
    before = desk.context.read(_count)
    assert _in_one_batch(desk, *wanted) == [None, None, None]
    assert desk.context.read(_count) == before
    for one in wanted[:2]:
        _alone(desk, one)
    with pytest.raises(ConflictError):
        _alone(desk, wanted[2])


def test_what_is_refused_takes_nothing_else_with_it(desk: Desk) -> None:
    ((student, _, chat),) = _chats(desk, 1)
    foreign, empty = _saying(desk.student(), chat), _saying(student, chat, " ")
    good, *left = _in_one_batch(desk, _saying(student, chat), foreign, empty)
    assert isinstance(good, Said)
    assert left == [None, None]
    with pytest.raises(NotFoundError):
        _alone(desk, foreign)
    with pytest.raises(InvalidError):
        _alone(desk, empty)


def test_what_was_stored_before_an_answer_was_lost_is_stored_once(desk: Desk) -> None:
    ((student, _, chat),) = _chats(desk, 1)
    one = _saying(student, chat)
    first = desk.context.begin_shared(together, one).result()
    assert isinstance(first, Said)
    assert desk.context.begin_shared(together, one).result() is None
    assert _alone(desk, one) == first.message.seq


def test_numbers_have_no_gaps_however_many_speak(desk: Desk) -> None:
    chats = _chats(desk, 5)
    tops = [desk.row(chat).next_seq for _, _, chat in chats]
    wanted = [
        _saying(actor, chat)
        for _ in range(10)
        for student, agent, chat in chats
        for actor in (student, agent)
    ]
    begun = [desk.context.begin_shared(together, one) for one in wanted]
    for one, future in zip(wanted, begun, strict=True):
        if future.result() is None:
            _alone(desk, one)
    for (student, _, chat), top in zip(chats, tops, strict=True):
        page = desk.context.read(messages.thread, student, chat, after=top - 1)
        assert [line.seq for line in page.messages] == list(range(top, top + 20))


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(minutes=6), timedelta(days=1)])
@pytest.mark.parametrize("is_same", [True, False])
def test_a_line_looks_as_if_it_had_been_read_from_the_database(
    desk: Desk, pause: timedelta, *, is_same: bool
) -> None:
    ((student, agent, chat),) = _chats(desk, 1)
    desk.clock.advance(pause)
    speaker = agent if is_same else student
    (one,) = _together(desk, [_saying(speaker, chat, "Here it is")])
    assert isinstance(one, Said)
    for reader in (student, agent, desk.admin(), desk.agent()):
        end = one.message.seq - 2
        page = desk.context.read(messages.thread, reader, chat, after=end, zone=ZONE)
        shown = said.line(desk.context, reader, one, ZONE)
        assert shown is not None
        last, line = page.messages
        assert shown == (line, not last.is_group_end)
        assert isinstance(line, MessageView)


def test_who_may_not_read_it_gets_nothing_of_it(desk: Desk) -> None:
    ((student, agent, chat),) = _chats(desk, 1)
    (one,) = _together(desk, [_saying(student, chat)])
    assert isinstance(one, Said)
    assert said.line(desk.context, desk.student(), one, ZONE) is None
    note = said.Said(
        one.conversation,
        said.Spoken(**{**_fields(one), "visibility": Visibility.INTERNAL}),
        one.before,
    )
    assert said.line(desk.context, student, note, ZONE) is None
    assert said.line(desk.context, agent, note, ZONE) is None


def _fields(one: Said) -> dict[str, Any]:
    return {name: getattr(one.message, name) for name in said.Spoken.__slots__}
