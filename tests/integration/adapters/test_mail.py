"""Mail in a real SMTP conversation on this machine, and into a folder."""

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from livechat import colour
from livechat.adapters.mail import (
    FolderMailer,
    Mail,
    MailRefusedError,
    Sender,
    SmtpMailer,
    SmtpServer,
    build,
    mailer,
)
from livechat.domain.errors import RetryableError

NOW = datetime(2026, 5, 14, 12, 3, tzinfo=UTC)
SENDER = Sender("support@fernmoor.example", "Fernmoor Learning")
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def mail(**changes: Any) -> Mail:
    values: dict[str, Any] = {
        "to": "amina@students.example",
        "subject": "Your ticket T-1",
        "greeting": "Hello Amina,",
        "paragraphs": ("We have taken up your request.", "You hear from us by Friday."),
        "link": ("See the ticket", "https://help.fernmoor.example/tickets/T-1?a=1&b=2"),
    }
    return Mail(**(values | changes))


class Inbox:
    """What a real server on this machine was given."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answer = "250 OK"

    async def handle_RCPT(
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if self.answer == "250 OK":
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 OK"

    def only(self) -> EmailMessage:
        assert len(self.taken) == 1
        return parsed(self.taken[0].content)


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def started(inbox: Inbox, **options: Any) -> Controller:
    for port in range(4300, 4340):
        controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
        try:
            controller.start()
        except OSError:
            continue
        return controller
    raise RuntimeError("no free port")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[SmtpServer]:
    controller = started(inbox)
    yield SmtpServer("127.0.0.1", controller.port, security="smtp", timeout_s=5)
    controller.stop()


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_arrives_with_both_parts_and_its_appointment(server: SmtpServer, inbox: Inbox) -> None:
    sent = SmtpMailer(server, SENDER).send(
        mail(subject="Größe 密码 🔑", calendar=ICS, calendar_method="REQUEST"), NOW
    )
    message = inbox.only()
    assert message["Message-ID"] == sent
    assert message["Subject"] == "Größe 密码 🔑"
    assert message["From"].addresses[0].display_name == "Fernmoor Learning"
    assert message["To"] == "amina@students.example"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert "You hear from us by Friday." in part(message, "plain")
    assert "https://help.fernmoor.example/tickets/T-1?a=1&b=2" in part(message, "plain")
    assert 'href="https://help.fernmoor.example/tickets/T-1?a=1&amp;b=2"' in part(message, "html")
    (appointment,) = message.iter_attachments()
    assert appointment.get_content_type() == "text/calendar"
    assert appointment["Content-Type"].params["method"] == "REQUEST"
    assert appointment.get_filename() == "appointment.ics"
    assert appointment.get_payload(decode=True) == ICS.encode()


def test_markup_in_words_stays_words(server: SmtpServer, inbox: Inbox) -> None:
    evil = '<script>alert(1)</script><img src="http://x.example/t.gif"> {{ 7*7 }}'
    SmtpMailer(server, SENDER).send(mail(greeting=evil, paragraphs=(evil,), subject=evil), NOW)
    html = part(inbox.only(), "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7*7 }}" in html
    assert "<script>" in part(inbox.only(), "plain")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x0c", "\x85", "\0"])
def test_no_field_can_add_a_header_or_a_recipient(
    server: SmtpServer, inbox: Inbox, end: str
) -> None:
    evil = f"x{end}Bcc: thief@evil.example{end}Content-Type: text/html{end}{end}<b>body"
    sender = Sender(SENDER.address, evil)
    SmtpMailer(server, sender).send(
        mail(subject=evil, greeting=evil, paragraphs=(evil,), calendar=ICS, calendar_method=evil),
        NOW,
    )
    assert inbox.taken[0].rcpt_tos == ["amina@students.example"]
    message = inbox.only()
    assert message["Bcc"] is None
    assert message.get_content_type() == "multipart/mixed"
    assert len(message.get_all("Subject") or []) == 1
    assert message["Subject"].startswith("x")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c",
        "a@b.example\r\nBcc: thief@evil.example",
        "a@b.example\n",
        "a@b.example, thief@evil.example",
        "Amina <a@b.example>",
        '"a b"@c.example',
        "a@b.example\0",
        "ä@b.example",
        "a@" + "b" * 300,
    ],
)
def test_a_forged_address_is_refused_before_any_connection(tmp_path: Path, address: str) -> None:
    nowhere = SmtpServer("127.0.0.1", 1, security="smtp")
    for one in (SmtpMailer(nowhere, SENDER), FolderMailer(tmp_path, SENDER)):
        with pytest.raises(MailRefusedError):
            one.send(mail(to=address), NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "https://a\r\nb: c"])
def test_a_link_must_be_a_web_address(address: str) -> None:
    with pytest.raises(ValueError, match="absolute web address"):
        build(mail(link=("here", address)), SENDER, NOW)


def test_a_lone_surrogate_in_a_text_does_not_stop_the_mail(
    server: SmtpServer, inbox: Inbox
) -> None:
    SmtpMailer(server, SENDER).send(mail(subject="a\ud800b", paragraphs=("c\udfffd",)), NOW)
    assert inbox.only()["Subject"] == "a\ufffdb"


def test_refused_for_good_and_refused_for_now_are_told_apart(
    server: SmtpServer, inbox: Inbox
) -> None:
    inbox.answer = "550 No such user"
    with pytest.raises(MailRefusedError):
        SmtpMailer(server, SENDER).send(mail(), NOW)
    inbox.answer = "450 Try later"
    with pytest.raises(RetryableError):
        SmtpMailer(server, SENDER).send(mail(), NOW)


def test_no_server_is_a_passing_fault(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = SmtpServer("127.0.0.1", 1, security="smtp", user="u", password="secretpw")
    with pytest.raises(RetryableError):
        SmtpMailer(nowhere, SENDER).send(mail(), NOW)
    assert "amina" not in caplog.text
    assert "secretpw" not in caplog.text


def test_never_sends_in_the_clear_where_encryption_was_asked(
    server: SmtpServer, inbox: Inbox
) -> None:
    wants = SmtpServer(server.host, server.port, security="smtp+starttls", timeout_s=5)
    with pytest.raises(RetryableError):
        SmtpMailer(wants, SENDER).send(mail(), NOW)
    assert inbox.taken == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    extension = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *extension, "-keyout", str(key), "-out", str(cert)],
        check=True,
        capture_output=True,
    )
    return cert, key


def test_signs_in_over_starttls_and_checks_the_certificate(
    inbox: Inbox, certificate: tuple[Path, Path]
) -> None:
    cert, key = certificate
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    seen: list[LoginPassword] = []

    def authenticate(*arguments: Any) -> AuthResult:
        seen.append(arguments[4])
        return AuthResult(success=True)

    controller = started(
        inbox,
        tls_context=tls,
        authenticator=authenticate,
        auth_required=True,
        require_starttls=True,
    )
    try:
        url = f"smtp+starttls://desk%40x:p%3Aw@127.0.0.1:{controller.port}"
        target = SmtpServer.from_url(url)
        with pytest.raises(RetryableError):
            SmtpMailer(target, SENDER).send(mail(), NOW)
        assert (seen, inbox.taken) == ([], [])
        trusting = ssl.create_default_context(cafile=str(cert))
        SmtpMailer(target, SENDER, trusting).send(mail(), NOW)
    finally:
        controller.stop()
    assert [(login.login, login.password) for login in seen] == [(b"desk@x", b"p:w")]
    assert inbox.only()["To"] == "amina@students.example"


def test_folder_takes_whole_private_files(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    sent = {mailer("", folder, SENDER).send(mail(), NOW) for _ in range(3)}
    files = list(folder.iterdir())
    assert {parsed(file.read_bytes())["Message-ID"] for file in files} == sent
    assert all(file.suffix == ".eml" and file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_a_folder_that_cannot_be_written_is_a_passing_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(RetryableError):
        FolderMailer(blocked / "mail", SENDER).send(mail(), NOW)


def test_server_from_its_address() -> None:
    assert SmtpServer.from_url("smtps://u:p@mail.example") == SmtpServer(
        "mail.example", 465, "smtps", "u", "p"
    )
    assert SmtpServer.from_url("smtp://mail.example:2525").port == 2525
    with pytest.raises(ValueError, match="smtps") as wrong:
        SmtpServer.from_url("http://u:topsecret@mail.example")
    assert "topsecret" not in str(wrong.value)


def test_the_way_out_stands_whole_on_one_line_however_long(
    server: SmtpServer, inbox: Inbox
) -> None:
    address = f"https://support.{'long-' * 12}name.example/api/mail/off?token={'x' * 22}"
    SmtpMailer(server, SENDER).send(mail(unsubscribe=address), NOW)
    raw = inbox.taken[0].content
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert address in part(inbox.only(), "plain")
    assert address in part(inbox.only(), "html")


def test_necessary_mail_has_no_way_out(server: SmtpServer, inbox: Inbox) -> None:
    SmtpMailer(server, SENDER).send(mail(), NOW)
    assert inbox.only()["List-Unsubscribe"] is None


def test_the_button_is_in_the_institutions_colour_made_legible() -> None:
    sender = Sender(SENDER.address, SENDER.institution, accent="#ffd400")
    html = build(mail(), sender, NOW).get_body(("html",))
    assert html is not None
    (ground,) = re.findall(r"background:(#\w{6});color:#ffffff;border-radius", html.get_content())
    assert colour.contrast(colour.parse(ground), colour.parse("#ffffff")) >= 4.5
