"""A second person of the desk: who may come in, what each may do, and who is told."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Fact, PresenceState, Role, Status
from livechat.services import (
    claims,
    company,
    conversations,
    messages,
    presence,
    queue_views,
    solution,
    tickets,
)
from livechat.store.tables.people import AuditEntry
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def _audited(desk: Desk, actor: Actor) -> list[str]:
    def query(uow: UnitOfWork) -> list[str]:
        return list(
            uow.session.exec(
                select(AuditEntry.action)
                .where(col(AuditEntry.actor_id) == actor.user_id)
                .order_by(col(AuditEntry.id))
            ).all()
        )

    return desk.context.read(query)


def _told(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    return [event.payload for event in desk.told if event.topic == f"user:{actor.user_id}"]


def test_an_admin_joins_speaks_and_leaves_while_the_owner_stays(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent("Jonas"), desk.admin()
    chat = desk.claimed(student, agent)
    with pytest.raises(ConflictError):
        desk.say(admin, chat, "Let me help")
    for _ in range(2):
        desk.context.write(company.join, admin, chat)
    desk.say(admin, chat, "I have reset it")
    desk.say(agent, chat, "Try again, please")
    assert desk.row(chat).owner_id == agent.user_id
    lines = desk.lines(student, chat)
    assert lines.count(f"{admin.name} joined.") == 1
    assert "I have reset it" in lines
    view = desk.context.read(conversations.view, agent, chat)
    assert (view.joined_names, view.is_joined) == (admin.name, False)
    assert desk.context.read(conversations.view, admin, chat).is_joined
    assert desk.context.read(conversations.view, student, chat).joined_names == ""
    desk.context.write(company.leave, admin, chat)
    assert f"{admin.name} left." in desk.lines(student, chat)
    with pytest.raises(ConflictError):
        desk.say(admin, chat, "One more thing")
    assert desk.facts(chat).count(Fact.JOINED) == 1
    assert _audited(desk, admin) == ["conversation.joined"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.STUDENT])
def test_nobody_but_an_admin_comes_in_unasked_or_takes_over(desk: Desk, role: Role) -> None:
    chat = desk.claimed(desk.student(), desk.agent())
    other = desk.user(role)
    for use_case in (company.join, company.take_over):
        with pytest.raises(NotAllowedError):
            desk.context.write(use_case, other, chat)
    assert desk.context.read(conversations.view, desk.admin(), chat).joined_names == ""


def test_a_colleague_who_was_let_in_speaks_but_does_not_steer(desk: Desk) -> None:
    student, owner, colleague = desk.student(), desk.agent(), desk.agent("Maya")
    chat = desk.claimed(student, owner)
    desk.context.write(company.let_in, owner, chat, colleague.user_id)
    desk.say(colleague, chat, "The route is fixed")
    assert _told(desk, colleague)[-1] == {
        "kind": "let_in",
        "conversation": chat,
        "by": owner.user_id,
    }
    assert [row.id for row in desk.context.read(queue_views.my_chats, colleague)] == [chat]
    refused = (
        (solution.offer, chat),
        (solution.close, chat, "other", "solved"),
        (claims.transfer, chat),
        (tickets.escalate, chat, "media", "why"),
        (company.let_in, chat, desk.agent().user_id),
    )
    for use_case, *rest in refused:
        with pytest.raises(ConflictError, match=owner.name):
            desk.context.write(use_case, colleague, *rest)
    assert desk.row(chat).status is Status.ACTIVE


def test_only_colleagues_are_let_in_and_only_by_the_owner(desk: Desk) -> None:
    student, owner, other = desk.student(), desk.agent(), desk.agent()
    chat = desk.claimed(student, owner)
    with pytest.raises(ConflictError):
        desk.context.write(company.let_in, other, chat, other.user_id)
    with pytest.raises(NotFoundError):
        desk.context.write(company.let_in, owner, chat, desk.student().user_id)


def test_a_take_over_moves_the_chat_and_tells_both_sides(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent("Jonas"), desk.admin()
    chat = desk.claimed(student, agent)
    for _ in range(2):
        desk.context.write(company.take_over, admin, chat)
    assert desk.row(chat).owner_id == admin.user_id
    assert desk.context.read(queue_views.my_chats, agent) == []
    assert f"{admin.name} takes over from Jonas." in desk.lines(student, chat)
    with pytest.raises(ConflictError, match=admin.name):
        desk.say(agent, chat, "But I am here")
    assert [told["kind"] for told in _told(desk, agent)].count("taken_over") == 1
    assert desk.facts(chat).count(Fact.TAKEN_OVER) == 1
    assert _audited(desk, admin) == ["conversation.taken_over"]
    desk.say(admin, chat, "Hello, I go on here")
    desk.context.write(solution.close, admin, chat, "other", "solved")


def test_whoever_takes_over_is_watched_by_the_heartbeat(desk: Desk, clock: FakeClock) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    chat = desk.claimed(student, agent)
    desk.context.write(company.take_over, admin, chat)
    assert desk.context.read(queue_views.desk, admin).presence == PresenceState.AWAY
    clock.advance(timedelta(minutes=10))
    assert admin.user_id in desk.context.read(presence.gone)
    desk.context.write(presence.expire, admin.user_id)
    assert desk.row(chat).status is Status.QUEUED


def test_a_slip_is_taken_back_within_two_minutes(desk: Desk, clock: FakeClock) -> None:
    student, agent, admin = desk.student(), desk.agent("Jonas"), desk.admin()
    chat = desk.claimed(student, agent)
    desk.context.write(company.take_over, admin, chat)
    clock.advance(timedelta(seconds=110))
    desk.context.write(company.give_back, admin, chat)
    assert desk.row(chat).owner_id == agent.user_id
    desk.say(agent, chat, "Here I am again")
    assert f"{admin.name} gave the chat back to Jonas." in desk.lines(student, chat)
    with pytest.raises(ConflictError):
        desk.say(admin, chat, "Sorry")
    assert _told(desk, agent)[-1]["kind"] == "given_back"
    # Once more, and too late.
    desk.context.write(company.take_over, admin, chat)
    clock.advance(timedelta(seconds=121))
    with pytest.raises(ConflictError):
        desk.context.write(company.give_back, admin, chat)
    assert desk.row(chat).owner_id == admin.user_id


def test_a_chat_is_not_given_back_to_somebody_who_has_gone(desk: Desk) -> None:
    agent, admin = desk.agent("Jonas"), desk.admin()
    chat = desk.claimed(desk.student(), agent)
    desk.context.write(company.take_over, admin, chat)
    desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)
    with pytest.raises(ConflictError, match="Jonas"):
        desk.context.write(company.give_back, admin, chat)


def test_who_had_joined_before_a_slip_is_still_in_the_chat_after_it(desk: Desk) -> None:
    agent, admin = desk.agent(), desk.admin()
    chat = desk.claimed(desk.student(), agent)
    desk.context.write(company.join, admin, chat)
    desk.context.write(company.take_over, admin, chat)
    desk.context.write(company.give_back, admin, chat)
    desk.say(admin, chat, "Still here")


def test_there_is_nothing_to_join_or_take_over_while_nobody_has_the_chat(desk: Desk) -> None:
    admin, student = desk.admin(), desk.student()
    waiting = desk.queued(student)
    for use_case in (company.join, company.take_over):
        with pytest.raises(ConflictError):
            desk.context.write(use_case, admin, waiting)
        with pytest.raises(NotFoundError):
            desk.context.write(use_case, admin, "nothing")


def test_a_note_of_somebody_else_reaches_the_owner_and_never_the_student(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    chat = desk.claimed(student, agent)
    desk.context.write(messages.note, admin, chat, str(uuid.uuid4()), "Ask for the browser")
    assert _told(desk, agent)[-1] == {"kind": "noted", "conversation": chat, "by": admin.user_id}
    assert "Ask for the browser" not in desk.lines(student, chat)
    count = len(_told(desk, agent))
    desk.context.write(messages.note, agent, chat, str(uuid.uuid4()), "I did")
    assert len(_told(desk, agent)) == count


def test_each_look_into_a_chat_of_others_is_audited(desk: Desk) -> None:
    agent, admin = desk.agent(), desk.admin()
    chat = desk.claimed(desk.student(), agent)
    for _ in range(2):
        desk.context.write(company.look, admin, chat)
        desk.context.write(company.look, agent, chat)
    assert _audited(desk, admin) == ["conversation.viewed"] * 2
    assert _audited(desk, agent) == []


def test_who_helped_before_has_no_part_in_a_chat_that_was_reopened(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    chat = desk.claimed(student, agent)
    desk.context.write(solution.close, agent, chat, "other", "solved")
    desk.context.write(conversations.continue_, student, chat)
    with pytest.raises(ConflictError):
        desk.say(agent, chat, "Hello again")
