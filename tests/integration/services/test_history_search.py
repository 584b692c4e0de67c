"""Searching one's own conversations: words in any case, accents or not, and nobody else's."""

import pytest
from sqlmodel import col, update

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import CloseReason
from livechat.services import conversations, history, messages
from livechat.store.tables.conversations import Message
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def says(desk: Desk, student: Actor, *texts: str) -> str:
    """A conversation in which the student writes these messages."""
    found = desk.context.write(conversations.open_bot, student, {})
    for text in texts:
        desk.say(student, found, text)
    desk.context.write(_closed, found)
    return found


def _closed(uow: UnitOfWork, conversation_id: str) -> None:
    conversations.close(uow, Desk.find(uow, conversation_id), CloseReason.BOT_CONFIRMED)


def found(desk: Desk, student: Actor, text: str) -> list[str]:
    return [row.id for row in desk.context.read(history.own, student, text)]


def marked(desk: Desk, student: Actor, text: str) -> list[str]:
    rows = desk.context.read(history.own, student, text)
    return [part.text for row in rows for part in row.found if part.is_match]


@pytest.mark.parametrize(
    ("said", "wanted", "match"),
    [
        ("My Résumé does not upload", "resume", "Résumé"),
        ("my resume does not upload", "RÉSUMÉ", "resume"),
        ("Wi-Fi in the library is slow", "wi fi slow", "Wi"),
        ("connection timed out", "conn", "connection"),
        ("see error_404 at https://learn.example.edu/course/7", "example", "example"),
        ("Пароль не подходит", "пароль", "Пароль"),
        ("لا أستطيع تسجيل الدخول", "تسجيل", "تسجيل"),
        ("今日はログインできない", "ログイン", "ログイン"),
        ("it is at 100 % of my quota", "%", "%"),
        ("C:\\users\\me_too", "\\", "\\"),
        ("me_too", "_", "_"),
        ('he said "no"', '"', '"'),
    ],
)
def test_finds_and_marks_what_was_said(desk: Desk, said: str, wanted: str, match: str) -> None:
    student = desk.student()
    right = says(desk, student, "hello there", said, "thank you")
    says(desk, student, "something else altogether")
    assert found(desk, student, wanted) == [right]
    assert match in marked(desk, student, wanted)


def test_all_words_must_be_in_one_message(desk: Desk) -> None:
    student = desk.student()
    says(desk, student, "my camera", "is black")
    together = says(desk, student, "the camera stays black")
    assert found(desk, student, "camera black") == [together]


def test_t46_only_own_conversations_are_found(desk: Desk) -> None:
    mara, jonas = desk.student("Mara"), desk.student("Jonas")
    mine = says(desk, mara, "my password is wrong")
    says(desk, jonas, "my password is wrong, too")
    assert found(desk, mara, "password") == [mine]
    # The owner's mark in the index cannot be searched for.
    for text in (f"u{jonas.user_id}", "owner", "owner : u1", "body : password OR owner : u2"):
        assert found(desk, mara, text) == []


def test_t20_an_internal_note_is_never_found(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation = desk.claimed(student, agent)
    desk.context.write(
        messages.note,
        agent,
        conversation,
        "6f1f0a0e-0000-4000-8000-000000000001",
        "quarrelsome student",
    )
    assert found(desk, student, "quarrelsome") == []
    assert found(desk, student, "quarr") == []


def test_what_is_forgotten_is_found_no_more(desk: Desk) -> None:
    student = desk.student()
    kept = says(desk, student, "the projector hums")

    def forget(uow: UnitOfWork) -> None:
        uow.session.execute(
            update(Message).where(col(Message.body) == "the projector hums").values(body="")
        )

    assert found(desk, student, "projector") == [kept]
    desk.context.write(forget)
    assert found(desk, student, "projector") == []


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "' OR 1=1 --", "a AND b", "NEAR(a b)", "*", "ﷺ", "a\u0301", "\x00"]
)
def test_t46_any_text_is_only_text(desk: Desk, text: str) -> None:
    student = desk.student()
    says(desk, student, "nothing of the kind")
    assert found(desk, student, text) == []
