"""What became of promised waits: known also for those who left, and learned from."""

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import PresenceState
from livechat.services import (
    desk_measures,
    jobs,
    presence,
    queue,
    solution,
    wait_outcomes,
    wait_report,
    waits,
)
from livechat.store.tables.desk import WaitCalibration, WaitPrediction
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def finished_chats(desk: Desk, count: int, minutes: int = 10, category: str = "other") -> None:
    """Chats of so many minutes, by an agent who has gone home since."""
    agent = desk.agent(capacity=count)
    for _ in range(count):
        conversation_id = desk.claimed(desk.student(), agent)
        desk.clock.advance(minutes * 60)
        desk.context.write(presence.beat, [agent.user_id])
        desk.context.write(solution.close, agent, conversation_id, category, "solved")
    desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)


def busy_agent(desk: Desk) -> tuple[Actor, str]:
    agent = desk.agent(capacity=1)
    return agent, desk.claimed(desk.student(), agent)


def pass_minutes(desk: Desk, minutes: int, *present: Actor) -> None:
    for _ in range(minutes * 2):
        desk.clock.advance(30)
        desk.context.write(presence.beat, [one.user_id for one in present])
        jobs.run_due(desk.context)


def first_rows(desk: Desk, conversation_id: str) -> list[WaitPrediction]:
    entry = desk.entry(conversation_id)

    def query(uow: UnitOfWork) -> list[WaitPrediction]:
        return list(
            uow.session.exec(
                select(WaitPrediction)
                .where(col(WaitPrediction.queue_entry_id) == entry.id)
                .where(col(WaitPrediction.is_first))
            ).all()
        )

    return desk.context.read(query)


def test_forecast_is_stored_with_what_is_shown(desk: Desk) -> None:
    finished_chats(desk, 20)
    busy_agent(desk)
    [row] = first_rows(desk, desk.queued(desk.student()))
    assert row.raw_low_s is not None
    assert row.raw_high_s is not None
    assert 0 < row.raw_low_s < row.raw_high_s
    assert row.high_s >= row.raw_high_s - 15


def test_offered_place_has_no_forecast_to_learn_from(desk: Desk) -> None:
    finished_chats(desk, 20)
    desk.agent(capacity=1)
    [row] = first_rows(desk, desk.queued(desk.student()))
    assert row.raw_high_s is None


def test_student_who_left_has_waited_until_the_next_one_behind_was_claimed(desk: Desk) -> None:
    finished_chats(desk, 20)
    agent, running = busy_agent(desk)
    leaver, next_one = desk.student(), desk.student()
    left_id = desk.queued(leaver)
    next_id = desk.queued(next_one)
    pass_minutes(desk, 2, agent, leaver, next_one)
    desk.context.write(queue.leave, leaver, left_id)
    pass_minutes(desk, 3, agent, next_one)
    assert first_rows(desk, left_id)[0].actual_s is None
    desk.context.write(solution.close, agent, running, "other", "solved")
    desk.context.write(queue.claim, agent, desk.entry(next_id).public_id)
    pass_minutes(desk, 2, agent, next_one)
    assert first_rows(desk, left_id)[0].actual_s == 5 * 60


def test_student_who_left_as_the_last_has_waited_until_somebody_had_room(desk: Desk) -> None:
    finished_chats(desk, 20)
    agent, running = busy_agent(desk)
    leaver = desk.student()
    left_id = desk.queued(leaver)
    desk.context.write(queue.leave, leaver, left_id)
    pass_minutes(desk, 4, agent)
    assert first_rows(desk, left_id)[0].actual_s is None
    desk.context.write(solution.close, agent, running, "other", "solved")
    pass_minutes(desk, 1, agent)
    assert first_rows(desk, left_id)[0].actual_s in range(240, 301)


def test_wait_that_outlived_the_desk_is_a_promise_broken(desk: Desk) -> None:
    finished_chats(desk, 20)
    agent, _ = busy_agent(desk)
    student = desk.student()
    conversation_id = desk.queued(student)
    desk.clock.set(desk.clock.now().replace(hour=17, minute=1))
    desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)
    jobs.run_due(desk.context)
    desk.clock.advance(61)
    jobs.run_due(desk.context)
    [row] = first_rows(desk, conversation_id)
    assert row.actual_s is not None
    assert row.actual_s > row.high_s


def test_waits_longer_than_shown_widen_what_is_shown_next(desk: Desk) -> None:
    finished_chats(desk, 20)
    agent, _ = busy_agent(desk)
    conversation_id = desk.queued(desk.student())
    before = desk.context.read(_said, conversation_id)

    def broken(uow: UnitOfWork) -> None:
        for n in range(60):
            uow.session.add(
                WaitPrediction(
                    queue_entry_id=desk.entry(conversation_id).id or 0,
                    position=1,
                    low_s=300,
                    high_s=600,
                    waited_s=0,
                    raw_low_s=300.0,
                    raw_high_s=600.0,
                    is_first=True,
                    actual_s=550 if n % 2 else 900,
                    shown_at=uow.now,
                )
            )

    desk.context.write(broken)
    desk.clock.advance(61)
    desk.context.write(presence.heartbeat, agent)
    jobs.run_due(desk.context)
    kept = desk.context.read(lambda uow: uow.session.get_one(WaitCalibration, 1))
    assert kept.samples >= 60
    assert kept.high > 1.2
    after = desk.context.read(_said, conversation_id)
    assert after > 1.15 * before


def _said(uow: UnitOfWork, conversation_id: str) -> float:
    desk_now = waits.picture(uow)
    found = waits.said(uow, desk_now, 0, None)
    assert found.range is not None
    return found.range.high_s


def test_curve_counts_one_promise_for_each_person(desk: Desk) -> None:
    finished_chats(desk, 20)
    agent, running = busy_agent(desk)
    student = desk.student()
    conversation_id = desk.queued(student)
    pass_minutes(desk, 3, agent, student)
    desk.context.write(solution.close, agent, running, "other", "solved")
    desk.context.write(queue.claim, agent, desk.entry(conversation_id).public_id)
    pass_minutes(desk, 2, agent)
    view = desk.context.read(wait_report.report, desk.admin())
    assert sum(band.n for band in view.bands) == view.n
    [row] = first_rows(desk, conversation_id)
    band = next(band for band in view.bands if band.label == _label(row.high_s))
    assert (band.n, band.kept_percent) == (1, 100)
    assert "target 90 %" in view.text
    assert "Learned from 1 waits" in view.factor_text


def _label(high_s: int) -> str:
    high = high_s // 60
    return (
        "up to 2 min"
        if high <= 2
        else next(
            f"{low}–{top} min" for low, top in ((2, 5), (5, 10), (10, 20), (20, 40)) if high <= top
        )
    )


def test_measures_hold_topic_hour_accepting_leaving_and_priority(desk: Desk) -> None:
    finished_chats(desk, 6, minutes=4, category="video")
    busy_agent(desk)
    desk.queued(desk.student(), minutes_left=30)
    leaver = desk.student()
    left_id = desk.queued(leaver)
    desk.clock.advance(600)
    desk.context.write(queue.leave, leaver, left_id)
    found = desk.context.read(desk_measures.measures)
    assert [(one.seconds, one.topic) for one in found.handled] == [(240.0, "video")] * 6
    assert {one.hour for one in found.handled} == {12}
    assert len(found.accepted_s) == 7
    assert found.leave_per_second == 2 / (600 + 1800)
    [urgent] = found.overtakers
    assert urgent.head_start_s == 3600
    open_s = 34 * 60
    assert urgent.per_second == 1 / max(open_s, 3600)


def test_topic_with_long_chats_makes_those_behind_it_wait_longer(desk: Desk) -> None:
    finished_chats(desk, 12, minutes=3, category="video")
    finished_chats(desk, 12, minutes=25, category="grades")
    short, long = (desk.context.read(_second_in_line, topic) for topic in ("video", "grades"))
    assert long > 1.5 * short


def _second_in_line(uow: UnitOfWork, topic: str) -> float:
    known = desk_measures.measures(uow)
    return waits._played(known, 12, 1, (), ((0, topic), (0, None)))[1][0]


def test_ghosts_of_another_day_are_left_alone(desk: Desk) -> None:
    finished_chats(desk, 20)
    busy_agent(desk)
    leaver = desk.student()
    left_id = desk.queued(leaver)
    desk.context.write(queue.leave, leaver, left_id)
    desk.clock.advance(2 * 86_400)
    assert desk.context.write(wait_outcomes.settle) == 0
