"""New accounts that the owner of the address confirms by mail: who asks learns nothing about it.

Whether there is an account already is told to the mailbox alone. The password is asked for again
where the link leads, so that nobody's click makes an account whose password another one knows.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import delete
from sqlmodel import col, func, select

from livechat.adapters.tokens import session_token, token_hash
from livechat.domain.errors import DomainError
from livechat.domain.text import spoken
from livechat.domain.vocabulary import Role
from livechat.services import accounts, mailing
from livechat.services.accounts import NewLogin
from livechat.services.context import Context
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import AskedAccount, User
from livechat.store.unit_of_work import UnitOfWork

VALID = timedelta(hours=24)
_WITHIN = timedelta(minutes=30)
# More than this in the time above is somebody filling another person's mailbox.
_AT_MOST = 3
_CONFIRM, KNOWN = "sign_up_confirm", "sign_up_known"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, checked; the password as its hash."""

    name: str
    email: str
    password_hash: str


def checked(context: Context, name: str, email: str, password: str) -> Wish:
    """The same checks at the same cost for every address; InvalidError says what to change."""
    wanted = accounts.checked_email(email)
    return Wish(accounts.checked_name(name), wanted, accounts.hashed(context, password))


def ask(context: Context, wish: Wish, wanted_page: str = "") -> None:
    """Mail a link, or the owner of the account that there is; whoever asks is told nothing."""
    context.write(_ask, wish, wanted_page)


def complete(context: Context, token: str, password: str, user_agent: str) -> NewLogin:
    """Make the account that was asked for and sign in; DomainError when the link is used or old."""
    asked = context.read(_asked, token)
    if not context.passwords.verify(asked.password_hash, password):
        raise DomainError("error.sign_up_password")
    return context.write(_complete, token, user_agent)


def tell_owner(uow: UnitOfWork, email: str) -> None:
    """Somebody wanted an account of this address, which has one."""
    user = uow.session.exec(select(User).where(col(User.email) == email)).first()
    if user is not None and not _is_flooded(uow, email):
        mailing.to_user(uow, user.id or 0, KNOWN, link=f"{uow.settings.base_url}/sign-in")


def _ask(uow: UnitOfWork, wish: Wish, wanted_page: str) -> None:
    uow.session.execute(delete(AskedAccount).where(col(AskedAccount.created_at) < uow.now - VALID))
    if uow.session.exec(select(User.id).where(col(User.email) == wish.email)).first():
        tell_owner(uow, wish.email)
        return
    if _is_flooded(uow, wish.email):
        return
    token = session_token()
    uow.session.add(
        AskedAccount(
            token_hash=token_hash(token),
            email=wish.email,
            name=wish.name,
            password_hash=wish.password_hash,
            created_at=uow.now,
        )
    )
    query = {"token": token} | ({"next": wanted_page} if wanted_page else {})
    mailing.queue(
        uow,
        wish.email,
        _CONFIRM,
        name=wish.name,
        language=spoken().tag,
        link=f"{uow.settings.base_url}/confirm-sign-up?{urlencode(query)}",
    )


def _is_flooded(uow: UnitOfWork, email: str) -> bool:
    sent = uow.session.exec(
        select(func.count(col(MailMessage.id)))
        .where(col(MailMessage.recipient) == email)
        .where(col(MailMessage.template).in_([_CONFIRM, KNOWN]))
        .where(col(MailMessage.created_at) > uow.now - _WITHIN)
    ).one()
    return sent >= _AT_MOST


def _asked(uow: UnitOfWork, token: str) -> AskedAccount:
    found = uow.session.get(AskedAccount, token_hash(token))
    if found is None or found.created_at <= uow.now - VALID:
        raise DomainError("error.sign_up_link")
    return found


def _complete(uow: UnitOfWork, token: str, user_agent: str) -> NewLogin:
    asked = _asked(uow, token)
    # Used up first, with all other wishes for the address: of two at once, one finds nothing.
    gone = uow.connection.execute(
        delete(AskedAccount).where(col(AskedAccount.token_hash) == token_hash(token))
    ).rowcount
    if not gone or uow.session.exec(select(User.id).where(col(User.email) == asked.email)).first():
        raise DomainError("error.sign_up_link")
    uow.session.execute(delete(AskedAccount).where(col(AskedAccount.email) == asked.email))
    user = accounts.add_user(uow, asked.name, asked.email, asked.password_hash, Role.STUDENT)
    return accounts.begin(uow, user, user_agent, is_shared=False)
