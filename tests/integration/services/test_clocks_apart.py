"""R12: processes whose clocks are five minutes apart agree on the order, which is that of seq."""

from itertools import pairwise

from livechat.domain.actor import Actor
from livechat.domain.views import MessageView
from livechat.services import access, presence, queue, threads
from livechat.services.threads import Span
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

APART_S = 300


def test_r12_a_clock_five_minutes_off_leaves_the_order_to_seq(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.active(student, agent)
    said = []
    for number in range(6):
        # Every other message passes a process that is five minutes ahead.
        ahead = APART_S if number % 2 else 0
        desk.clock.advance(1 + ahead)
        who = agent if number % 2 else student
        said.append(f"line {number}")
        desk.say(who, conversation_id, said[-1])
        desk.clock.advance(-ahead)
    for reader in (student, agent):
        found = desk.context.read(_thread, reader, conversation_id)
        shown = [row for row in found if row.body in said]
        assert [row.body for row in shown] == said
        assert all(one.seq + 1 == other.seq for one, other in pairwise(shown))
        # Their times do jump back and forth: it is not by them that they are ordered.
        times = [row.at for row in shown]
        assert times != sorted(times)


def _thread(uow: UnitOfWork, reader: Actor, conversation_id: str) -> list[MessageView]:
    chat = access.readable(uow, reader, conversation_id)
    return threads.page(uow, reader, chat, Span(after=0, before=0, limit=50)).messages


def test_r12_places_in_line_survive_a_leader_whose_clock_is_ahead(desk: Desk) -> None:
    first, second = desk.queued(desk.student()), desk.queued(desk.student())
    watching = desk.admin()
    desk.clock.advance(APART_S)
    third = desk.queued(desk.student())
    desk.clock.advance(-APART_S)
    fourth = desk.queued(desk.student())
    rows = [row.conversation_id for row in desk.context.read(queue.rows, watching)]
    assert rows[:2] == [first, second]
    assert set(rows[2:]) == {third, fourth}
    # A sign of life from the future does not count against anybody later.
    agent = desk.agent()
    desk.clock.advance(APART_S)
    desk.context.write(presence.heartbeat, agent)
    desk.clock.advance(-APART_S)
    assert desk.context.read(presence.gone) == []
