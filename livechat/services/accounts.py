"""Accounts and logins: a server-side session behind a random token, checked on every event."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, func, select, update

from livechat.adapters.tokens import public_id, session_token, token_hash
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, DomainError, InvalidError
from livechat.domain.limits import SHORTEST_PASSWORD, clean
from livechat.domain.text import spoken
from livechat.domain.vocabulary import Role
from livechat.services.context import Context
from livechat.store.tables.people import AuthSession, LoginAttempt, SecondFactor, User
from livechat.store.unit_of_work import UnitOfWork

_EMAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[^@\s<>\"',;:\\.]+(\.[^@\s<>\"',;:\\.]+)+")
# Instead of a hash, for whoever has no password: no hash begins like this, so none fits.
NO_PASSWORD = "!"  # noqa: S105 - says that there is none
_ATTEMPTS = 5
_WINDOW_MIN = 30
# A password was right but the code is missing: after this one starts anew.
CODE_WITHIN = timedelta(minutes=10)
# Writing the time of use on every event would be a write for each read.
_TOUCH_EVERY = timedelta(minutes=5)


class Owed(StrEnum):
    """What is still missing after the right password."""

    NOTHING = "nothing"
    CODE = "code"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class NewLogin:
    """The cookie's value (known to the browser alone), the CSRF token and who it is."""

    token: str
    csrf: str
    role: Role
    owed: Owed = Owed.NOTHING
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Login:
    """A valid login, as found behind a cookie."""

    actor: Actor
    csrf: str
    email: str
    timezone: str
    language: str
    is_shared_computer: bool


def sign_up(context: Context, name: str, email: str, password: str, user_agent: str) -> NewLogin:
    """Make a student's account and sign in; InvalidError or ConflictError says what to change."""
    wanted = checked_email(email)
    name = checked_name(name)
    password_hash = hashed(context, password)

    def work(uow: UnitOfWork) -> NewLogin:
        if _by_email(uow, wanted) is not None:
            raise ConflictError("error.email_used")
        user = add_user(uow, name, wanted, password_hash, Role.STUDENT)
        return begin(uow, user, user_agent, is_shared=False)

    return context.write(work)


def sign_in(
    context: Context,
    email: str,
    password: str,
    address: str,
    user_agent: str,
    *,
    is_shared: bool = False,
) -> NewLogin:
    """A new login; the same refusal in the same time for known and unknown addresses."""
    wanted = email.strip().lower()[:254]
    context.read(_throttle, wanted, address)
    user = context.read(_by_email, wanted)
    fits = context.passwords.verify(user.password_hash if user else None, password)
    is_good = fits and user is not None and user.is_active

    def work(uow: UnitOfWork) -> NewLogin | None:
        uow.session.add(
            LoginAttempt(email=wanted, address=address[:64], is_success=is_good, at=uow.now)
        )
        if not is_good or user is None:
            return None
        return begin(uow, user, user_agent, is_shared=is_shared, owed=_owed(uow, user))

    login = context.write(work)
    if login is None:
        raise DomainError("error.sign_in")
    return login


def confirm_password(context: Context, login: Login, password: str, address: str) -> None:
    """Before what cannot be taken back; guessing is throttled as at the sign-in."""
    context.read(_throttle, login.email, address)
    user = context.read(_by_email, login.email)
    if context.passwords.verify(user.password_hash if user else None, password):
        return

    def note(uow: UnitOfWork) -> None:
        uow.session.add(
            LoginAttempt(email=login.email, address=address[:64], is_success=False, at=uow.now)
        )

    context.write(note)
    raise DomainError("error.sign_in")


def begin(
    uow: UnitOfWork,
    user: User,
    user_agent: str,
    *,
    is_shared: bool,
    owed: Owed = Owed.NOTHING,
) -> NewLogin:
    """A login of the user, whoever has checked that it is them."""
    token, csrf = session_token(), session_token()
    _keep_language(uow.session.get_one(User, user.id))
    uow.session.add(
        AuthSession(
            user_id=user.id or 0,
            token_hash=token_hash(token),
            csrf_token=csrf,
            user_agent=user_agent[:300],
            is_shared_computer=is_shared,
            awaits_code=owed is not Owed.NOTHING,
            created_at=uow.now,
            used_at=uow.now,
        )
    )
    return NewLogin(token, csrf, user.role, owed, is_shared)


def _owed(uow: UnitOfWork, user: User) -> Owed:
    if not user.role.is_staff:
        return Owed.NOTHING
    factor = uow.session.get(SecondFactor, user.id)
    if factor is not None and factor.confirmed_at is not None:
        return Owed.CODE
    is_required = uow.settings.staff_second_factor == "required"
    return Owed.SET_UP if is_required else Owed.NOTHING


def sign_out(uow: UnitOfWork, token: str) -> None:
    """End the login; its sockets hear of it by the session's topic."""
    found = _session_of(uow, token)
    if found is not None:
        end(uow, found)


def end(uow: UnitOfWork, login: AuthSession) -> None:
    """End one login, once."""
    if login.ended_at is None:
        login.ended_at = uow.now
        uow.session.add(login)
        uow.emit("sessions.ended", session_ids=[login.id])


def csrf_of(uow: UnitOfWork, actor: Actor) -> str:
    """The token that the actor's own pages send along with forms and uploads."""
    found = uow.session.get(AuthSession, actor.session_id)
    return found.csrf_token if found else ""


def keep_timezone(uow: UnitOfWork, actor: Actor, zone: str) -> None:
    """The zone that the actor's browser runs in: lines, mail and transcripts are worded in it."""
    user = uow.session.get_one(User, actor.user_id)
    if user.timezone != zone:
        user.timezone = zone
        uow.session.add(user)


def keep_language(uow: UnitOfWork, actor: Actor) -> None:
    """The language that the student reads is that of mail and transcripts, too."""
    user = uow.session.get_one(User, actor.user_id)
    _keep_language(user)
    uow.session.add(user)


def end_sessions(uow: UnitOfWork, user_id: int) -> None:
    """End every login of a user, as after a change of role or a block."""
    for found in uow.session.exec(
        select(AuthSession)
        .where(col(AuthSession.user_id) == user_id)
        .where(col(AuthSession.ended_at).is_(None))
    ).all():
        end(uow, found)


def resolve(context: Context, token: str) -> Login | None:
    """Who is behind the cookie now, or None; called on every event."""
    if not token or len(token) > 100:
        return None
    found = context.read(_login_of, token)
    if found is None:
        return None
    login, is_stale = found
    if is_stale:
        context.write(_touch, login.actor.session_id)
    return login


def holds(uow: UnitOfWork) -> ColumnElement[bool]:
    """For queries over logins with their users: not ended, not idle or old beyond the limits."""
    idle = timedelta(hours=uow.settings.session_idle_hours)
    absolute = timedelta(days=uow.settings.session_max_days)
    return and_(
        col(AuthSession.ended_at).is_(None),
        col(AuthSession.awaits_code).is_(False),
        col(User.is_active),
        col(AuthSession.used_at) >= uow.now - idle,
        col(AuthSession.created_at) >= uow.now - absolute,
    )


def add_user(
    uow: UnitOfWork, name: str, email: str, password_hash: str, role: Role, group: str = ""
) -> User:
    """Store a user whose values have been checked."""
    user = User(
        public_id=public_id(),
        email=email,
        name=name,
        role=role,
        password_hash=password_hash,
        group=group,
        created_at=uow.now,
    )
    uow.session.add(user)
    uow.session.flush()
    return user


def checked_email(email: str) -> str:
    """In the form that is stored and compared."""
    wanted = email.strip().lower()
    if len(wanted) > 254 or not _EMAIL.fullmatch(wanted):
        raise InvalidError("error.bad_email")
    return wanted


def checked_name(name: str) -> str:
    """One line that can be shown."""
    return " ".join(clean(name, 120).split())


def hashed(context: Context, password: str) -> str:
    """The hash to store; InvalidError when the password is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidError("error.weak_password", length=SHORTEST_PASSWORD)
    try:
        return context.passwords.hash(password)
    except ValueError:
        raise InvalidError("error.weak_password", length=SHORTEST_PASSWORD) from None


def _keep_language(user: User) -> None:
    if not user.role.is_staff:  # the desk works in English
        user.language = spoken().tag


def _by_email(uow: UnitOfWork, email: str) -> User | None:
    return uow.session.exec(select(User).where(col(User.email) == email)).first()


def _session_of(uow: UnitOfWork, token: str) -> AuthSession | None:
    return uow.session.exec(
        select(AuthSession).where(col(AuthSession.token_hash) == token_hash(token))
    ).first()


def _login_of(uow: UnitOfWork, token: str) -> tuple[Login, bool] | None:
    row = uow.session.exec(
        select(AuthSession, User)
        .join(User, col(User.id) == col(AuthSession.user_id))
        .where(col(AuthSession.token_hash) == token_hash(token))
        .where(holds(uow))
    ).first()
    if row is None:
        return None
    found, user = row
    actor = Actor(user.id or 0, user.role, user.name, found.id or 0)
    login = Login(
        actor=actor,
        csrf=found.csrf_token,
        email=user.email,
        timezone=user.timezone,
        language=user.language,
        is_shared_computer=found.is_shared_computer,
    )
    return login, uow.now - found.used_at > _TOUCH_EVERY


def _touch(uow: UnitOfWork, session_id: int) -> None:
    uow.session.execute(
        update(AuthSession).where(col(AuthSession.id) == session_id).values(used_at=uow.now)
    )


def _throttle(uow: UnitOfWork, email: str, address: str) -> None:
    """Five failures in 30 min for a user and address; a campus shares one, so never it alone."""
    since = uow.now - timedelta(minutes=_WINDOW_MIN)
    failures = uow.session.exec(
        select(func.count(col(LoginAttempt.id)))
        .where(col(LoginAttempt.email) == email)
        .where(col(LoginAttempt.address) == address[:64])
        .where(col(LoginAttempt.is_success).is_(False))
        .where(col(LoginAttempt.at) > since)
    ).one()
    if failures >= _ATTEMPTS:
        raise DomainError("error.throttled", minutes=_WINDOW_MIN)
