"""A forgotten password: a link by mail that works once, for half an hour, and says nothing else."""

from datetime import timedelta

from sqlmodel import col, func, select, update

from livechat.adapters.tokens import session_token, token_hash
from livechat.domain.errors import DomainError
from livechat.services import accounts, audit, mailing
from livechat.services.context import Context
from livechat.store.tables.people import PasswordReset, User
from livechat.store.unit_of_work import UnitOfWork

_VALID = timedelta(minutes=30)
# More than this in the time above is somebody filling another person's mailbox.
_AT_MOST = 3


def ask(context: Context, email: str) -> None:
    """Send a link if there is such an account; whoever asks learns nothing either way."""
    context.write(_ask, email.strip().lower()[:254])


def complete(context: Context, token: str, password: str) -> None:
    """Set the new password and end every login; DomainError when the link no longer works."""
    new_hash = accounts.hashed(context, password)
    context.write(_complete, token[:100], new_hash)


def _ask(uow: UnitOfWork, email: str) -> None:
    user = uow.session.exec(select(User).where(col(User.email) == email)).first()
    if user is None or not user.is_active or _recent(uow, user) >= _AT_MOST:
        return
    token = session_token()
    uow.session.add(
        PasswordReset(user_id=user.id or 0, token_hash=token_hash(token), created_at=uow.now)
    )
    link = f"{uow.settings.base_url}/reset-password?token={token}"
    mailing.to_user(uow, user.id or 0, "password_reset", link=link)


def _recent(uow: UnitOfWork, user: User) -> int:
    return uow.session.exec(
        select(func.count(col(PasswordReset.id)))
        .where(col(PasswordReset.user_id) == user.id)
        .where(col(PasswordReset.created_at) > uow.now - _VALID)
    ).one()


def _complete(uow: UnitOfWork, token: str, new_hash: str) -> None:
    # Used up first: of two at once, one finds nothing.
    user_id = uow.connection.execute(
        update(PasswordReset)
        .where(col(PasswordReset.token_hash) == token_hash(token))
        .where(col(PasswordReset.used_at).is_(None))
        .where(col(PasswordReset.created_at) > uow.now - _VALID)
        .values(used_at=uow.now)
        .returning(col(PasswordReset.user_id))
    ).scalar_one_or_none()
    user = uow.session.get(User, user_id) if user_id is not None else None
    if user is None or not user.is_active:
        raise DomainError("error.reset_link")
    user.password_hash = new_hash
    uow.session.add(user)
    uow.session.execute(
        update(PasswordReset)
        .where(col(PasswordReset.user_id) == user.id)
        .where(col(PasswordReset.used_at).is_(None))
        .values(used_at=uow.now)
    )
    accounts.end_sessions(uow, user.id or 0)
    audit.record(uow, None, "password.reset", target=user.public_id)
    mailing.to_user(uow, user.id or 0, "password_changed")
