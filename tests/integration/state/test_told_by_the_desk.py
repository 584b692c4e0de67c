"""TRUST T51: what the desk tells without storing it: to whom it may, and not too often."""

from collections.abc import Mapping
from typing import Any

import pytest

from livechat.domain.actor import Actor
from livechat.state.desk import DeskState
from livechat.state.session import set_current_actor
from tests.factories.desk import Desk


@pytest.fixture
def heard(desk: Desk, handling: None) -> list[tuple[str, str]]:
    """(topic, kind) of everything that goes to the bus without being stored."""
    found: list[tuple[str, str]] = []

    def publish(topic: str, payload: Mapping[str, Any]) -> None:
        found.append((topic, payload["kind"]))

    desk.context.publish = publish
    return found


async def _opened(actor: Actor, conversation_id: str) -> DeskState:
    state = DeskState(_reflex_internal_init=True)  # type: ignore[call-arg]
    set_current_actor(actor)
    await state._enter(conversation_id)
    return state


async def test_T51_typing_into_a_chat_of_others_is_told_to_nobody(
    desk: Desk, heard: list[tuple[str, str]]
) -> None:
    agent, reader = desk.agent(), desk.agent()
    own, foreign = desk.active(desk.student(), reader), desk.active(desk.student(), agent)
    state = await _opened(reader, own)
    for target in (foreign, f"note:{foreign}", "", "note:", "queue", "*"):
        await DeskState.typing.fn(state, target)
    # Opened, but only read along: no reply is on its way.
    state = await _opened(reader, foreign)
    await DeskState.typing.fn(state, foreign)
    assert {kind for _, kind in heard} == {"viewing"}


async def test_T51_typing_is_told_once_in_a_while_however_often_it_is_sent(
    desk: Desk, heard: list[tuple[str, str]]
) -> None:
    agent = desk.agent()
    chat = desk.active(desk.student(), agent)
    state = await _opened(agent, chat)
    for _ in range(20):
        await DeskState.typing.fn(state, chat)
        await DeskState.typing.fn(state, f"note:{chat}")
    assert heard.count((f"conversation:{chat}", "typing")) == 1
    assert (f"conversation:{chat}", "noting") not in heard
    desk.clock.advance(desk.context.settings.typing_every_s)
    await DeskState.typing.fn(state, chat)
    assert heard.count((f"conversation:{chat}", "typing")) == 2


async def test_T51_looking_on_is_told_once_in_a_while_however_often_one_catches_up(
    desk: Desk, heard: list[tuple[str, str]]
) -> None:
    agent = desk.agent()
    first, second = desk.active(desk.student(), agent), desk.active(desk.student(), agent)
    state = await _opened(agent, first)
    for _ in range(20):
        await DeskState.catch_up.fn(state)
    assert heard == [(f"conversation:{first}", "viewing")]
    await state._enter(second)
    assert heard[1:] == [(f"conversation:{second}", "viewing")]
    desk.clock.advance(desk.context.settings.typing_every_s)
    await DeskState.catch_up.fn(state)
    assert len(heard) == 3
