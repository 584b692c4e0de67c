"""Mail is written with its cause, sent later, tried again with growing pauses, never doubled."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlmodel import select

from livechat.domain.text import ENGLISH, speaking, t
from livechat.services import callbacks, mailing, tickets
from livechat.services.context import Context
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk
from tests.servers.mailbox import mail_server
from tests.servers.processes import free_port


def folder(desk: Desk) -> list[Message]:
    found = sorted((Path(desk.context.settings.data_dir) / "mail").glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=default) for path in found]


def queued(desk: Desk) -> list[MailMessage]:
    return list(desk.context.read(lambda uow: uow.session.exec(select(MailMessage)).all()))


def test_without_a_server_mail_lands_in_the_folder_once(desk: Desk) -> None:
    student = desk.student("Amina Yusuf")
    number = desk.context.write(
        tickets.file, student, desk.conversation(student), "Video {black} %s", ""
    )
    assert mailing.deliver_due(desk.context) == 1
    assert mailing.deliver_due(desk.context) == 0
    mail = folder(desk)[0]
    assert mail["Subject"] == f"Ticket {number}: Video {{black}} %s"
    body = mail.get_body(("plain",)).get_content()
    assert "Hello Amina Yusuf," in body
    assert "Thu 5 Nov 16:00" in body
    assert queued(desk)[0].sent_at == desk.clock.now()


def test_appointment_comes_along_for_the_calendar(desk: Desk) -> None:
    student = desk.student()
    desk.context.write(
        callbacks.request,
        student,
        desk.conversation(student),
        "+49 30 123456",
        "2026-11-04T09:00:00Z",
    )
    mailing.deliver_due(desk.context)
    part = next(p for p in folder(desk)[0].walk() if p.get_content_type() == "text/calendar")
    event = Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
    assert event["DTSTART"].dt.isoformat() == "2026-11-04T09:00:00+00:00"
    assert event["STATUS"] == "CONFIRMED"


def test_mail_of_a_cause_that_failed_is_never_sent(desk: Desk) -> None:
    def fail(uow: UnitOfWork) -> None:
        mailing.queue(uow, "a@example.edu", "ticket_status", number=1, status="open", name="A")
        raise ValueError("after the mail")

    with pytest.raises(ValueError, match="after"):
        desk.context.write(fail)
    assert mailing.deliver_due(desk.context) == 0


def test_server_that_is_away_is_tried_again_with_growing_pauses(
    desk: Desk, make_context: Callable[..., Context]
) -> None:
    away = make_context(smtp_url=f"smtp://127.0.0.1:{free_port()}")

    def one(uow: UnitOfWork) -> None:
        mailing.queue(uow, "a@example.edu", "ticket_status", number=1, status="open", name="A")

    away.write(one)
    pauses = []
    for _ in range(mailing.ATTEMPTS):
        assert mailing.deliver_due(away) == 0
        assert mailing.deliver_due(away) == 0
        row = queued(desk)[0]
        pauses.append((row.next_attempt_at - desk.clock.now()).total_seconds())
        desk.clock.set(row.next_attempt_at)
    assert queued(desk)[0].attempts == mailing.ATTEMPTS
    assert pauses == [120 * 2**n for n in range(mailing.ATTEMPTS)]
    assert queued(desk)[0].last_error


def test_real_server_gets_each_mail_once_and_a_refused_address_is_left(
    desk: Desk, make_context: Callable[..., Context]
) -> None:
    with mail_server() as (inbox, address):
        context = make_context(smtp_url=address)

        def two(uow: UnitOfWork) -> None:
            for recipient in ("gone@example.edu", "amina@example.edu"):
                mailing.queue(uow, recipient, "ticket_status", number=1, status="open", name="A")

        context.write(two)
        assert mailing.deliver_due(context) == 1
        desk.clock.advance(86_400)
        assert mailing.deliver_due(context) == 0
    assert [mail["To"] for mail in inbox.messages] == ["amina@example.edu"]
    refused = queued(desk)[0]
    assert (refused.sent_at, refused.attempts) == (None, mailing.ATTEMPTS)


def test_every_template_has_subject_and_text() -> None:
    parts = ("event_", "_link")
    templates = {
        key
        for key in ENGLISH.texts
        if key.startswith("mailed.") and not any(part in key for part in parts)
    }
    for key in templates:
        twin = key.removesuffix("_subject") if key.endswith("_subject") else f"{key}_subject"
        assert twin in templates


def test_mail_speaks_the_readers_language_and_keeps_the_readers_time(desk: Desk) -> None:
    student, specialist = desk.student("Lucía"), desk.specialist("Priya", "platform")

    def moves(uow: UnitOfWork) -> None:
        row = uow.session.get_one(User, student.user_id)
        row.language, row.timezone = "es-MX", "America/Mexico_City"
        uow.session.add(row)

    desk.context.write(moves)
    number = desk.context.write(
        tickets.file, student, desk.conversation(student), "Video negro", "", "platform"
    )
    desk.context.write(tickets.take, specialist, number)
    desk.context.write(tickets.set_status, specialist, number, "waiting_for_student")
    desk.clock.advance(86_400)
    mailing.deliver_due(desk.context)
    texts = {str(mail["Subject"]): mail.get_body(("plain",)).get_content() for mail in folder(desk)}
    with speaking("es"):
        status = t("rules.ticket_waiting_for_student")
        footer = t("mail.off")
        subjects = {
            t("mailed.ticket_created_subject", number=number, subject="Video negro"),
            t("mailed.ticket_taken_subject", number=number, agent="Priya"),
            t("mailed.ticket_status_subject", number=number, status=status),
        }
    assert set(texts) == subjects
    assert "Priya" in str(subjects)
    assert any(footer in text for text in texts.values())
    # 16:00 in Berlin on the due day is 9:00 in Mexico.
    assert any("9:00" in text for text in texts.values())
