"""The desk as it is now: who is on with how much, what waits longest, who talks to whom."""

from datetime import timedelta

import pytest

from livechat.adapters.clock import FakeClock
from livechat.domain.errors import NotAllowedError
from livechat.domain.vocabulary import PresenceState, Role
from livechat.domain.wording import iso
from livechat.services import company, desk_live, presence
from tests.factories.desk import Desk


@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.STUDENT])
def test_the_overview_is_for_admins(desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        desk.context.read(desk_live.overview, desk.user(role))


def test_who_is_on_in_which_status_with_how_many_chats_of_how_many(
    desk: Desk, clock: FakeClock
) -> None:
    admin = desk.admin()
    busy = desk.agent("Jonas", capacity=2)
    desk.agent("Maya", PresenceState.AWAY)
    desk.agent("Gone", PresenceState.OFFLINE)
    desk.claimed(desk.student(), busy)
    clock.advance(timedelta(seconds=50))
    desk.context.write(presence.heartbeat, busy)
    view = desk.context.read(desk_live.overview, admin)
    rows = [(row.name, row.state, row.load, row.capacity, row.chats) for row in view.agents]
    # Maya's page has been silent for too long.
    assert rows == [("Jonas", "online", 1, 2, 1), ("Maya", "lost", 0, 3, 0)]


def test_a_silent_student_fills_no_place_but_is_still_one_of_the_chats(
    desk: Desk, clock: FakeClock
) -> None:
    admin, agent = desk.admin(), desk.agent()
    chat = desk.claimed(desk.student(), agent)
    desk.say(agent, chat, "Which browser?")
    clock.advance(timedelta(minutes=11))
    desk.context.write(presence.heartbeat, agent)
    (row,) = desk.context.read(desk_live.overview, admin).agents
    assert (row.load, row.chats) == (0, 1)


def test_whoever_waits_longest_stands_first_with_who_is_asked(desk: Desk, clock: FakeClock) -> None:
    admin = desk.admin()
    first = desk.queued(desk.student("Ada"))
    since = clock.now()
    clock.advance(timedelta(minutes=3))
    # Urgent, and so served before Ada, who waits longer all the same.
    urgent = desk.queued(desk.student("Bo"), minutes_left=30)
    desk.agent("Jonas", capacity=1)
    agent = desk.agent("Maya", capacity=1)
    desk.context.write(presence.set_state, agent, PresenceState.ONLINE)
    view = desk.context.read(desk_live.overview, admin)
    assert [row.conversation_id for row in view.line] == [first, urgent]
    assert view.oldest_since == view.line[0].since == iso(since)
    assert {row.offered_to for row in view.line} == {"Jonas", "Maya"}


def test_running_chats_say_who_helps_and_how_long_the_student_waits(
    desk: Desk, clock: FakeClock
) -> None:
    admin, jonas, maya = desk.admin(), desk.agent("Jonas"), desk.agent("Maya")
    answered = desk.active(desk.student(), jonas)
    desk.say(jonas, answered, "Try this")
    student = desk.student()
    waiting = desk.active(student, maya)
    clock.advance(timedelta(minutes=2))
    desk.say(student, waiting, "Anybody?")
    spoke = clock.now()
    desk.context.write(company.join, admin, waiting)
    clock.advance(timedelta(minutes=1))
    chats = desk.context.read(desk_live.overview, admin).chats
    assert [row.conversation_id for row in chats] == [waiting, answered]
    assert (chats[0].owner_name, chats[0].joined_names) == ("Maya", admin.name)
    assert [row.waiting_since for row in chats] == [iso(spoke), ""]
