"""Mail as rows of the transaction that causes it; sending comes later and may be repeated."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select, update

from livechat.adapters.calendar import appointment as appointment_text
from livechat.adapters.mail import Mail, MailRefusedError, Sender, mailer
from livechat.domain.errors import InvalidError, RetryableError
from livechat.domain.text import CATALOGUES, DEFAULT_LANGUAGE, speaking, t
from livechat.domain.wording import date_and_time, iso, short_date, zone_or
from livechat.services import mail_choice
from livechat.services.context import Context
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

# Ten tries, each after twice the time: the last one about 17 hours after the first.
ATTEMPTS = 10
_RETRY_AFTER = timedelta(minutes=2)
_BATCH = 50


def queue(uow: UnitOfWork, recipient: str, template: str, **params: Any) -> None:
    """Send `template` to an address once this transaction has committed.

    Of the parameters, `language` is the reader's.
    """
    uow.session.add(
        MailMessage(
            recipient=recipient,
            template=template,
            params=params,
            next_attempt_at=uow.now,
            created_at=uow.now,
        )
    )


def to_user(
    uow: UnitOfWork,
    user_id: int,
    template: str,
    *,
    moments: Mapping[str, datetime] | None = None,
    dates: Mapping[str, datetime] | None = None,
    words: Mapping[str, str] | None = None,
    **params: Any,
) -> None:
    """The same to a user, greeted by name, in the user's language and zone.

    `moments` are said with their time, `dates` without, `words` are keys of texts. Nothing goes to
    a user who is gone, and nothing optional to one who does not want it.
    """
    user = uow.session.get(User, user_id)
    if user is None or not user.is_active:
        return
    if template in mail_choice.OPTIONAL:
        if not user.wants_optional_mail:
            return
        params["off"] = mail_choice.token_of(uow, user)
    zone = zone_or(user.timezone, uow.settings.timezone)
    with speaking(language_of(user)):
        said = {name: date_and_time(at, zone) for name, at in (moments or {}).items()}
        said |= {name: short_date(at, zone) for name, at in (dates or {}).items()}
        said |= {name: t(key) for name, key in (words or {}).items()}
    queue(
        uow,
        user.email,
        template,
        name=user.name,
        language=language_of(user),
        **said,
        **params,
    )


def language_of(user: User) -> str:
    """The catalogue that the user reads: of the language, of it without its region, or English."""
    tags = (user.language, user.language.partition("-")[0])
    return next((tag for tag in tags if tag in CATALOGUES), DEFAULT_LANGUAGE)


@contextmanager
def in_language_of(uow: UnitOfWork, user_id: int) -> Iterator[None]:
    """Speak as this user reads, for what goes into a mail."""
    user = uow.session.get(User, user_id)
    with speaking(language_of(user) if user is not None else DEFAULT_LANGUAGE):
        yield


def appointment(
    uid: str, start: datetime, minutes: int, title: str, *, sequence: int = 0, is_off: bool = False
) -> dict[str, Any]:
    """An entry for the reader's calendar, sent along as the parameter `appointment`."""
    return {
        "uid": uid,
        "start": iso(start),
        "minutes": minutes,
        "title": title,
        "sequence": sequence,
        "is_off": is_off,
    }


def deliver_due(context: Context) -> int:
    """Send what is due, each in a try of its own; returns how many went out."""
    settings = context.settings
    sender = Sender(settings.mail_from, settings.institution, settings.accent)
    post = mailer(settings.smtp_url, settings.data_path / "mail", sender)
    sent = 0
    for mail_id in context.read(_due):
        # Counted before it is tried: a process that dies here tries again later, not at once.
        row = context.write(_begin, mail_id)
        if row is None:
            continue
        try:
            with speaking(row.params.get("language", DEFAULT_LANGUAGE)):
                post.send(_mail(row, context), context.clock.now())
        except (RetryableError, MailRefusedError) as error:
            context.write(_failed, mail_id, str(error), is_final=isinstance(error, InvalidError))
        else:
            context.write(_done, mail_id)
            sent += 1
    return sent


def _due(uow: UnitOfWork) -> list[int]:
    rows = uow.session.exec(
        select(MailMessage.id)
        .where(col(MailMessage.sent_at).is_(None))
        .where(col(MailMessage.attempts) < ATTEMPTS)
        .where(col(MailMessage.next_attempt_at) <= uow.now)
        .order_by(col(MailMessage.id))
        .limit(_BATCH)
    ).all()
    return [row for row in rows if row is not None]


def _begin(uow: UnitOfWork, mail_id: int) -> MailMessage | None:
    """The mail, when nobody else has taken it up since it was listed."""
    won = uow.connection.execute(
        update(MailMessage)
        .where(col(MailMessage.id) == mail_id)
        .where(col(MailMessage.sent_at).is_(None))
        .where(col(MailMessage.next_attempt_at) <= uow.now)
        .values(attempts=MailMessage.attempts + 1, next_attempt_at=uow.now + _RETRY_AFTER)
    ).rowcount
    return uow.session.get(MailMessage, mail_id) if won else None


def _failed(uow: UnitOfWork, mail_id: int, error: str, *, is_final: bool) -> None:
    row = uow.session.get_one(MailMessage, mail_id)
    row.last_error = error[:300]
    row.next_attempt_at = uow.now + _RETRY_AFTER * 2 ** (row.attempts - 1)
    if is_final:
        row.attempts = ATTEMPTS
    if row.attempts >= ATTEMPTS:
        row.params = _without_link(row.params)
    uow.session.add(row)


def _done(uow: UnitOfWork, mail_id: int) -> None:
    row = uow.session.get_one(MailMessage, mail_id)
    row.sent_at, row.last_error = uow.now, ""
    row.params = _without_link(row.params)
    uow.session.add(row)


def _without_link(params: dict[str, Any]) -> dict[str, Any]:
    """A link of its own lets whoever has it in: it does not outlive the sending."""
    return {name: value for name, value in params.items() if name not in ("link", "off")}


def _mail(row: MailMessage, context: Context) -> Mail:
    params = {"institution": context.settings.institution, **row.params}
    link: str | None = params.pop("link", None)
    off: str | None = params.pop("off", None)
    entry: dict[str, Any] | None = params.pop("appointment", None)
    text, method = "", "PUBLISH"
    if entry is not None:
        start = datetime.fromisoformat(entry.pop("start"))
        text, method = appointment_text(start=start, stamp=context.clock.now(), **entry)
    return Mail(
        to=row.recipient,
        subject=t(f"mailed.{row.template}_subject", **params),
        greeting=t("mail.greeting", name=params.get("name", "")),
        paragraphs=tuple(t(f"mailed.{row.template}", **params).split("\n\n")),
        link=(t(f"mailed.{row.template}_link"), link)
        if link
        else (t("mail.open_conversation"), f"{context.settings.base_url}/help"),
        unsubscribe=f"{context.settings.base_url}/api/mail/off?token={off}" if off else "",
        calendar=text,
        calendar_method=method,
    )
