"""Previous conversations: listed, searched, read, continued."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Fact, Status
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

FIRST = "the violin practice room is double booked"
SECOND = "my badge photo is upside down"


def test_earlier_conversations_are_listed_read_and_continued(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Yuki Tanaka")
    student = someone(email)
    chat = in_the_chat(app, student)
    chat.write(FIRST)
    chat.end()
    chat.press("Start a new chat")
    chat.write(SECOND)
    chat.end()

    # Listed with the newest first, found by what was said in them.
    chat.press("Previous conversations")
    rows = chat.panel.get_by_role("list", name="Your conversations").get_by_role("button")
    expect(rows).to_have_count(2)
    chat.panel.get_by_role("searchbox").fill("violin")
    expect(rows).to_have_count(1)

    # Readable as it was.
    rows.first.click()
    past = chat.panel.get_by_role("region", name="Conversation")
    expect(past.get_by_text(FIRST)).to_be_visible()
    expect(past.get_by_text(SECOND)).to_have_count(0)

    # Continue goes on in the same thread.
    chat.press("Continue")
    expect(chat.says("Yuki Tanaka continued this conversation.")).to_be_visible()
    expect(chat.log.get_by_text(FIRST)).to_be_visible()
    chat.write("it happened again")
    first, second = backstage.conversations(email)
    assert (first.status, second.status) == (Status.BOT, Status.CLOSED)
    assert Fact.REOPENED in backstage.facts(email)

    # A reload comes back to where the conversation stands.
    student.page.reload()
    expect(chat.says("it happened again")).to_be_visible()
