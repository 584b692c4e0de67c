"""Lines, mail and transcripts in the language of whoever reads them."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from livechat.adapters.transcript_text import as_text
from livechat.domain.actor import Actor
from livechat.domain.text import speaking
from livechat.domain.vocabulary import TicketStatus
from livechat.services import mailing, messages, tickets, transcripts
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def reads(desk: Desk, student: Actor, tag: str) -> None:
    """The student chose this language."""

    def work(uow: UnitOfWork) -> None:
        uow.session.get_one(User, student.user_id).language = tag

    desk.context.write(work)


def bodies(desk: Desk, actor: Actor, conversation: str, tag: str) -> list[str]:
    """The thread as a page of this language shows it."""
    with speaking(tag):
        thread = desk.context.read(messages.thread, actor, conversation, zone="Europe/Madrid")
    return [view.body for view in thread.messages]


def test_a_line_is_worded_for_each_reader(desk: Desk) -> None:
    student, agent = desk.student("Lucía Pérez"), desk.agent("Jonas Weber")
    reads(desk, student, "es")
    conversation = desk.claimed(student, agent)
    assert "Jonas Weber joined." in bodies(desk, agent, conversation, "en")
    assert "Jonas Weber se ha unido." in bodies(desk, student, conversation, "es")
    assert "انضم Jonas Weber." in bodies(desk, student, conversation, "ar")


def test_what_is_stored_is_in_the_students_language_whoever_acts(desk: Desk) -> None:
    student, agent = desk.student("Lucía Pérez"), desk.agent("Jonas Weber")
    reads(desk, student, "es")
    conversation = desk.claimed(student, agent)
    stored = [row.body for row in desk.context.read(desk.messages, conversation)]
    assert "Jonas Weber se ha unido." in stored


def test_mail_is_in_the_language_of_its_reader(desk: Desk) -> None:
    student, specialist = desk.student("Lucía Pérez"), desk.specialist("Ada Kovács")
    reads(desk, student, "es")
    number = desk.context.write(
        tickets.file, student, desk.conversation(student), "El vídeo no se ve", ""
    )
    desk.context.write(tickets.take, specialist, number)
    desk.context.write(
        tickets.set_status, specialist, number, TicketStatus.WAITING_FOR_STUDENT.value
    )
    mailing.deliver_due(desk.context)
    folder = Path(desk.context.settings.data_dir) / "mail"
    mails = [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(folder.glob("*.eml"))
    ]
    subjects = [str(mail["Subject"]) for mail in mails]
    assert f"Solicitud {number}: El vídeo no se ve" in subjects
    assert f"Tu solicitud {number} está a la espera de tu respuesta" in subjects
    first = mails[subjects.index(f"Solicitud {number}: El vídeo no se ve")]
    text = first.get_body(("plain",)).get_content()
    assert "Hola, Lucía Pérez:" in text
    assert "jue, 5 nov" in text
    assert '<html lang="es" dir="ltr"' in first.get_body(("html",)).get_content()


def test_a_transcript_is_in_the_students_language_for_staff_too(desk: Desk) -> None:
    student, agent = desk.student("Noor Haddad"), desk.agent("Jonas Weber")
    reads(desk, student, "ar")
    conversation = desk.claimed(student, agent)
    view = desk.context.read(transcripts.build, agent, conversation, "UTC")
    assert view.language == "ar"
    with speaking(view.language):
        text = as_text(view)
    for said in ("نص المحادثة", "انضم Jonas Weber.", "مع شخص"):
        assert said in text
