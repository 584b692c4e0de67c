"""Students who come signed in from the learning platform; each token opens the door once."""

import logging
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from livechat.adapters.hand_over_token import LEEWAY, BadTokenError, Claims, read
from livechat.adapters.tokens import token_hash
from livechat.domain import reader
from livechat.domain.errors import DomainError, InvalidError
from livechat.domain.limits import clean_optional
from livechat.domain.text import speaking, spoken
from livechat.domain.vocabulary import Role
from livechat.services import accounts, audit
from livechat.services.accounts import NewLogin
from livechat.services.context import Context
from livechat.store.tables.people import ExternalIdentity, UsedToken, User
from livechat.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The new login, and the language that the platform named, "" for none that we speak."""

    login: NewLogin
    language: str


def enter(context: Context, token: str, user_agent: str) -> HandedOver:
    """A new login for whom the token names; one refusal for every reason (DomainError)."""
    if not context.settings.hand_over_algorithm:
        raise DomainError("error.hand_over")
    try:
        claims = read(context.settings, token)
    except BadTokenError as error:
        log.warning("hand-over refused", extra={"reason": str(error)})
        raise DomainError("error.hand_over") from error
    return context.write(_enter, claims, user_agent)


def _enter(uow: UnitOfWork, claims: Claims, user_agent: str) -> HandedOver:
    _use_up(uow, claims)
    user = _known(uow, claims) or _link(uow, claims)
    # The platform vouches for students; a desk is never entered on another system's word.
    if user.role is not Role.STUDENT or not user.is_active:
        raise DomainError("error.hand_over")
    audit.record(uow, None, "login.handed_over", target=user.public_id)
    named = reader.language("", claims.language) if claims.language else ""
    with speaking(named or spoken().tag):
        return HandedOver(accounts.begin(uow, user, user_agent, is_shared=False), named)


def _use_up(uow: UnitOfWork, claims: Claims) -> None:
    uow.session.execute(delete(UsedToken).where(col(UsedToken.expires_at) < uow.now))
    used = UsedToken(
        token_hash=token_hash(f"{claims.issuer}\n{claims.token_id}"),
        # With the leeway that reading allows, or it could be used again just after its end.
        expires_at=claims.expires_at + LEEWAY,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(used)
    except IntegrityError:
        raise DomainError("error.hand_over") from None


def _known(uow: UnitOfWork, claims: Claims) -> User | None:
    return uow.session.exec(
        select(User)
        .join(ExternalIdentity, col(ExternalIdentity.user_id) == col(User.id))
        .where(col(ExternalIdentity.issuer) == claims.issuer)
        .where(col(ExternalIdentity.subject) == claims.subject)
    ).first()


def _link(uow: UnitOfWork, claims: Claims) -> User:
    """An account of the same address, or a new one, belongs to this person from now on."""
    try:
        email = accounts.checked_email(claims.email)
    except InvalidError:
        raise DomainError("error.hand_over") from None
    user = uow.session.exec(select(User).where(col(User.email) == email)).first()
    if user is None:
        name = " ".join(clean_optional(claims.name, 120).split()) or email.partition("@")[0]
        user = accounts.add_user(uow, name, email, accounts.NO_PASSWORD, Role.STUDENT)
    elif _has_identity(uow, user, claims.issuer):
        # The platform has given the address to somebody else: not the same person's history.
        raise DomainError("error.hand_over")
    uow.session.add(
        ExternalIdentity(issuer=claims.issuer, subject=claims.subject, user_id=user.id or 0)
    )
    return user


def _has_identity(uow: UnitOfWork, user: User, issuer: str) -> bool:
    found = uow.session.exec(
        select(ExternalIdentity.id)
        .where(col(ExternalIdentity.user_id) == user.id)
        .where(col(ExternalIdentity.issuer) == issuer)
    ).first()
    return found is not None
