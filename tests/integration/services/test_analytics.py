"""Every figure derives from the event log."""

from datetime import timedelta

import pytest

from livechat.domain.errors import NotAllowedError
from livechat.domain.vocabulary import Fact, Role
from livechat.services import analytics
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def play(desk: Desk, *facts: tuple[Fact, int, dict[str, object]]) -> None:
    """One conversation of a new student with these facts, each so many seconds later."""
    student = desk.user()
    conversation_id = desk.row(desk.conversation(student)).id or 0

    for fact, seconds, data in facts:
        desk.clock.advance(timedelta(seconds=seconds))

        def work(uow: UnitOfWork, fact: Fact = fact, data: dict[str, object] = data) -> None:
            uow.record(fact, conversation_id, student.user_id, **data)

        desk.context.write(work)


def tiles(desk: Desk) -> dict[str, tuple[str, str]]:
    view = desk.context.read(analytics.overview, desk.user(Role.ADMIN), 7)
    return {tile.key: (tile.value, tile.n_text) for tile in view.tiles}


def test_shares_count_who_said_so_and_never_who_said_nothing(desk: Desk) -> None:
    answered = (Fact.BOT_MATCHED, 5, {})
    play(desk, answered, (Fact.BOT_RESOLUTION_CONFIRMED, 60, {}))
    play(desk, answered)
    play(desk, (Fact.BOT_MISSED, 5, {}))
    shown = tiles(desk)
    assert shown["conversations"] == ("3", "n = 3")
    assert shown["bot_confirmed"] == ("33 %", "n = 3")
    assert shown["bot_assumed"] == ("33 %", "n = 3")
    assert shown["bot_abandoned"] == ("33 %", "n = 3")


def test_times_are_from_joining_the_queue(desk: Desk) -> None:
    for wait in (60, 120, 600):
        play(desk, (Fact.QUEUED, 1, {}), (Fact.CLAIMED, wait, {}), (Fact.FIRST_HUMAN_REPLY, 10, {}))
    play(desk, (Fact.QUEUED, 1, {}), (Fact.LEFT_QUEUE, 30, {}))
    shown = tiles(desk)
    assert shown["queue_time"] == ("2:00 · 10:00", "n = 3, by the clock")
    assert shown["first_reply"] == ("2:10 · 10:10", "n = 3, by the clock")
    assert shown["abandonment"] == ("25 %", "n = 4")


def test_by_service_hours_a_night_is_no_wait(desk: Desk) -> None:
    # At 17:58 in Berlin, two minutes before the desk closes; answered the next day at 8:03.
    desk.clock.advance(timedelta(hours=5, minutes=58) - timedelta(seconds=1))
    night = 14 * 3600 + 5 * 60
    play(desk, (Fact.QUEUED, 1, {}), (Fact.CLAIMED, night, {}), (Fact.FIRST_HUMAN_REPLY, 0, {}))
    admin = desk.user(Role.ADMIN)
    view = desk.context.read(analytics.overview, admin, 7, in_service_hours=True)
    shown = {tile.key: (tile.value, tile.n_text) for tile in view.tiles}
    assert shown["queue_time"] == ("5:00 · 5:00", "n = 1, in service hours")
    assert tiles(desk)["queue_time"] == ("845:00 · 845:00", "n = 1, by the clock")


def test_a_resolution_is_the_students_word_or_the_end_of_a_persons_help(desk: Desk) -> None:
    helped = ((Fact.QUEUED, 1, {}), (Fact.CLAIMED, 60, {}), (Fact.FIRST_HUMAN_REPLY, 60, {}))
    play(desk, *helped, (Fact.RESOLUTION_CONFIRMED, 180, {}), (Fact.CLOSED, 600, {}))
    play(desk, *helped, (Fact.CLOSED, 480, {}))
    play(desk, (Fact.QUEUED, 1, {}), (Fact.LEFT_QUEUE, 30, {}), (Fact.CLOSED, 0, {}))
    assert tiles(desk)["resolution"] == ("5:00 · 10:00", "n = 2, by the clock")


def test_reopened_within_seven_days_counts_against_what_was_closed(desk: Desk) -> None:
    play(desk, (Fact.CLOSED, 60, {}), (Fact.REOPENED, 3600, {}))
    play(desk, (Fact.CLOSED, 60, {}))
    assert tiles(desk)["reopened"] == ("50 %", "n = 2")


def test_only_the_last_word_of_a_rating_counts(desk: Desk) -> None:
    first = (Fact.RATED, 5, {"kind": "human", "stars": 1})
    last = (Fact.RATED, 60, {"kind": "human", "stars": 4})
    play(desk, (Fact.FIRST_HUMAN_REPLY, 1, {}), first, last)
    assert tiles(desk)["rating_human"] == ("4.0", "n = 1")


def test_days_add_up_to_the_conversations(desk: Desk) -> None:
    play(desk, (Fact.BOT_MATCHED, 5, {}), (Fact.BOT_RESOLUTION_CONFIRMED, 60, {}))
    play(desk, (Fact.TICKET_CREATED, 5, {}))
    admin = desk.user(Role.ADMIN)
    view = desk.context.read(analytics.overview, admin, 7)
    assert len(view.days) == 7
    assert (view.days[-1].bot, view.days[-1].other, view.days[-1].total) == (1, 1, 2)
    assert sum(bar.total for bar in view.issues) == 2
    lines = desk.context.read(analytics.csv_of_days, admin, 7).splitlines()
    assert len(lines) == 8
    assert lines[-1].endswith(",1,0,1,0,2")


def test_an_empty_desk_has_figures_too(desk: Desk) -> None:
    shown = tiles(desk)
    assert shown["bot_confirmed"] == ("–", "n = 0")


def test_only_admins_see_them(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.context.read(analytics.overview, desk.user(Role.AGENT), 7)
