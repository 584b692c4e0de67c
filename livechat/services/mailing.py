"""Mail as rows of the transaction that causes it; sending comes later and may be repeated."""

from datetime import datetime
from typing import Any

from livechat.domain.wording import iso
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def queue(uow: UnitOfWork, recipient: str, template: str, **params: Any) -> None:
    """Send `template` to an address once this transaction has committed."""
    uow.session.add(
        MailMessage(
            recipient=recipient,
            template=template,
            params=params,
            next_attempt_at=uow.now,
            created_at=uow.now,
        )
    )


def to_user(uow: UnitOfWork, user_id: int, template: str, **params: Any) -> None:
    """The same to a user, greeted by name; nothing for a user who is gone."""
    user = uow.session.get(User, user_id)
    if user is not None and user.is_active:
        queue(uow, user.email, template, name=user.name, **params)


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
