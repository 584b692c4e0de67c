"""An earlier conversation is read in pages, of which the state holds only so many."""

import pytest

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Outcome
from livechat.services import conversations, solution
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.state.session import set_current_actor
from livechat.state.thread_window import PAGES
from tests.factories.desk import Desk


@pytest.fixture
def student(desk: Desk, handling: None) -> Actor:
    """A student whose events are handled."""
    student = desk.student("Amina Yusuf")
    set_current_actor(student)
    return student


async def test_a_long_one_is_read_back_and_forth_without_a_gap_and_without_growing(
    desk: Desk, student: Actor
) -> None:
    agent, size = desk.agent(), get_settings().page_size
    conversation_id = desk.active(student, agent)
    for number in range((PAGES + 2) * size):
        desk.say(agent, conversation_id, f"Line {number}")
    desk.context.write(solution.wrap_up, agent, conversation_id)
    desk.context.write(solution.close, agent, conversation_id, "video", Outcome.SOLVED)
    last = desk.context.read(conversations.view, student, conversation_id).last_seq
    chat = ChatState(_reflex_internal_init=True)  # type: ignore[call-arg]

    await ChatState.read_conversation.fn(chat, conversation_id)
    seen = [line.seq for line in chat.reading_lines]
    while chat.reading_has_older:
        await ChatState.read_more.fn(chat)
        assert len(chat.reading_lines) <= PAGES * size
        seen = sorted({*seen, *(line.seq for line in chat.reading_lines)})
    assert seen == list(range(1, last + 1))
    assert chat.reading_has_newer

    while chat.reading_has_newer:
        await ChatState.read_later.fn(chat)
        held = [line.seq for line in chat.reading_lines]
        assert held == list(range(held[0], held[0] + len(held)))
        assert len(held) <= PAGES * size
    assert chat.reading_lines[-1].seq == last
    assert chat.reading_has_older
