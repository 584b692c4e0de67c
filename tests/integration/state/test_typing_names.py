"""Whose name the student reads while somebody of the desk types."""

import pytest

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Outcome
from livechat.realtime.bus import Event
from livechat.services import company, solution
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.state.session import set_current_actor
from tests.factories.desk import Desk


@pytest.fixture
def chat() -> ChatState:
    """A panel's state, as Reflex makes it for a new tab."""
    return ChatState(_reflex_internal_init=True)  # type: ignore[call-arg]


async def _types(chat: ChatState, *people: Actor, side: str = "staff") -> None:
    topic = f"conversation:{chat.conversation.id}"
    payloads = [{"kind": "typing", "user": person.user_id, "side": side} for person in people]
    await chat._on_events([Event(topic, payload) for payload in payloads])


async def test_whoever_types_is_named_and_not_always_the_owner(
    desk: Desk, handling: None, chat: ChatState
) -> None:
    student, owner, admin = desk.student(), desk.agent("Jonas Weber"), desk.admin()
    conversation_id = desk.claimed(student, owner)
    desk.context.write(company.join, admin, conversation_id)
    set_current_actor(student)
    await chat._enter(conversation_id)
    await _types(chat, admin)
    assert (chat.typists, chat.typing_pulse) == ([admin.name], 1)
    await _types(chat, owner)
    assert (chat.typists, chat.typing_pulse) == ([admin.name, "Jonas Weber"], 2)

    # What one of them has written comes; the other one types on.
    topic = f"conversation:{conversation_id}"
    seq = desk.say(admin, conversation_id, "I have reset it")
    await chat._on_events([Event(topic, {"kind": "message", "seq": seq})])
    assert (chat.typists, chat.typing_pulse) == (["Jonas Weber"], 2)
    seq = desk.say(owner, conversation_id, "Try again, please")
    await chat._on_events([Event(topic, {"kind": "message", "seq": seq})])
    assert (chat.typists, chat.typing_pulse) == ([], 0)


async def test_who_has_stopped_is_not_named_beside_who_goes_on(
    desk: Desk, handling: None, chat: ChatState
) -> None:
    student, owner, other = desk.student(), desk.agent("Jonas Weber"), desk.agent("Maya Costa")
    conversation_id = desk.claimed(student, owner)
    desk.context.write(company.let_in, owner, conversation_id, other.user_id)
    set_current_actor(student)
    await chat._enter(conversation_id)
    await _types(chat, owner, other)
    assert chat.typists == ["Jonas Weber", "Maya Costa"]
    desk.clock.advance(get_settings().typing_for_s + 1)
    await _types(chat, other)
    assert chat.typists == ["Maya Costa"]


async def test_ones_own_typing_at_another_device_and_another_students_say_nothing(
    desk: Desk, handling: None, chat: ChatState
) -> None:
    student, stranger = desk.student(), desk.student()
    conversation_id = desk.claimed(student, desk.agent())
    set_current_actor(student)
    await chat._enter(conversation_id)
    await _types(chat, student, side="")
    await _types(chat, stranger)
    assert (chat.typists, chat.typing_pulse) == ([], 0)


async def test_another_conversation_begins_with_nobody_typing(
    desk: Desk, handling: None, chat: ChatState
) -> None:
    student, owner = desk.student(), desk.agent()
    first = desk.active(student, owner)
    set_current_actor(student)
    await chat._enter(first)
    await _types(chat, owner)
    assert chat.typists == [owner.name]
    desk.context.write(solution.close, owner, first, "video", Outcome.SOLVED.value)
    await chat._enter(desk.active(student, owner))
    assert (chat.typists, chat.typing_pulse) == ([], 0)
