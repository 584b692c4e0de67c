"""A database with many people in conversation, made by the use cases before the app starts."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from livechat import composition
from livechat.adapters.tokens import public_id, session_token, token_hash
from livechat.api.logins import COOKIE
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import PresenceState, Role, Status
from livechat.services import conversations, messages
from livechat.settings import load
from livechat.store import migrations
from livechat.store.tables.conversations import Participant
from livechat.store.tables.people import AgentPresence, AuthSession, User
from livechat.store.unit_of_work import UnitOfWork

# One page shows one conversation: an agent each, so that every message has a page to arrive on.
CHATS_OF_AN_AGENT = 1
# Agents count as there until their page is opened: else their chats would go to the others.
_AWAITED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A conversation with the cookies of both sides."""

    conversation: str
    student_cookie: str
    agent_cookie: str


def person(
    uow: UnitOfWork, role: Role, number: int, name: str = "", group: str = ""
) -> tuple[Actor, str]:
    """A user with a login, and the cookie of it; staff are online."""
    user = User(
        public_id=public_id(),
        email=f"{role.value}{number}@bench.example",
        name=name or f"{role.value.title()} {number}",
        group=group,
        role=role,
        password_hash="-",
        created_at=uow.now,
    )
    uow.session.add(user)
    uow.session.flush()
    token = session_token()
    login = AuthSession(
        user_id=user.id or 0,
        token_hash=token_hash(token),
        csrf_token=session_token(),
        created_at=uow.now,
        used_at=uow.now + timedelta(minutes=5),
    )
    uow.session.add(login)
    uow.session.flush()
    if role is not Role.STUDENT:
        uow.session.add(
            AgentPresence(
                user_id=user.id,
                state=PresenceState.ONLINE,
                heartbeat_at=uow.now + _AWAITED,
                changed_at=uow.now,
                idle_since=uow.now,
            )
        )
    return Actor(user.id or 0, role, user.name, login.id or 0), f"{COOKIE}={token}"


def chat_of(uow: UnitOfWork, student: Actor, agent: Actor, length: int) -> str:
    """A running conversation of so many messages; its public id."""
    begun = conversations.start(uow, student, {})
    begun.status, begun.owner_id = Status.ACTIVE, agent.user_id
    uow.session.add(begun)
    uow.session.add(
        Participant(conversation_id=begun.id or 0, user_id=agent.user_id, joined_at=uow.now)
    )
    uow.session.flush()
    for turn in range(length):
        actor = student if turn % 2 else agent
        messages.post(uow, actor, begun.public_id, str(uuid.uuid4()), f"Earlier message {turn}.")
    return begun.public_id


def visitors(folder: Path, count: int) -> list[str]:
    """Cookies of further students, who have no conversation, in the database of `prepare`."""
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder / "data")}))

    def work(uow: UnitOfWork) -> list[str]:
        return [person(uow, Role.STUDENT, 1_000_000 + number)[1] for number in range(count)]

    cookies = context.write(work)
    context.database.close()
    return cookies


def prepare(folder: Path, count: int, length: int = 4, **settings: str) -> list[Pair]:
    """`count` running conversations of `length` messages in a new database in folder/data."""
    environment = {f"LIVECHAT_{name.upper()}": value for name, value in settings.items()}
    context = composition.build_context(
        load({"LIVECHAT_DATA_DIR": str(folder / "data"), **environment})
    )
    migrations.upgrade(context.database.engine)
    pairs: list[Pair] = []

    def work(uow: UnitOfWork, first: int) -> None:
        agent, agent_cookie = person(uow, Role.AGENT, first)
        for number in range(first, min(first + CHATS_OF_AN_AGENT, count)):
            student, cookie = person(uow, Role.STUDENT, number)
            pairs.append(Pair(chat_of(uow, student, agent, length), cookie, agent_cookie))

    for first in range(0, count, CHATS_OF_AN_AGENT):
        context.write(work, first)
    context.database.close()
    return pairs
