"""R06, R07: one id is one message, also ten times at once; the first text wins."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from livechat.domain.errors import ConflictError, DomainError
from livechat.services import messages
from tests.consistency import assert_consistent
from tests.factories.desk import Desk

_AT_ONCE = 10


def _all_at_once(act: Callable[[int], int]) -> list[int | DomainError]:
    barrier = Barrier(_AT_ONCE)

    def one(number: int) -> int | DomainError:
        barrier.wait()
        try:
            return act(number)
        except DomainError as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one, range(_AT_ONCE)))


def test_r06_the_same_id_ten_times_at_once_is_one_row(desk: Desk) -> None:
    student = desk.student()
    chat = desk.active(student, desk.agent())
    for _ in range(5):
        client_id = str(uuid.uuid4())
        answers = _all_at_once(
            lambda _: desk.context.write(messages.post, student, chat, client_id, "once")  # noqa: B023 - used at once
        )
        assert len(set(answers)) == 1, answers
        assert isinstance(answers[0], int)
        stored = desk.context.read(desk.messages, chat)
        assert [row.seq for row in stored if row.client_id == client_id] == answers[:1]
    assert_consistent(desk.context.database)


def test_r07_the_same_id_with_other_texts_at_once_the_first_wins(desk: Desk) -> None:
    student = desk.student()
    chat = desk.active(student, desk.agent())
    client_id = str(uuid.uuid4())
    answers = _all_at_once(
        lambda n: desk.context.write(messages.post, student, chat, client_id, f"text {n}")
    )
    won = [number for number, answer in enumerate(answers) if isinstance(answer, int)]
    told = [answer for answer in answers if isinstance(answer, ConflictError)]
    assert len(won) == 1, answers
    assert len(told) == _AT_ONCE - 1, answers
    assert {error.key for error in told} == {"error.same_id"}
    stored = [row for row in desk.context.read(desk.messages, chat) if row.client_id == client_id]
    assert [row.body for row in stored] == [f"text {won[0]}"]
    assert_consistent(desk.context.database)


def test_r07_the_same_id_with_another_text_later_is_told(desk: Desk) -> None:
    student = desk.student()
    chat = desk.conversation(student)
    client_id = str(uuid.uuid4())
    first = desk.context.write(messages.post, student, chat, client_id, "the first")
    with pytest.raises(ConflictError) as told:
        desk.context.write(messages.post, student, chat, client_id, "the second")
    assert told.value.key == "error.same_id"
    assert desk.context.write(messages.post, student, chat, client_id, "the first") == first
    assert desk.lines(student, chat)[-1] == "the first"


def test_r06_an_id_used_in_two_conversations_at_once_is_stored_in_one(desk: Desk) -> None:
    agent = desk.agent()
    chats = [desk.active(desk.student(), agent) for _ in range(2)]
    client_id = str(uuid.uuid4())
    answers = _all_at_once(
        lambda n: desk.context.write(messages.post, agent, chats[n % 2], client_id, "hello")
    )
    assert {type(answer) for answer in answers} == {int, ConflictError}, answers
    assert_consistent(desk.context.database)
