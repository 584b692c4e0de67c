"""The last mail, for admins: what went out, what waits, what failed; never its text."""

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.admin_views import MailRow
from livechat.domain.text import t
from livechat.domain.wording import date_and_time, zone_or
from livechat.services import access
from livechat.store.tables.desk import MailMessage
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 50


def rows(uow: UnitOfWork, actor: Actor) -> list[MailRow]:
    """Newest first."""
    access.require_admin(actor)
    zone = zone_or("", uow.settings.timezone)
    found = uow.session.exec(
        select(MailMessage).order_by(col(MailMessage.id).desc()).limit(_SHOWN)
    ).all()
    return [
        MailRow(
            recipient=mail.recipient,
            kind=mail.template.replace("_", " "),
            state=_state(mail),
            is_sent=mail.sent_at is not None,
            time=date_and_time(mail.sent_at or mail.created_at, zone),
        )
        for mail in found
    ]


def _state(mail: MailMessage) -> str:
    if mail.sent_at is not None:
        return t("admin.mail_sent")
    if mail.last_error:
        return t("admin.mail_failed", reason=mail.last_error)
    return t("admin.mail_waiting")
