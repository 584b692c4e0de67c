"""What an agent cannot solve goes to a specialist: ticket, answer in the thread, follow-up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Fact, Role, Status, TicketStatus
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import PROBLEM, at_the_desk, waiting
from tests.e2e.conftest import Person, wait_until
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def test_specialist_path_z_aa_ab(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    name = "Mateo Cruz"
    email = backstage.new_student(name)
    desk = at_the_desk(app, someone(Role.AGENT))
    student = someone(email)
    chat = waiting(app, student)
    desk.accept(name)

    # Z: the agent cannot solve it and escalates.
    desk.button("Escalate").click()
    sheet = desk.sheet("Escalate to a specialist group")
    sheet.get_by_label("Group").select_option("Platform")
    sheet.get_by_label("What the specialist should know").fill("The arm's service is stuck")
    sheet.get_by_role("button", name="Open the ticket").click()

    # AA, AB: number, due time and follow-up date on the student's screen, and by mail.
    expect(chat.panel.get_by_text("Answer by").first).to_be_visible()
    ticket = backstage.ticket(email)
    promised = f"Ticket {ticket.number}. Answer by"
    expect(chat.panel.get_by_text(promised).first).to_contain_text("Follow-up on")
    requests = student.page.get_by_role("main").get_by_role("listitem")
    expect(requests.filter(has_text=f"Ticket {ticket.number}")).to_be_visible()
    assert ticket.follow_up_at is not None
    assert ticket.due_at > ticket.created_at
    assert "ticket_escalated" in backstage.mails(email)

    # The specialist of the group finds it with everything that was said, and takes it.
    specialist = someone(Role.SPECIALIST)
    specialist.sign_in(app.url, "/agent")
    expert = Desk(specialist.page)
    expert.lists.get_by_role("button", name=f"{ticket.number} ").click()
    expect(expert.says(PROBLEM)).to_be_visible()
    card = expert.student.get_by_role("region", name=f"Ticket {ticket.number}")
    card.get_by_role("button", name="Take", exact=True).click()
    expect(chat.says(f"Samir Haddad is working on ticket {ticket.number} now.")).to_be_visible()

    # The answer stands in the thread; the student replies there.
    expert.write("I have restarted the service. Does the arm turn now?")
    expect(chat.says("Does the arm turn now?")).to_be_visible()
    statuses = card.get_by_role("group", name="Set status")
    statuses.get_by_role("button", name="waiting for the student").click()
    expect(chat.says(f"Ticket {ticket.number} is waiting for the student now.")).to_be_visible()
    chat.write("Yes, it turns again")
    expect(expert.says("Yes, it turns again")).to_be_visible()
    expect(card.get_by_text("in progress").first).to_be_visible()

    # The promise is kept: the follow-up ends ticket and conversation.
    card.get_by_text("Complete the follow-up").first.click()
    card.get_by_label("How it went").fill("The student confirmed that it works")
    card.get_by_role("button", name="Complete the follow-up").click()
    expect(chat.panel.get_by_role("heading", name="How did it go?")).to_be_visible()

    done = backstage.ticket(email)
    assert done.follow_up_done_at is not None
    assert done.status in (TicketStatus.RESOLVED, TicketStatus.CLOSED)
    assert backstage.conversation(email).status is Status.CLOSED
    facts = backstage.facts(email)
    in_order = [
        Fact.ESCALATED,
        Fact.TICKET_CREATED,
        Fact.FOLLOW_UP_SCHEDULED,
        Fact.TICKET_STATUS_CHANGED,
        Fact.FOLLOW_UP_DONE,
        Fact.CLOSED,
    ]
    assert sorted({facts.index(fact): fact for fact in in_order}) == sorted(
        facts.index(fact) for fact in in_order
    )
    assert {"ticket_taken", "ticket_answer", "follow_up_done"} <= set(backstage.mails(email))

    # Mail at every step, as it went out: the promise, the answer itself, the end.
    wait_until(specialist.page, lambda: len(backstage.letters(email)) >= 5)
    letters = backstage.letters(email)
    assert any(f"Your ticket is number {ticket.number}" in one for one in letters)
    [answer] = [one for one in letters if f"Ticket {ticket.number}: an answer for you" in one]
    assert "I have restarted the service. Does the arm turn now?" in answer
    assert any("The student confirmed that it works" in one for one in letters)
