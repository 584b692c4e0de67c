"""Mail by SMTP, or into a folder as .eml files where no server is configured."""

import logging
import os
import re
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from livechat.domain import accent
from livechat.domain.errors import InvalidError, RetryableError
from livechat.domain.text import spoken, t
from livechat.domain.transcript import printable

log = logging.getLogger(__name__)

# One plain address. No quoted local parts, no comments: nobody has them, and injections do.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SUBJECT_LENGTH = 200
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class MailRefusedError(InvalidError):
    """The address cannot be written to, or the server refused it for good: do not try again."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent, in words; both parts (plain and HTML) are made from it.

    `link` is a pair of label and absolute address. `calendar` is a whole iCalendar text and
    `calendar_method` its METHOD. `unsubscribe` is an address for one click, in optional mail.
    """

    to: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    link: tuple[str, str] | None = None
    unsubscribe: str = ""
    calendar: str = ""
    calendar_method: str = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail comes from, and the setting of their colour."""

    address: str
    institution: str
    accent: str = ""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over; `security` is `smtp` (none), `smtp+starttls` or `smtps`."""

    host: str
    port: int
    security: str = "smtp+starttls"
    user: str = ""
    password: str = ""
    timeout_s: float = 20.0

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """From `smtp+starttls://user:password@host:port`; ValueError, without the password."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("the mail server must be smtp://, smtp+starttls:// or smtps://host")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            security=parts.scheme,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class Mailer(Protocol):
    """Sends one mail; safe to call from several threads."""

    def send(self, mail: Mail, now: datetime) -> str:
        """Hand over and return the Message-ID; RetryableError or MailRefusedError."""
        ...


def build(mail: Mail, sender: Sender, now: datetime) -> EmailMessage:
    """The message; whatever the fields hold, no header comes from them but their own."""
    message = EmailMessage(policy=SMTP)
    domain = sender.address.rpartition("@")[2]
    message["From"] = Address(_header_line(sender.institution), addr_spec=_checked(sender.address))
    message["To"] = Address(addr_spec=_checked(mail.to))
    message["Subject"] = _header_line(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{domain}>"
    # Keeps holiday notices from answering a machine.
    message["Auto-Submitted"] = "auto-generated"
    off = _checked_link((t("mail.off"), mail.unsubscribe) if mail.unsubscribe else None)
    if off is not None:
        message["List-Unsubscribe"] = _Whole("List-Unsubscribe", f"<{off[1]}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    values = {
        "mail": mail,
        "subject": _header_line(mail.subject),
        "greeting": printable(mail.greeting),
        "paragraphs": [printable(paragraph) for paragraph in mail.paragraphs],
        "link": _checked_link(mail.link),
        "language": spoken(),
        "off": off,
        "accent": accent.light(accent.of(sender.accent)).accent_fill.hex(),
        "footer": t("mail.footer", institution=sender.institution),
    }
    message.set_content(_plain(values))
    message.add_alternative(
        printable(_TEMPLATES.get_template("mail.html").render(**values)), subtype="html"
    )
    if mail.calendar:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="appointment.ics",
            params={"method": _header_line(mail.calendar_method), "charset": "utf-8"},
        )
    return message


def _plain(values: dict[str, object]) -> str:
    paragraphs = values["paragraphs"]
    lines = [str(values["greeting"])]
    if isinstance(paragraphs, list):
        lines += paragraphs
    if isinstance(values["link"], tuple):
        label, address = values["link"]
        lines.append(f"{label}:\n{address}")
    foot = f"-- \n{values['footer']}"
    if isinstance(values["off"], tuple):
        foot += "\n{}: {}".format(*values["off"])
    return "\n\n".join([*lines, foot]) + "\n"


class _Whole(str):
    """A header that stays on one line: folded or encoded, an address is none to mail programs."""

    name: str

    def __new__(cls, name: str, value: str) -> "_Whole":
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: EmailPolicy) -> str:
        """As the mail's policy asks for it."""
        return f"{self.name}: {self}{policy.linesep}"


def _header_line(text: str) -> str:
    """One line without control characters, short enough for a header."""
    return " ".join(printable(text).split())[:_SUBJECT_LENGTH]


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise MailRefusedError("error.bad_email")
    return address


def _checked_link(link: tuple[str, str] | None) -> tuple[str, str] | None:
    if link is None:
        return None
    label, address = link
    if not address.startswith(("https://", "http://")) or address != "".join(address.split()):
        raise ValueError("a link in a mail is an absolute web address")
    return _header_line(label), address


class SmtpMailer:
    """Hands each mail over in a connection of its own; certificates are checked."""

    def __init__(
        self, server: SmtpServer, sender: Sender, context: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._sender = sender
        self._context = context or ssl.create_default_context()

    def send(self, mail: Mail, now: datetime) -> str:
        """Hand over and return the Message-ID; RetryableError or MailRefusedError."""
        message = build(mail, self._sender, now)
        try:
            with self._connect() as connection:
                if self._server.user:
                    connection.login(self._server.user, self._server.password)
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            if all(code >= 500 for code in codes):
                raise MailRefusedError("mail.refused") from None
            raise RetryableError("mail.failed") from None
        except (smtplib.SMTPException, OSError, MessageError) as fault:
            # The fault's own text may hold the address or an answer of the server: class only.
            log.warning("mail was not handed over: %s", type(fault).__name__)
            raise RetryableError("mail.failed") from None
        return str(message["Message-ID"])

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "smtps":
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout_s, context=self._context
            )
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
        if server.security == "smtp+starttls":
            try:
                # Raises where it is not offered: never falls back to plain text.
                connection.starttls(context=self._context)
            except BaseException:
                connection.close()
                raise
        return connection


class FolderMailer:
    """Writes `<time>-<random>.eml` into a folder, whole or not at all."""

    def __init__(self, folder: Path, sender: Sender) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, mail: Mail, now: datetime) -> str:
        """Write the file and return the Message-ID; OSError becomes RetryableError."""
        message = build(mail, self._sender, now)
        name = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        aside = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as out:
                out.write(message.as_bytes())
            aside.rename(self._folder / f"{name}.eml")
        except OSError as fault:
            log.warning("mail was not written: %s", type(fault).__name__)
            raise RetryableError("mail.failed") from None
        return str(message["Message-ID"])


def mailer(smtp_url: str, folder: Path, sender: Sender) -> Mailer:
    """By settings: SMTP where there is an address, else the folder."""
    if smtp_url:
        return SmtpMailer(SmtpServer.from_url(smtp_url), sender)
    return FolderMailer(folder, sender)
