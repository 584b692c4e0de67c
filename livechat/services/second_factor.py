"""Staff's second factor: six digits from an authenticator app (TOTP, RFC 6238) or a spare code."""

import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, update
from sqlmodel import col, select

from livechat.adapters.tokens import as_typed, spare_code, token_hash
from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError, NotAllowedError
from livechat.domain.limits import clean_line
from livechat.domain.vocabulary import Role
from livechat.services import access, accounts, audit, mailing, users
from livechat.services.accounts import NewLogin
from livechat.services.context import Context
from livechat.store.tables.people import AuthSession, RecoveryCode, SecondFactor, User
from livechat.store.unit_of_work import UnitOfWork

_STEP_S = 30
# A phone's clock may be half a minute off.
_STEPS_APART = 1
_SPARE_CODES = 10
# A million codes and three valid at a time: ten guesses in a quarter of an hour lead nowhere.
_MOST_FAILURES = 10
_PAUSE = timedelta(minutes=15)


def begin(uow: UnitOfWork, actor: Actor) -> None:
    """A fresh secret to scan, unless one is in use already."""
    _require_staff(actor)
    found = uow.session.get(SecondFactor, actor.user_id)
    if found is None:
        uow.session.add(SecondFactor(user_id=actor.user_id, secret=pyotp.random_base32()))


def is_on(uow: UnitOfWork, user_id: int) -> bool:
    """Whether signing in asks for a code."""
    found = uow.session.get(SecondFactor, user_id)
    return found is not None and found.confirmed_at is not None


def is_on_for(uow: UnitOfWork, actor: Actor) -> bool:
    """The same for whoever is signed in."""
    return is_on(uow, actor.user_id)


def secret_to_scan(uow: UnitOfWork, actor: Actor) -> str:
    """The secret while it is being set up; "" before and after, so that it is shown only then."""
    found = uow.session.get(SecondFactor, actor.user_id)
    return found.secret if found is not None and found.confirmed_at is None else ""


def address_to_scan(uow: UnitOfWork, actor: Actor) -> str:
    """What the picture to scan says, "" when nothing is being set up."""
    secret = secret_to_scan(uow, actor)
    if not secret:
        return ""
    email = uow.session.get_one(User, actor.user_id).email
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=uow.settings.institution)


def confirm(uow: UnitOfWork, actor: Actor, code: str) -> None:
    """Switch it on by a first code."""
    _require_staff(actor)
    found = uow.session.get(SecondFactor, actor.user_id)
    if found is None or found.confirmed_at is not None:
        raise DomainError("error.second_factor")
    if not _fits(uow, found, code):
        raise DomainError("error.code")
    found.confirmed_at = uow.now
    uow.session.add(found)
    audit.record(uow, actor, "second_factor.on")
    mailing.to_user(uow, actor.user_id, "second_factor_on")


def spare_codes(uow: UnitOfWork, actor: Actor) -> list[str]:
    """New spare codes instead of any older ones; stored as hashes, so this is the only look."""
    if not is_on(uow, actor.user_id):
        raise DomainError("error.second_factor")
    uow.session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == actor.user_id))
    made = [spare_code() for _ in range(_SPARE_CODES)]
    for one in made:
        uow.session.add(RecoveryCode(code_hash=_hash(actor.user_id, one), user_id=actor.user_id))
    audit.record(uow, actor, "second_factor.spare_codes")
    return made


def switch_off(uow: UnitOfWork, actor: Actor, person: str, reason: str) -> None:
    """By an admin, for a colleague who lost the phone; both and the audit know by whom and why."""
    access.require_admin(actor)
    user = users.by_public_id(uow, person)
    if user.id == actor.user_id:
        # One's own asks for the password, or an unlocked screen would be enough.
        raise NotAllowedError("admin.factor_own")
    if not is_on(uow, user.id or 0):
        raise DomainError("error.second_factor")
    remove(uow, user.id or 0, actor, clean_line(reason, 200))


def remove(uow: UnitOfWork, user_id: int, by: Actor | None, reason: str = "") -> None:
    """Switch it off: by its owner after the password, or for somebody who lost the phone."""
    uow.session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    uow.session.execute(delete(SecondFactor).where(col(SecondFactor.user_id) == user_id))
    user = uow.session.get_one(User, user_id)
    why = {"reason": reason} if reason else {}
    audit.record(uow, by, "second_factor.off", target=user.public_id, **why)
    mailing.to_user(uow, user_id, "second_factor_off")


def remove_of(uow: UnitOfWork, email: str) -> None:
    """The same by address, for whoever runs the server."""
    user = uow.session.exec(select(User).where(col(User.email) == email.strip().lower())).first()
    if user is None:
        raise DomainError("account.factor_unknown", email=email)
    remove(uow, user.id or 0, None)


def waiting(uow: UnitOfWork, token: str) -> Actor | None:
    """Who has given the right password behind this cookie and owes the code."""
    row = uow.session.exec(
        select(AuthSession, User)
        .join(User, col(User.id) == col(AuthSession.user_id))
        .where(col(AuthSession.token_hash) == token_hash(token))
        .where(col(AuthSession.awaits_code))
        .where(col(AuthSession.ended_at).is_(None))
        .where(col(User.is_active))
        .where(col(AuthSession.created_at) > uow.now - accounts.CODE_WITHIN)
    ).first()
    if row is None:
        return None
    login, user = row
    return Actor(user.id or 0, user.role, user.name, login.id or 0)


def check(context: Context, token: str, code: str) -> NewLogin:
    """Turn a login that owes a code into a real one, under a new token."""
    login = context.write(_check, token, code)
    if login is None:
        # Told after the commit: the failure must be counted.
        raise DomainError("error.code")
    return login


def _check(uow: UnitOfWork, token: str, code: str) -> NewLogin | None:
    actor = waiting(uow, token)
    if actor is None:
        raise DomainError("error.sign_in_again")
    found = uow.session.get(SecondFactor, actor.user_id, with_for_update=True)
    if found is None or found.confirmed_at is None:
        raise DomainError("error.sign_in_again")
    if _is_paused(found, uow.now):
        raise DomainError("error.throttled", minutes=int(_PAUSE.total_seconds() / 60))
    if not (_fits(uow, found, code) or _use_spare(uow, actor, code)):
        found.failures = found.failures % _MOST_FAILURES + 1
        found.failed_at = uow.now
        uow.session.add(found)
        return None
    found.failures = 0
    uow.session.add(found)
    return finish(uow, actor)


def finish(uow: UnitOfWork, actor: Actor) -> NewLogin:
    """Everything asked for has been given: the waiting login ends, a real one begins."""
    old = uow.session.get_one(AuthSession, actor.session_id)
    accounts.end(uow, old)
    user = uow.session.get_one(User, actor.user_id)
    return accounts.begin(uow, user, old.user_agent, is_shared=old.is_shared_computer)


def _is_paused(found: SecondFactor, now: datetime) -> bool:
    is_full = found.failures >= _MOST_FAILURES
    return is_full and found.failed_at is not None and found.failed_at > now - _PAUSE


def _fits(uow: UnitOfWork, found: SecondFactor, code: str) -> bool:
    """Whether it is a code of about now that has not been used; uses it up."""
    given = "".join(code.split())
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return False
    current = int(uow.now.timestamp()) // _STEP_S
    totp = pyotp.TOTP(found.secret)
    for step in range(current - _STEPS_APART, current + _STEPS_APART + 1):
        if step > found.last_step and secrets.compare_digest(totp.at(step * _STEP_S), given):
            found.last_step = step
            uow.session.add(found)
            return True
    return False


def _use_spare(uow: UnitOfWork, actor: Actor, code: str) -> bool:
    used = uow.connection.execute(
        update(RecoveryCode)
        .where(col(RecoveryCode.code_hash) == _hash(actor.user_id, code))
        .where(col(RecoveryCode.used_at).is_(None))
        .values(used_at=uow.now)
    ).rowcount
    if used:
        audit.record(uow, actor, "second_factor.spare_code")
    return bool(used)


def _hash(user_id: int, code: str) -> str:
    return token_hash(f"{user_id}\n{as_typed(code)}")


def _require_staff(actor: Actor) -> None:
    if actor.role is Role.STUDENT:
        raise NotAllowedError
