"""The desk's state: notes stay notes, answers find their way, drafts and chats are one's own."""

import uuid

import pytest

from livechat.domain.errors import ConflictError
from livechat.domain.vocabulary import Status
from livechat.realtime.bus import Event
from livechat.services import messages, tickets
from livechat.state.desk import DeskState
from livechat.state.session import set_current_actor
from tests.factories.desk import Desk


@pytest.fixture
def shown(handling: None) -> DeskState:
    """A desk's state, as Reflex makes it for a new tab."""
    return DeskState(_reflex_internal_init=True)  # type: ignore[call-arg]


async def _deliver(shown: DeskState, text: str, conversation: str, client_id: str = "") -> str:
    client_id = client_id or str(uuid.uuid4())
    async for _ in DeskState.deliver.fn(shown, client_id, text, conversation, []):
        pass
    return client_id


async def test_a_note_is_never_seen_by_the_student(desk: Desk, shown: DeskState) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.active(student, agent)
    set_current_actor(agent)
    await shown._enter(conversation_id)
    await _deliver(shown, "Check the route first", f"note:{conversation_id}")
    assert [m.is_note for m in shown._tail if m.body == "Check the route first"] == [True]
    page = desk.context.read(messages.thread, student, conversation_id)
    assert "Check the route first" not in [message.body for message in page.messages]


async def test_a_repeated_note_is_stored_once(desk: Desk, shown: DeskState) -> None:
    agent = desk.agent()
    conversation_id = desk.active(desk.student(), agent)
    set_current_actor(agent)
    await shown._enter(conversation_id)
    client_id = await _deliver(shown, "Once", f"note:{conversation_id}")
    await _deliver(shown, "Once", f"note:{conversation_id}", client_id)
    assert [message.body for message in shown._tail].count("Once") == 1
    assert shown.confirmed.count(client_id) == 1


async def test_a_reply_of_one_who_is_not_the_owner_is_refused_and_said_so(
    desk: Desk, shown: DeskState
) -> None:
    owner, other = desk.agent(), desk.agent()
    conversation_id = desk.active(desk.student(), owner)
    set_current_actor(other)
    await shown._enter(conversation_id)
    assert not shown.can_reply
    client_id = await _deliver(shown, "Let me", conversation_id)
    assert owner.name in shown.refused[client_id]
    assert client_id not in shown.confirmed


async def test_an_answer_to_a_ticket_is_known_to_the_ticket(desk: Desk, shown: DeskState) -> None:
    student, agent = desk.student(), desk.agent()
    specialist = desk.specialist(group="media")
    conversation_id = desk.active(student, agent)
    number = desk.context.write(tickets.escalate, agent, conversation_id, "media", "Route")
    set_current_actor(specialist)
    await DeskState.open_ticket.fn(shown, number)
    assert shown.can_reply
    assert shown.can_work_ticket
    await _deliver(shown, "The route is set", conversation_id)
    view = desk.context.read(tickets.view, specialist, number)
    assert view.row.owner_name == specialist.name
    page = desk.context.read(messages.thread, student, conversation_id)
    assert "The route is set" in [message.body for message in page.messages]


async def test_a_draft_comes_back_with_its_conversation(desk: Desk, shown: DeskState) -> None:
    agent = desk.agent()
    first, second = (desk.active(desk.student(), agent) for _ in range(2))
    set_current_actor(agent)
    await shown._enter(first)
    await DeskState.save_draft.fn(shown, first, "Let me look")
    await shown._enter(second)
    assert shown.draft == ""
    await shown._enter(first)
    assert shown.draft == "Let me look"


async def test_a_draft_that_was_sent_is_gone(desk: Desk, shown: DeskState) -> None:
    agent = desk.agent()
    conversation_id = desk.active(desk.student(), agent)
    set_current_actor(agent)
    await shown._enter(conversation_id)
    await DeskState.save_draft.fn(shown, conversation_id, "Let me look")
    await _deliver(shown, "Let me look", conversation_id)
    await shown._enter(conversation_id)
    assert shown.draft == ""


async def test_typing_ends_with_the_message(desk: Desk, shown: DeskState) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.active(student, agent)
    topic = f"conversation:{conversation_id}"
    set_current_actor(agent)
    await shown._enter(conversation_id)
    await shown._on_events([Event(topic, {"kind": "typing", "user": student.user_id})])
    seq = desk.say(student, conversation_id, "Here it is")
    await shown._on_events([Event(topic, {"kind": "message", "seq": seq})])
    assert shown.typing_pulse == 0


async def test_accepting_opens_the_chat_and_the_slower_one_is_refused(
    desk: Desk, shown: DeskState
) -> None:
    agent, slower = desk.agent(), desk.agent()
    conversation_id = desk.queued(desk.student())
    entry = desk.entry(conversation_id).public_id
    set_current_actor(agent)
    await DeskState.accept.fn(shown, entry)
    assert shown.conversation.id == conversation_id
    assert shown.conversation.is_mine
    assert shown.pane == "chat"
    set_current_actor(slower)
    with pytest.raises(ConflictError):
        await DeskState.accept.fn(shown, entry)


async def test_wrapping_up_is_prefilled_and_ends_the_chat(desk: Desk, shown: DeskState) -> None:
    agent = desk.agent()
    conversation_id = desk.active(desk.student(), agent)
    set_current_actor(agent)
    await shown._enter(conversation_id)
    await DeskState.open_sheet.fn(shown, "wrap")
    assert shown.category == shown.conversation.category
    await DeskState.choose_category.fn(shown, "video")
    await DeskState.finish.fn(shown)
    assert shown.sheet_error
    await DeskState.choose_outcome.fn(shown, "solved")
    await DeskState.finish.fn(shown)
    assert shown.sheet == ""
    assert shown.conversation.status == Status.CLOSED
    assert shown.chats == []


async def test_typing_tells_students_and_colleagues_apart(desk: Desk, shown: DeskState) -> None:
    student, agent, colleague = desk.student(), desk.agent(), desk.agent("Maya Costa")
    conversation_id = desk.active(student, agent)
    topic = f"conversation:{conversation_id}"
    set_current_actor(agent)
    await shown._enter(conversation_id)
    await shown._on_events([Event(topic, {"kind": "typing", "user": student.user_id})])
    assert shown.typing_pulse == 1
    noting = {"kind": "noting", "user": colleague.user_id, "side": "staff"}
    await shown._on_events([Event(topic, noting)])
    assert (shown.typing_pulse, shown.colleague) == (1, "Maya Costa")
    assert shown.is_colleague_noting
    own = {"kind": "typing", "user": agent.user_id, "side": "staff"}
    await shown._on_events([Event(topic, own)])
    assert shown.colleague_pulse == 1


async def test_who_looks_on_is_forgotten_after_a_while(desk: Desk, shown: DeskState) -> None:
    agent, colleague = desk.agent(), desk.agent("Maya Costa")
    conversation_id = desk.active(desk.student(), agent)
    set_current_actor(agent)
    await shown._enter(conversation_id)
    viewing = {"kind": "viewing", "user": colleague.user_id}
    await shown._on_events([Event(f"conversation:{conversation_id}", viewing)])
    assert shown.viewing == "Maya Costa"
    desk.clock.advance(60)
    shown._count_viewers()
    assert shown.viewing == ""


async def test_reading_along_is_audited_and_joining_opens_the_reply(
    desk: Desk, shown: DeskState
) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    conversation_id = desk.claimed(student, agent)
    set_current_actor(admin)
    await shown._enter(conversation_id)
    assert not shown.can_reply
    await DeskState.join_chat.fn(shown)
    assert shown.can_reply
    await _deliver(shown, "I have reset it", conversation_id)
    assert "I have reset it" in desk.lines(student, conversation_id)
    await DeskState.leave_chat.fn(shown)
    assert not shown.can_reply


async def test_a_take_over_can_be_undone_with_one_tap(desk: Desk, shown: DeskState) -> None:
    agent, admin = desk.agent("Jonas"), desk.admin()
    conversation_id = desk.claimed(desk.student(), agent)
    set_current_actor(admin)
    await shown._enter(conversation_id)
    await DeskState.take_over.fn(shown)
    assert shown.conversation.is_mine
    assert shown.undo_chat == conversation_id
    await DeskState.give_back.fn(shown)
    assert shown.conversation.owner_name == "Jonas"
    assert shown.undo_chat == ""


async def test_an_agent_hears_of_whispers_and_take_overs_wherever_one_looks(
    desk: Desk, shown: DeskState
) -> None:
    agent, admin = desk.agent(), desk.admin()
    here, there = (desk.claimed(desk.student(name), agent) for name in ("Ada", "Bo"))
    set_current_actor(agent)
    await shown._enter(here)
    topic = f"user:{agent.user_id}"
    for kind in ("noted", "taken_over"):
        told = {"kind": kind, "conversation": there, "by": admin.user_id}
        await shown._on_events([Event(topic, told)])
        assert admin.name in shown.told
        assert "Bo" in shown.told
        assert shown.told_chat == there
    await DeskState.open_told.fn(shown)
    assert (shown.conversation.id, shown.told, shown.told_chat) == (there, "", "")
    # What stands in the open log need not be told besides.
    await shown._on_events(
        [Event(topic, {"kind": "noted", "conversation": there, "by": admin.user_id})]
    )
    assert shown.told == ""
