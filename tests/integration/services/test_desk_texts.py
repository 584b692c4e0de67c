"""Canned replies know whom they speak to; drafts belong to one member of staff."""

import pytest

from livechat.domain.errors import InvalidError, NotAllowedError, NotFoundError
from livechat.services import canned, drafts, tickets
from tests.factories.desk import Desk


def test_reply_is_filled_for_the_conversation(desk: Desk) -> None:
    admin, agent = desk.admin(), desk.agent("Jonas Weber")
    student = desk.student("{ticket} Yusuf")
    conversation_id = desk.active(student, agent)
    body = "Hello {student}, {agent} here, ticket {ticket}. {unknown}"
    desk.context.write(canned.save, admin, "/Hello", " A  greeting ", body)
    filled = desk.context.read(canned.fill, agent, conversation_id, "hello")
    assert filled == "Hello {ticket}, Jonas here, ticket —. {unknown}"
    number = desk.context.write(tickets.escalate, agent, conversation_id, "media", "Needs more.")
    assert f"ticket {number}." in desk.context.read(canned.fill, agent, conversation_id, "hello")
    assert [row.title for row in desk.context.read(canned.rows, agent)] == ["A greeting"]


def test_only_admins_change_replies(desk: Desk) -> None:
    admin, agent = desk.admin(), desk.agent()
    with pytest.raises(NotAllowedError):
        desk.context.write(canned.save, agent, "hello", "Greeting", "Hello")
    desk.context.write(canned.save, admin, "hello", "Greeting", "Hello")
    desk.context.write(canned.save, admin, "hi", "Greeting", "Hi", "hello")
    assert [row.shortcut for row in desk.context.read(canned.rows, agent)] == ["hi"]
    with pytest.raises(InvalidError):
        desk.context.write(canned.save, admin, "no spaces", "Greeting", "Hi")
    desk.context.write(canned.delete, admin, "hi")
    with pytest.raises(NotFoundError):
        desk.context.write(canned.delete, admin, "hi")


def test_draft_is_kept_for_its_author_alone(desk: Desk) -> None:
    student, agent, other = desk.student(), desk.agent(), desk.agent()
    conversation_id = desk.active(student, agent)
    for text in ("Dear", "Dear Amina,  \n"):
        desk.context.write(drafts.save, agent, conversation_id, text)
    assert desk.context.read(drafts.load, agent, conversation_id) == "Dear Amina,  \n"
    assert desk.context.read(drafts.load, other, conversation_id) == ""
    desk.context.write(drafts.save, agent, conversation_id, "  ")
    assert desk.context.read(drafts.load, agent, conversation_id) == ""
    for bad in ("x" * 4001, "a\0b"):
        with pytest.raises(InvalidError):
            desk.context.write(drafts.save, agent, conversation_id, bad)
    with pytest.raises(NotAllowedError):
        desk.context.write(drafts.save, student, conversation_id, "unsent")
