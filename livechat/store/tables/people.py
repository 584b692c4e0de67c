"""Users, their logins, and who is at the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, true
from sqlmodel import Field

from livechat.domain.vocabulary import PresenceState, Role
from livechat.store.columns import enum_column, json_column, reference, time_column
from livechat.store.tables.base import Table


class User(Table, table=True):
    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=120)
    role: Role = Field(sa_column=enum_column(Role, index=True))
    password_hash: str = Field(max_length=200)
    language: str = Field(default="en", max_length=12)
    timezone: str = Field(default="", max_length=64)
    group: str = Field(default="", max_length=40)
    skills: list[str] = Field(default_factory=list, sa_column=json_column())
    languages: list[str] = Field(default_factory=list, sa_column=json_column(default="[]"))
    capacity: int | None = None
    is_active: bool = True
    # Whether mail that nothing depends on is wanted, and what its way out is signed with.
    wants_optional_mail: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    mail_token: str = Field(
        default="", max_length=32, index=True, sa_column_kwargs={"server_default": ""}
    )
    blocked_until: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    block_reason: str = Field(default="", max_length=200)
    created_at: datetime = Field(sa_column=time_column())


class AuthSession(Table, table=True):
    __tablename__ = "auth_session"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(sa_column=reference("user_account.id"))
    token_hash: str = Field(max_length=64, unique=True)
    csrf_token: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=300)
    is_shared_computer: bool = False
    # The password was right, the second factor is still to come: this is no login yet.
    awaits_code: bool = False
    created_at: datetime = Field(sa_column=time_column())
    used_at: datetime = Field(sa_column=time_column())
    ended_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class ExternalIdentity(Table, table=True):
    """Who a student is for the learning platform that hands them over."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=254)
    subject: str = Field(max_length=254)
    user_id: int = Field(sa_column=reference("user_account.id"))


class UsedToken(Table, table=True):
    """A hand-over that has happened; kept until its token would be refused for its age."""

    __tablename__ = "used_token"
    token_hash: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = Field(sa_column=time_column(index=True))


class LoginAttempt(Table, table=True):
    __tablename__ = "login_attempt"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    address: str = Field(max_length=64)
    is_success: bool
    at: datetime = Field(sa_column=time_column(index=True))


class SecondFactor(Table, table=True):
    """An authenticator app (TOTP) of a member of staff."""

    __tablename__ = "second_factor"
    user_id: int = Field(
        primary_key=True, foreign_key="user_account.id", ondelete="CASCADE", index=False
    )
    secret: str = Field(max_length=64)
    # Until the first code has been typed, nothing is asked for.
    confirmed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    # A code opens the door once: the half minute that it belonged to.
    last_step: int = 0
    failures: int = 0
    failed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class RecoveryCode(Table, table=True):
    """For the day when the phone is lost; each works once."""

    __tablename__ = "recovery_code"
    code_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(sa_column=reference("user_account.id"))
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class PasswordReset(Table, table=True):
    """A way in by mail; only the hash of what the mail says is kept, and it works once."""

    __tablename__ = "password_reset"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(sa_column=reference("user_account.id"))
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_column=time_column())
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class AskedAccount(Table, table=True):
    """Somebody wants an account; it comes to be when the mail's link is followed."""

    __tablename__ = "asked_account"
    token_hash: str = Field(primary_key=True, max_length=64)
    email: str = Field(max_length=254, index=True)
    name: str = Field(max_length=120)
    password_hash: str = Field(max_length=200)
    created_at: datetime = Field(sa_column=time_column(index=True))


class AgentPresence(Table, table=True):
    __tablename__ = "agent_presence"
    user_id: int = Field(
        primary_key=True, foreign_key="user_account.id", ondelete="CASCADE", index=False
    )
    state: PresenceState = Field(sa_column=enum_column(PresenceState, index=True))
    heartbeat_at: datetime = Field(sa_column=time_column())
    changed_at: datetime = Field(sa_column=time_column())
    idle_since: datetime = Field(sa_column=time_column())
    misses: int = 0


class AuditEntry(Table, table=True):
    __tablename__ = "audit_entry"
    id: int | None = Field(default=None, primary_key=True)
    actor_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    action: str = Field(max_length=80, index=True)
    target: str = Field(default="", max_length=120)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    at: datetime = Field(sa_column=time_column(index=True))
