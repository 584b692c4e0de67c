"""A date that was promised is kept, or explained with a new one: by mail, thread and list."""

import uuid

import pytest

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotAllowedError
from livechat.services import mailing, ticket_promises, tickets
from livechat.store.tables.desk import MailMessage
from tests.factories.desk import Desk
from tests.integration.services.test_mailing import folder
from tests.integration.services.test_tickets import escalated, mails, ticket

DAY_S = 86_400


def late_mails(desk: Desk) -> list[MailMessage]:
    return mails(desk, "ticket_late")


def test_missed_date_is_explained_with_a_new_one(desk: Desk) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    was = ticket(desk, number).due_at
    desk.clock.advance(4 * DAY_S)
    assert desk.context.write(ticket_promises.alert_overdue) == 1
    assert desk.context.write(ticket_promises.alert_overdue) == 0
    now_due = ticket(desk, number).due_at
    assert now_due > desk.clock.now() > was
    [mail] = late_mails(desk)
    assert (mail.params["was"], mail.params["number"]) == ("Thu 5 Nov 16:00", number)
    said = desk.lines(student, conversation_id)[-1]
    assert said.startswith(f"We did not manage to answer ticket {number} by Thu 5 Nov 16:00")
    assert mail.params["due"] in said
    # The status page: what is late, the new date, and what happened.
    seen = desk.context.read(tickets.view, student, number)
    assert seen.row.due_text == f"Overdue, new date {mail.params['due']}"
    assert (seen.events[-1].label, seen.events[-1].body) == (
        "The promised date was missed",
        f"New date: {mail.params['due']}",
    )
    assert desk.context.read(tickets.group_rows, specialist)[0].is_overdue
    mailing.deliver_due(desk.context)
    sent = next(one for one in folder(desk) if "later than promised" in one["Subject"])
    assert "We did not manage that, and we are sorry." in sent.get_body(("plain",)).get_content()


def test_each_broken_promise_is_explained_and_the_second_reaches_the_admins(desk: Desk) -> None:
    admin = desk.admin()
    *_, number = escalated(desk)
    for count in (1, 2):
        desk.clock.set(ticket(desk, number).due_at)
        desk.clock.advance(60)
        assert desk.context.write(ticket_promises.alert_overdue) == 1
        assert len(late_mails(desk)) == count
    told = [mail.params["name"] for mail in mails(desk, "ticket_overdue")]
    assert told.count(admin.name) == 1
    assert len(told) == 3


def test_answer_in_time_keeps_the_promise_though_the_ticket_is_open(desk: Desk) -> None:
    _, _, specialist, _, number = escalated(desk)
    desk.context.write(tickets.answer, specialist, number, str(uuid.uuid4()), "Try the other one.")
    before = ticket(desk, number).due_at
    desk.clock.advance(4 * DAY_S)
    assert desk.context.write(ticket_promises.alert_overdue) == 1
    assert late_mails(desk) == []
    assert ticket(desk, number).due_at == before
    assert len(mails(desk, "ticket_overdue")) == 1


def postpone(desk: Desk, actor: Actor, number: int, on: str = "2026-11-12") -> None:
    why = "The maker of the player has to change it."
    desk.context.write(ticket_promises.postpone, actor, number, on, why)


def test_specialist_promises_another_date_and_says_why(desk: Desk) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    postpone(desk, specialist, number)
    # The end of service on that day, which the student reads in the same words everywhere.
    assert ticket(desk, number).due_at.isoformat() == "2026-11-12T17:00:00+00:00"
    [mail] = mails(desk, "ticket_postponed")
    assert (mail.params["was"], mail.params["due"]) == ("Thu 5 Nov 16:00", "Thu 12 Nov 18:00")
    assert "has to change it" in desk.lines(student, conversation_id)[-1]
    assert desk.context.read(tickets.view, student, number).row.due_text == "Due Thu 12 Nov 18:00"
    desk.clock.advance(4 * DAY_S)
    assert desk.context.write(ticket_promises.alert_overdue) == 0


def test_new_date_after_a_missed_one_takes_the_warning_away(desk: Desk) -> None:
    student, _, specialist, _, number = escalated(desk)
    desk.clock.advance(4 * DAY_S)
    desk.context.write(ticket_promises.alert_overdue)
    postpone(desk, specialist, number)
    assert not desk.context.read(tickets.view, student, number).row.is_overdue


def test_date_is_promised_by_those_who_work_on_it_and_lies_ahead(desk: Desk) -> None:
    student, agent, specialist, _, number = escalated(desk)
    for stranger in (student, agent):
        with pytest.raises(NotAllowedError):
            postpone(desk, stranger, number)
    for day in ("2026-11-02", "2027-11-02", "tomorrow", ""):
        with pytest.raises(InvalidError):
            postpone(desk, specialist, number, day)
    desk.context.write(tickets.set_status, specialist, number, "resolved")
    with pytest.raises(InvalidError):
        postpone(desk, specialist, number)
