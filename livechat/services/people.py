"""Accounts as admins see and change them."""

from sqlmodel import col, select

from livechat.adapters.tokens import demo_password
from livechat.domain.actor import Actor
from livechat.domain.admin_views import UserRow
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.limits import clean_optional, is_storable
from livechat.domain.text import t
from livechat.domain.vocabulary import PresenceState, Role
from livechat.domain.wording import date_and_time, zone_or
from livechat.services import access, accounts, audit, users
from livechat.services.context import Context
from livechat.services.desk_staff import main_language
from livechat.store.tables.people import AgentPresence, SecondFactor, User
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 200
_MOST_CHATS = 20
_MOST_WORDS = 20


def rows(uow: UnitOfWork, actor: Actor, search: str = "") -> list[UserRow]:
    """Staff first, then students, or those whose name or address holds `search`."""
    access.require_admin(actor)
    query = select(User).order_by(col(User.role) == Role.STUDENT, col(User.name)).limit(_SHOWN)
    wanted = search.strip()[:100]
    if not is_storable(wanted):
        return []
    if wanted:
        query = query.where(
            col(User.name).icontains(wanted, autoescape=True)
            | col(User.email).icontains(wanted, autoescape=True)
        )
    found = uow.session.exec(query).all()
    with_factor = set(
        uow.session.exec(
            select(SecondFactor.user_id)
            .where(col(SecondFactor.user_id).in_([user.id for user in found]))
            .where(col(SecondFactor.confirmed_at).is_not(None))
        ).all()
    )
    return [_row(uow, user, has_factor=user.id in with_factor) for user in found]


def create(
    context: Context, actor: Actor, name: str, email: str, role: str, group: str = ""
) -> str:
    """Make an account; returns its password, which is shown once and stored as a hash."""
    access.require_admin(actor)
    wanted, shown = accounts.checked_email(email), accounts.checked_name(name)
    kind, password = _role(role), demo_password()
    password_hash = accounts.hashed(context, password)

    def work(uow: UnitOfWork) -> None:
        if uow.session.exec(select(User.id).where(col(User.email) == wanted)).first():
            raise ConflictError("error.email_taken")
        user = accounts.add_user(uow, shown, wanted, password_hash, kind, _group(group))
        audit.record(uow, actor, "person.created", target=user.public_id, role=kind.value)

    context.write(work)
    return password


def change(
    uow: UnitOfWork,
    actor: Actor,
    person: str,
    *,
    role: str,
    group: str,
    capacity: int,
    is_active: bool,
    skills: str | None = None,
    languages: str | None = None,
) -> None:
    """Change what an account may do; its logins end where that is less or other than before.

    `skills` (topics) and `languages` are separated by commas; None leaves them, none means all.
    """
    access.require_admin(actor)
    user = users.by_public_id(uow, person)
    kind = _role(role)
    is_losing_admin = user.role is Role.ADMIN and (kind is not Role.ADMIN or not is_active)
    if is_losing_admin and _admins(uow) <= 1:
        raise ConflictError("error.last_admin")
    if not 0 <= capacity <= _MOST_CHATS:
        raise InvalidError("error.bad_value", field=t("admin.capacity"))
    is_other = kind is not user.role or not is_active
    user.role, user.group, user.is_active = kind, _group(group), is_active
    user.capacity = capacity or None
    if skills is not None:
        user.skills = _words(skills, 40)
    if languages is not None:
        user.languages = [main_language(tag) for tag in _words(languages, 12)]
    uow.session.add(user)
    uow.session.flush()
    if is_other:
        accounts.end_sessions(uow, user.id or 0)
    audit.record(uow, actor, "person.changed", target=user.public_id, role=kind.value)
    uow.emit("desk")


def reset_password(context: Context, actor: Actor, person: str) -> str:
    """A new password, shown once; every login of the account ends."""
    access.require_admin(actor)
    password = demo_password()
    password_hash = accounts.hashed(context, password)

    def work(uow: UnitOfWork) -> None:
        user = users.by_public_id(uow, person)
        user.password_hash = password_hash
        uow.session.add(user)
        accounts.end_sessions(uow, user.id or 0)
        audit.record(uow, actor, "person.password_reset", target=user.public_id)

    context.write(work)
    return password


def end_logins(uow: UnitOfWork, actor: Actor, person: str) -> None:
    """Sign the person out everywhere, as after a lost device; the password stays."""
    access.require_admin(actor)
    user = users.by_public_id(uow, person)
    accounts.end_sessions(uow, user.id or 0)
    audit.record(uow, actor, "person.signed_out", target=user.public_id)


def _row(uow: UnitOfWork, user: User, *, has_factor: bool) -> UserRow:
    presence = uow.session.get(AgentPresence, user.id)
    state = presence.state if presence else PresenceState.OFFLINE
    return UserRow(
        id=user.public_id,
        name=user.name,
        email=user.email,
        role=user.role.value,
        role_label=t(f"admin.role_{user.role.value}"),
        group=user.group,
        capacity=user.capacity or 0,
        is_active=user.is_active,
        presence=t(f"admin.presence_{state.value}") if user.role.is_staff else "",
        skills=", ".join(user.skills),
        languages=", ".join(user.languages),
        blocked=_blocked(uow, user),
        has_factor=has_factor,
    )


def _blocked(uow: UnitOfWork, user: User) -> str:
    if user.blocked_until is None or user.blocked_until <= uow.now:
        return ""
    until = date_and_time(user.blocked_until, zone_or("", uow.settings.timezone))
    return t("admin.blocked_until", until=until, reason=user.block_reason)


def _admins(uow: UnitOfWork) -> int:
    """How many admins there are; locks them, so that two cannot dismiss each other at once."""
    query = select(User.id).where(col(User.role) == Role.ADMIN).where(col(User.is_active))
    return len(uow.session.exec(query.order_by(col(User.id)).with_for_update()).all())


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise InvalidError("error.bad_value", field=t("admin.role")) from None


def _words(text: str, longest: int) -> list[str]:
    """What commas separate, in lower case, each once."""
    words = (word.strip().lower()[:longest] for word in text.split(",")[:_MOST_WORDS])
    return list(dict.fromkeys(word for word in words if word))


def _group(name: str) -> str:
    return clean_optional(name, 40).strip().lower()
