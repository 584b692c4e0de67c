"""Mail that people may turn off: by a mail's own link, without signing in, or on their account.

What is necessary (a promised answer, a booked call, a password) is never among it.
"""

from sqlmodel import col, select

from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.services import audit
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

OPTIONAL = frozenset({"ticket_taken", "follow_up_today"})
_LENGTH = 22


def token_of(uow: UnitOfWork, user: User) -> str:
    """What the user's mails carry in their way out: random, and good for nothing else."""
    if not user.mail_token:
        user.mail_token = public_id()
        uow.session.add(user)
        uow.session.flush()
    return user.mail_token


def turn_off(uow: UnitOfWork, token: str) -> None:
    """Whoever holds the mail may; twice is once. InvalidError for what is no token of ours."""
    query = select(User).where(col(User.mail_token) == token)
    user = uow.session.exec(query).first() if len(token) == _LENGTH else None
    if user is None:
        raise InvalidError("error.mail_link")
    _set(uow, user, wants=False)


def choose(uow: UnitOfWork, actor: Actor, wants: bool) -> None:
    """One's own choice, on or off."""
    _set(uow, uow.session.get_one(User, actor.user_id), wants=wants)


def wanted(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the actor gets mail that nothing depends on."""
    return uow.session.get_one(User, actor.user_id).wants_optional_mail


def _set(uow: UnitOfWork, user: User, *, wants: bool) -> None:
    if user.wants_optional_mail == wants:
        return
    user.wants_optional_mail = wants
    uow.session.add(user)
    audit.record(uow, None, "mail.turned_on" if wants else "mail.turned_off", target=user.public_id)
