"""The student's thread in the state: what a message costs, what is kept, what is asked again."""

import uuid

import pytest

from livechat.domain.actor import Actor
from livechat.services import conversations
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.state.session import set_current_actor
from tests.factories.desk import Desk


@pytest.fixture
def student(desk: Desk, handling: None) -> Actor:
    """A student whose events are handled."""
    student = desk.student("Amina Yusuf")
    set_current_actor(student)
    return student


@pytest.fixture
def chat() -> ChatState:
    """A panel's state, as Reflex makes it for a new tab."""
    return ChatState(_reflex_internal_init=True)  # type: ignore[call-arg]


async def _open(chat: ChatState, conversation_id: str) -> None:
    await chat._enter(conversation_id)


async def test_a_new_message_changes_the_tail_and_not_the_older_pages(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    for number in range(120):
        desk.say(agent, conversation_id, f"Line {number}")
    await _open(chat, conversation_id)
    for number in range(60):
        desk.say(agent, conversation_id, f"Later {number}")
        await chat._catch_up()
        assert len(chat._tail) <= get_settings().live_tail + 10
        assert chat._pages == ()
    assert chat._tail[-1].body == "Later 59"
    assert chat.has_older


async def test_scrolling_back_reaches_the_first_message_without_a_gap(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    for number in range(130):
        desk.say(agent, conversation_id, f"Line {number}")
    await _open(chat, conversation_id)
    while chat.has_older:
        await ChatState.load_older.fn(chat)
    seqs = [message.seq for message in chat._shown()]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_only_the_first_of_a_day_carries_the_day_after_catching_up(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    await _open(chat, conversation_id)
    for number in range(3):
        desk.say(agent, conversation_id, f"Line {number}")
        await chat._catch_up()
    assert [bool(message.day) for message in chat._tail] == [True] + [False] * (len(chat._tail) - 1)


async def test_a_repeated_delivery_is_confirmed_and_stored_once(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    await _open(chat, conversation_id)
    client_id = "0b9d4f4e-5f4c-4b63-9a43-0c1f9e2c7a11"
    for _ in range(3):
        async for _ in ChatState.deliver.fn(chat, client_id, "Once", conversation_id, []):
            pass
    assert chat.confirmed.count(client_id) == 1
    assert [message.body for message in chat._tail].count("Once") == 1


async def test_a_refused_message_says_why(desk: Desk, student: Actor, chat: ChatState) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    await _open(chat, conversation_id)
    client_id = "0b9d4f4e-5f4c-4b63-9a43-0c1f9e2c7a12"
    too_long = "x" * (get_settings().message_limit + 1)
    async for _ in ChatState.deliver.fn(chat, client_id, too_long, conversation_id, []):
        pass
    assert chat.refused[client_id]
    assert client_id not in chat.confirmed


async def test_messages_of_the_other_side_count_as_unread_until_they_are_read(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    agent = desk.agent()
    conversation_id = desk.active(student, agent)
    await _open(chat, conversation_id)
    await ChatState.mark_read.fn(chat, chat._tail[-1].seq)
    desk.say(agent, conversation_id, "One")
    desk.say(agent, conversation_id, "Two")
    await chat._catch_up()
    assert chat.unread == 2
    await ChatState.mark_read.fn(chat, chat._tail[-1].seq)
    assert chat.unread == 0


async def test_what_was_sent_to_an_ended_conversation_goes_to_the_one_begun_meanwhile(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    ended = desk.conversation(student, "The first problem.")
    desk.context.write(conversations.leave_bot, student, ended)
    begun = desk.conversation(student, "The second problem.")
    assert begun != ended
    await _open(chat, begun)
    key = str(uuid.uuid4())
    await anext(ChatState.deliver.fn(chat, key, "my badge photo is upside down", ended, []))
    assert chat.confirmed[-1] == key
    assert chat.refused == {}
    assert desk.lines(student, begun)[-1] == "my badge photo is upside down"


async def test_an_ended_conversation_in_view_refuses(
    desk: Desk, student: Actor, chat: ChatState
) -> None:
    ended = desk.conversation(student, "The first problem.")
    desk.context.write(conversations.leave_bot, student, ended)
    await _open(chat, ended)
    key = str(uuid.uuid4())
    async for _ in ChatState.deliver.fn(chat, key, "one more thing", ended, []):
        pass
    assert key in chat.refused
