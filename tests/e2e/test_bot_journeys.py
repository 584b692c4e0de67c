"""The bot's paths through the journey: solved by a step, and by the next-best article."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import CloseReason, Fact, PresenceState, Role, Status
from livechat.services import presence
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

PROBLEM = "it says incorrect password but i am sure it is right"


def test_bot_path_a_to_h_j_to_l_o_p_ae_to_ah(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Noor Haddad")
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.ONLINE)
    before = backstage.tiles()
    student = someone(email)
    student.sign_in(app.url, "/help")
    page, chat = student.page, Chat(student.page)

    # A, B: the panel opens over the page, which stays as it was.
    search = page.get_by_role("searchbox", name="Search help")
    search.fill("video")
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    page.evaluate("window.scrollTo(0, 200)")
    address = page.url
    chat.open()
    assert page.url == address
    assert page.evaluate("window.scrollY") == 200
    expect(search).to_have_value("video")

    # C, D: the wait, a bot that says so, topics, and a person one tap away.
    expect(chat.panel.get_by_text("There is no estimate yet.")).to_be_visible()
    expect(chat.panel.get_by_text("Nobody is waiting")).to_be_visible()
    expect(chat.says("Noor")).to_contain_text("support bot")
    expect(chat.choices()).to_have_count(5)
    expect(chat.button("Talk to a person")).to_be_visible()

    # E, F, G, H: described in free text, matched.
    chat.write(PROBLEM)
    expect(chat.says("“The correct password is refused”")).to_be_visible()

    # J: one step at a time.
    chat.step(1)
    first = chat.step_title()
    chat.answer("Didn’t help")
    chat.step(2)
    second = chat.step_title()
    chat.answer("Worked")

    # K, L: only the student says that it is solved.
    chat.choose("Yes, it is solved")

    # O, P: the bot is rated.
    chat.rate("How was the bot’s help?", "4", "Yes", "Quick and clear")
    expect(chat.panel.get_by_text("Conversation ended")).to_be_visible()

    # AE, AF, AG: kept, downloaded, ended.
    text = chat.transcript()
    for said in ("Noor Haddad", PROBLEM, first, second, "Didn't help", "Worked"):
        assert said in text
    ended = backstage.conversation(email)
    assert ended.status is Status.CLOSED
    assert ended.close_reason is CloseReason.BOT_CONFIRMED

    # AH: counted from the event log.
    assert {
        Fact.CONVERSATION_STARTED,
        Fact.BOT_MATCHED,
        Fact.STEP_ANSWERED,
        Fact.BOT_RESOLUTION_CONFIRMED,
        Fact.CLOSED,
        Fact.RATED,
        Fact.TRANSCRIPT_DOWNLOADED,
    } <= set(backstage.facts(email))
    after = backstage.tiles()
    assert int(after["conversations"].value) == int(before["conversations"].value) + 1
    assert after["rating_bot"].n_text != before["rating_bot"].n_text
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    headlines = admin.page.get_by_role("region", name="Headlines")
    for tile in (after["conversations"], after["bot_confirmed"], after["rating_bot"]):
        label = admin.page.get_by_text(tile.label, exact=True)
        expect(headlines.locator("> *").filter(has=label)).to_contain_text(tile.value)
    with admin.page.expect_download() as table:
        admin.page.get_by_role("link", name="CSV").click()
    lines = Path(table.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[-1].endswith(f",{after['conversations'].value}")


def test_alternative_path_m_n_to_i(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Pavel Novak")
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.ONLINE)
    student = someone(email)
    chat = in_the_chat(app, student)
    chat.write(PROBLEM)
    chat.step(1)

    # M: nothing of the first article helps.
    first = backstage.conversation(email)
    assert chat.fail_article() >= 3

    # N: the next-best one is another, and has steps of its own.
    second = backstage.conversation(email)
    assert second.article_slug != first.article_slug
    expect(chat.says(f"“{second.topic}”")).to_be_visible()
    assert chat.fail_article() >= 3

    # I: two failed fixes bring the offer of a person, and the card knows what was tried.
    chat.choose("Talk to a person")
    expect(chat.panel.get_by_role("heading", name="Is this right?")).to_be_visible()
    card = chat.panel.get_by_role("listitem")
    expect(card.filter(has_text="Didn’t help")).not_to_have_count(0)
    facts = backstage.facts(email)
    assert facts.count(Fact.STEP_ANSWERED) >= 6
    assert Fact.HANDOFF_OFFERED in facts
    assert Fact.BOT_RESOLUTION_CONFIRMED not in facts
