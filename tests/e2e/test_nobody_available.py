"""Node T: when no person can be reached, a callback or a ticket, and nothing is asked twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import CallbackState, Fact, Status
from livechat.services import callbacks, conversations
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import PROBLEM, asking
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person, wait_until
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def _ask_for_a_person(app: AppServer, person: Person) -> Chat:
    chat = asking(app, person)
    expect(chat.panel.get_by_role("heading", name="Choose what suits you")).to_be_visible()
    return chat


def test_nobody_online_t_callback(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Iris Blom")
    chat = _ask_for_a_person(app, someone(email))

    # T: the desk is open, so waiting makes sense too; a callback is prefilled but for the number.
    expect(chat.panel.get_by_text("Nobody is free right now")).to_be_visible()
    expect(chat.panel.get_by_role("radio", name="Keep waiting")).to_be_visible()
    expect(chat.panel.get_by_role("radio", name="Get a call back")).to_be_checked()
    chat.panel.get_by_role("group", name="Callback time").get_by_role("button").first.click()
    chat.panel.get_by_label("Phone number").fill("+49 30 1234567")
    chat.press("Book the call")

    expect(chat.panel.get_by_text("We call +49 30 1234567 on").first).to_be_visible()
    booked = backstage.conversation(email)
    assert booked.status is Status.CALLBACK
    [callback] = backstage.callbacks(email)
    assert callback.state is CallbackState.CONFIRMED
    assert PROBLEM in callback.note
    assert "callback_booked" in backstage.mails(email)
    assert Fact.CALLBACK_CONFIRMED in backstage.facts(email)
    expect(chat.page.get_by_role("heading", name="Your requests")).to_be_visible()
    expect(chat.page.get_by_role("main").get_by_text("Call back")).to_be_visible()

    # The call can be taken back where it is shown.
    chat.press("Cancel the call")
    expect(chat.button("Talk to a person")).to_be_visible()
    assert backstage.callbacks(email)[0].state is CallbackState.CANCELLED


def test_desk_closed_t_ticket(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Tomás Pérez")
    backstage.close_the_desk()
    chat = _ask_for_a_person(app, someone(email))

    # T: no pretend queue; the ticket is filled in from what was said.
    expect(chat.panel.get_by_text("The desk is closed").first).to_be_visible()
    expect(chat.panel.get_by_text("Opens").first).to_be_visible()
    expect(chat.panel.get_by_role("radio", name="Keep waiting")).to_have_count(0)
    way = chat.panel.get_by_role("radio", name="Open a ticket")
    way.click()
    expect(way).to_be_checked()
    expect(chat.panel.get_by_label("Subject")).to_have_value(PROBLEM)
    expect(chat.panel.get_by_label("What we should know")).to_have_value(PROBLEM)
    chat.press("Open the ticket")

    expect(chat.panel.get_by_text("Answer by").first).to_be_visible()
    said = f"Ticket {backstage.ticket(email).number}"
    expect(chat.panel.get_by_text(f"{said}. Answer by").first).to_be_visible()
    assert backstage.conversation(email).status is Status.TICKETED
    assert "ticket_created" in backstage.mails(email)
    assert Fact.TICKET_CREATED in backstage.facts(email)

    # The page lists it among the student's requests, now and after a reload.
    requests = chat.page.get_by_role("main").get_by_role("listitem").filter(has_text=said)
    expect(requests).to_contain_text(PROBLEM)
    chat.page.reload()
    expect(requests).to_contain_text(PROBLEM)


def test_booked_call_is_moved_and_cancelled_on_the_page_that_the_mail_links_to(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Marek Nowak")
    student, context = backstage.actor(email), backstage.context
    conversation_id = context.write(conversations.open_bot, student)
    free = [slot for slot in context.read(callbacks.slots, student) if slot.is_free]
    context.write(callbacks.request, student, conversation_id, "+48 22 123", free[0].value)
    person = someone(email)
    page = person.page
    wait_until(page, lambda: len(backstage.letters(email)) == 1)
    assert f"{app.url}/help" in backstage.letters(email)[0]

    person.sign_in(app.url, "/help")
    requests = page.get_by_role("main").get_by_role("listitem").filter(has_text="+48 22 123")
    requests.get_by_role("button", name="Move the call").click()
    requests.get_by_role("group", name="Callback time on").get_by_role("button").last.click()
    expect(page.get_by_text("The call is moved").first).to_be_visible()
    [moved] = backstage.callbacks(email)
    assert moved.slot_at > moved.created_at
    assert Fact.CALLBACK_MOVED in backstage.facts(email)
    requests.get_by_role("button", name="Cancel the call").click()
    expect(requests).to_have_count(0)
    assert backstage.callbacks(email)[0].state is CallbackState.CANCELLED
    wait_until(page, lambda: len(backstage.letters(email)) == 3)
