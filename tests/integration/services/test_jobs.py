"""The round of jobs: idle only in the student's turn, lost people, one leader, each once."""

from datetime import UTC, datetime

from sqlmodel import col, func, select

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import CloseReason, Fact, PresenceState, QueueState, Status
from livechat.services import conversations, jobs, presence, queue, solution
from livechat.store.tables.desk import WaitPrediction
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def pass_minutes(desk: Desk, minutes: float, *connected: Actor, step: int = 15) -> None:
    """Let time pass as it does: heartbeats of who is connected, a round every `step` seconds."""
    for _ in range(round(minutes * 60 / step)):
        desk.clock.advance(step)
        desk.context.write(presence.beat, [actor.user_id for actor in connected])
        jobs.run_due(desk.context)


def test_idle_student_is_warned_at_8_and_closed_at_12_minutes(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Does it work now?")
    pass_minutes(desk, 7.75, agent, student)
    assert desk.row(conversation_id).idle_warned_at is None
    pass_minutes(desk, 0.25, agent, student)
    view = desk.context.read(conversations.view, student, conversation_id)
    assert view.idle_closes_at == "2026-11-03T11:12:00Z"
    pass_minutes(desk, 3.75, agent, student)
    assert desk.row(conversation_id).status is Status.ACTIVE
    pass_minutes(desk, 0.25, agent, student)
    row = desk.row(conversation_id)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.IDLE)
    assert desk.facts(conversation_id).count(Fact.IDLE_WARNED) == 1


def test_never_idle_while_the_student_waits_for_an_answer(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Hello.")
    desk.say(student, conversation_id, "And now?")
    pass_minutes(desk, 30, agent, student, step=40)
    row = desk.row(conversation_id)
    assert (row.status, row.idle_warned_at) == (Status.ACTIVE, None)


def test_one_tap_extends_and_the_clock_starts_again(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Does it work now?")
    pass_minutes(desk, 9, agent, student)
    desk.context.write(conversations.keep_open, student, conversation_id)
    pass_minutes(desk, 7.75, agent, student)
    assert desk.row(conversation_id).idle_warned_at is None
    pass_minutes(desk, 4, agent, student)
    assert desk.row(conversation_id).status is Status.ACTIVE
    pass_minutes(desk, 0.25, agent, student)
    assert desk.row(conversation_id).status is Status.CLOSED


def test_agent_who_writes_after_the_warning_takes_it_back(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Does it work now?")
    pass_minutes(desk, 9, agent, student)
    desk.say(agent, conversation_id, "Take your time.")
    pass_minutes(desk, 0.25, agent, student)
    assert desk.row(conversation_id).idle_warned_at is None


def test_downtime_warns_before_it_closes(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Does it work now?")
    desk.clock.advance(3600)
    desk.context.write(presence.heartbeat, agent)
    jobs.run_due(desk.context)
    row = desk.row(conversation_id)
    assert (row.status, row.idle_warned_at) == (Status.ACTIVE, desk.clock.now())


def test_confirmed_wrap_up_that_nobody_completes_is_resolved(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    confirmed = desk.claimed(student, agent)
    desk.context.write(conversations.confirm_solved, student, confirmed)
    ended = desk.claimed(desk.student(), agent)
    desk.context.write(solution.wrap_up, agent, ended)
    pass_minutes(desk, 12, agent, student)
    assert desk.row(confirmed).close_reason is CloseReason.AGENT_RESOLVED
    assert desk.row(ended).close_reason is CloseReason.IDLE


def test_talk_with_the_bot_can_be_resumed_for_seven_days(desk: Desk) -> None:
    conversation_id = desk.conversation(desk.student())
    desk.clock.advance(6.9 * 86400)
    jobs.run_due(desk.context)
    assert desk.row(conversation_id).status is Status.BOT
    desk.clock.advance(0.2 * 86400)
    jobs.run_due(desk.context)
    assert desk.row(conversation_id).close_reason is CloseReason.IDLE


def test_r10_vanished_agents_students_are_first_in_line_and_told(desk: Desk) -> None:
    agent, student, other = desk.agent("Jonas Weber"), desk.student(), desk.student()
    lost = desk.claimed(student, agent)
    later = desk.queued(other)
    pass_minutes(desk, 1.5, student, other)
    assert desk.row(lost).status is Status.ACTIVE
    pass_minutes(desk, 0.25, student, other)
    assert desk.row(lost).status is Status.QUEUED
    assert "lost the connection" in desk.lines(student, lost)[-1]
    order = [row.conversation_id for row in desk.context.read(queue.rows, desk.admin())]
    assert order == [lost, later]
    assert desk.facts(lost).count(Fact.REQUEUED) == 1


def test_dropped_student_keeps_the_place_for_ten_minutes(desk: Desk) -> None:
    student, stays = desk.student(), desk.student()
    gone, here = desk.queued(student), desk.queued(stays)
    pass_minutes(desk, 1, student, stays)
    pass_minutes(desk, 9.75, stays)
    assert desk.row(gone).status is Status.QUEUED
    pass_minutes(desk, 0.25, stays)
    row = desk.row(gone)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.LEFT_QUEUE)
    assert desk.row(here).status is Status.QUEUED


def test_returning_in_time_keeps_the_place(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.queued(student)
    pass_minutes(desk, 1, student)
    pass_minutes(desk, 9)
    pass_minutes(desk, 0.25, student)
    pass_minutes(desk, 5)
    assert desk.row(conversation_id).status is Status.QUEUED


def test_waits_are_recomputed_every_15_seconds_while_somebody_waits(desk: Desk) -> None:
    student = desk.student()
    desk.queued(student)
    desk.told.clear()
    for _ in range(30):
        desk.clock.advance(2)
        jobs.run_due(desk.context)
    beats = [event for event in desk.told if event.topic == "queue"]
    assert 3 <= len(beats) <= 5


def test_quiet_desk_tells_nobody_anything(desk: Desk) -> None:
    jobs.run_due(desk.context)
    desk.told.clear()
    pass_minutes(desk, 5)
    assert desk.told == []


def test_missed_offers_come_round_and_two_set_the_agent_away(desk: Desk) -> None:
    agent, student = desk.agent(), desk.student()
    conversation_id = desk.queued(student)
    pass_minutes(desk, 1.5, agent, student)
    assert desk.facts(conversation_id).count(Fact.OFFER_MISSED) == 2
    assert desk.context.read(queue.desk, agent).presence == "away"
    assert desk.entry(conversation_id).state is QueueState.WAITING


def test_closed_desk_sends_the_waiting_back_with_other_ways(desk: Desk) -> None:
    desk.clock.set(datetime(2026, 11, 3, 16, 40, tzinfo=UTC))
    student = desk.student()
    conversation_id = desk.queued(student)
    pass_minutes(desk, 19.5, student, step=90)
    assert desk.row(conversation_id).status is Status.QUEUED
    pass_minutes(desk, 0.75, student)
    assert desk.row(conversation_id).status is Status.BOT
    assert desk.entry(conversation_id).state is QueueState.DIVERTED
    assert desk.lines(student, conversation_id)[-1].startswith("The desk has closed")


def test_running_chats_finish_after_closing(desk: Desk) -> None:
    desk.clock.set(datetime(2026, 11, 3, 16, 40, tzinfo=UTC))
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    pass_minutes(desk, 30, student, agent, step=40)
    assert desk.row(conversation_id).status is Status.ACTIVE


def test_one_leader_runs_the_jobs_and_a_dead_one_is_replaced(desk: Desk) -> None:
    assert jobs.run_due(desk.context, "a")
    assert not jobs.run_due(desk.context, "b")
    desk.clock.advance(15)
    assert jobs.run_due(desk.context, "a")
    desk.clock.advance(15)
    assert not jobs.run_due(desk.context, "b")
    desk.clock.advance(5)
    assert jobs.run_due(desk.context, "b")
    assert not jobs.run_due(desk.context, "a")


def test_nothing_is_estimated_on_too_few_chats(desk: Desk) -> None:
    student = desk.student()
    _finished_chats(desk, 19)
    agent = desk.agent(capacity=1)
    desk.claimed(desk.student(), agent)
    conversation_id = desk.queued(student)
    view = desk.context.read(queue.wait, student, conversation_id)
    assert not view.has_estimate
    assert view.text == "There is no estimate yet."
    assert desk.context.read(_predictions) == 0


def test_range_is_shown_stored_and_fulfilled(desk: Desk) -> None:
    student = desk.student()
    _finished_chats(desk, 20)
    agent = desk.agent(capacity=1)
    running = desk.claimed(desk.student(), agent)
    conversation_id = desk.queued(student)
    view = desk.context.read(queue.wait, student, conversation_id)
    assert view.has_estimate
    assert 0 < view.low_min < view.high_min <= 30
    assert 0 < view.low_percent < view.high_percent <= 100
    assert view.waited_percent == 0
    pass_minutes(desk, 4, student, agent)
    later = desk.context.read(queue.wait, student, conversation_id)
    assert later.waited_text == "waited 4 min"
    assert later.waited_percent == round(100 * 4 / later.scale_min)
    # The range is of the whole wait, so it moves on with the waiting.
    assert later.high_min >= view.high_min - 1
    desk.context.write(solution.close, agent, running, "other", "solved")
    desk.context.write(queue.claim, agent, desk.entry(conversation_id).public_id)
    stored = desk.context.read(_stored)
    entry = desk.entry(conversation_id)
    assert {row.actual_s for row in stored if row.queue_entry_id == entry.id} == {240}
    assert len([row for row in stored if row.queue_entry_id == entry.id]) >= 4
    # One promise for each wait counts, the first; not each time that it was shown again.
    first = [row for row in stored if row.is_first]
    assert len(first) == len({row.queue_entry_id for row in stored})
    kept = sum((row.actual_s or 0) <= row.high_s for row in first)
    assert desk.context.read(queue.desk, agent).promise_kept_text == (
        f"{round(100 * kept / len(first))} % of waits kept (n = {len(first)})"
    )


def test_nothing_is_promised_past_closing(desk: Desk) -> None:
    _finished_chats(desk, 20)
    desk.clock.set(datetime(2026, 11, 3, 16, 44, tzinfo=UTC))  # closing in 16 min
    agent = desk.agent(capacity=1)
    for _ in range(4):
        desk.queued(desk.student())
    student = desk.student()
    conversation_id = desk.queued(student)
    desk.context.write(presence.heartbeat, agent)
    view = desk.context.read(queue.wait, student, conversation_id)
    assert not view.has_estimate
    assert "before closing" in view.text


def test_wait_that_outlasts_the_first_promise_says_so(desk: Desk) -> None:
    student = desk.student()
    _finished_chats(desk, 20)
    agent = desk.agent(capacity=1)
    desk.claimed(desk.student(), agent)
    conversation_id = desk.queued(student)
    promised = desk.context.read(queue.wait, student, conversation_id).high_min
    pass_minutes(desk, promised + 1, student, agent)
    assert desk.context.read(queue.wait, student, conversation_id).is_past_range
    assert desk.context.read(queue.rows, agent)[0].tone == "bad"


def _finished_chats(desk: Desk, count: int) -> None:
    """Chats of ten minutes each, by an agent who has gone home since."""
    agent = desk.agent(capacity=count)
    for _ in range(count):
        conversation_id = desk.claimed(desk.student(), agent)
        desk.clock.advance(600)
        desk.context.write(solution.close, agent, conversation_id, "other", "solved")
        desk.clock.advance(-600)
    desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)


def _stored(uow: UnitOfWork) -> list[WaitPrediction]:
    return list(uow.session.exec(select(WaitPrediction)).all())


def _predictions(uow: UnitOfWork) -> int:
    return uow.session.exec(select(func.count(col(WaitPrediction.id)))).one()
