"""R20: a conversation of 10,000 messages in a browser: back, forth and to the newest message."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.conftest import Person
from tests.factories.many_messages import give_to_an_agent, say_all
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

_MANY = 10_000
# Scrolls; then which is the first line in view, and where it stands.
_SCROLL = """(log, to) => {
  log.scrollTop = to < 0 ? log.scrollHeight - log.clientHeight + to : to;
  const edge = log.getBoundingClientRect().top;
  for (const line of log.querySelectorAll("[data-seq]")) {
    const {top, bottom} = line.getBoundingClientRect();
    if (bottom > edge) return [Number(line.dataset.seq), top - edge];
  }
}"""
_SEQS = "log => [...log.querySelectorAll('[data-seq]')].map(line => Number(line.dataset.seq))"
_OFFSET = """(log, seq) => log.querySelector(`[data-seq="${seq}"]`).getBoundingClientRect().top
  - log.getBoundingClientRect().top"""


def _fill(uow: UnitOfWork, conversation_id: int) -> int:
    """Say much to an agent; the seq of the last line."""
    talk = uow.session.get_one(Conversation, conversation_id)
    give_to_an_agent(uow, talk)
    return say_all(uow, talk, [f"line {talk.next_seq + n}" for n in range(_MANY)])


def test_r20_scrolling_keeps_the_place_and_the_page_small(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Nia Long")
    student = someone(email)
    chat = in_the_chat(app, student)
    chat.write("my badge photo is upside down")
    expect(chat.choices().first).to_be_visible()
    begun = backstage.conversation(email)
    newest = backstage.context.write(_fill, begun.id or 0)
    student.page.reload()
    log = chat.log
    expect(log.get_by_text(f"line {newest}", exact=True)).to_be_in_viewport()

    # Back: more and more comes, what one looks at stays where it is, the page does not grow.
    for turn in range(8):
        first = log.evaluate(_SEQS)[0]
        seq, offset = log.evaluate(_SCROLL, 0)
        student.page.wait_for_function(
            "([log, first]) => Number(log.querySelector('[data-seq]').dataset.seq) < first",
            arg=[log.element_handle(), first],
        )
        # With the first turn the log may still be on its way to the end of a fresh page.
        assert turn == 0 or log.evaluate(_OFFSET, seq) == pytest.approx(offset, abs=2)
        shown = log.evaluate(_SEQS)
        assert shown == list(range(shown[0], shown[0] + len(shown)))
        assert len(shown) <= 250
    assert shown[-1] < newest

    # Forth: the later ones come at the end, again without a jump.
    last = shown[-1]
    seq, offset = log.evaluate(_SCROLL, -40)
    student.page.wait_for_function(
        "([log, last]) => [...log.querySelectorAll('[data-seq]')].pop().dataset.seq > last",
        arg=[log.element_handle(), last],
    )
    assert log.evaluate(_OFFSET, seq) == pytest.approx(offset, abs=2)

    # And straight to the newest.
    chat.panel.get_by_role("button", name="To the newest message").click()
    expect(log.get_by_text(f"line {newest}", exact=True)).to_be_in_viewport()
    expect(chat.panel.get_by_role("button", name="To the newest message")).to_have_count(0)
    chat.write("and it is still upside down")
    expect(log.get_by_text("and it is still upside down")).to_be_in_viewport()
    assert max(len(json.dumps(frame)) for frame in student.frames) < 200_000
