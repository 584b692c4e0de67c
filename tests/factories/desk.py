"""A running desk for tests of use cases; everything goes through the real ones."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from livechat.adapters.clock import FakeClock
from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Fact, PresenceState, Role, Status
from livechat.services import conversations, messages, queue, queue_entries
from livechat.services.context import Context
from livechat.store.tables.conversations import Conversation, Message, Participant
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import BusEvent, UnitOfWork

# A Tuesday, 12:00 in Berlin, with the desk open from 8 to 18 o'clock.
NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)


class Desk:
    """Factories and shortcuts over one context."""

    def __init__(self, context: Context, clock: FakeClock, told: list[BusEvent]) -> None:
        self.context = context
        self.clock = clock
        self.told = told
        self._count = 0

    def user(self, role: Role = Role.STUDENT, name: str = "", **values: Any) -> Actor:
        """A user of the role, with a name of its own."""
        self._count += 1
        named = name or f"{role.value.title()} {self._count}"

        def work(uow: UnitOfWork) -> int:
            user = User(
                public_id=public_id(),
                email=f"user{self._count}@example.edu",
                name=named,
                role=role,
                password_hash="unused",
                created_at=uow.now,
                **values,
            )
            uow.session.add(user)
            uow.session.flush()
            assert user.id is not None
            return user.id

        return Actor(self.context.write(work), role, named, 0)

    def student(self, name: str = "", **values: Any) -> Actor:
        """A student."""
        return self.user(Role.STUDENT, name, **values)

    def agent(
        self,
        name: str = "",
        state: PresenceState = PresenceState.ONLINE,
        role: Role = Role.AGENT,
        **values: Any,
    ) -> Actor:
        """Somebody of the desk, online unless said otherwise."""
        actor = self.user(role, name, **values)

        def work(uow: UnitOfWork) -> None:
            uow.session.add(
                AgentPresence(
                    user_id=actor.user_id,
                    state=state,
                    heartbeat_at=uow.now,
                    changed_at=uow.now,
                    idle_since=uow.now,
                )
            )

        self.context.write(work)
        return actor

    def specialist(self, name: str = "", group: str = "platform") -> Actor:
        """An online specialist of a group."""
        return self.agent(name, role=Role.SPECIALIST, group=group)

    def admin(self) -> Actor:
        """An admin, away from the desk."""
        return self.user(Role.ADMIN)

    def conversation(self, student: Actor, text: str = "The video is black.") -> str:
        """A conversation with the bot in which the student has said `text`."""
        conversation_id = self.context.write(conversations.open_bot, student, {})
        self.say(student, conversation_id, text)
        return conversation_id

    def queued(
        self, student: Actor, text: str = "The video is black.", minutes_left: int | None = None
    ) -> str:
        """A conversation in the queue, as after the bot's handoff."""
        conversation_id = self.conversation(student, text)
        if minutes_left is not None:

            def card(uow: UnitOfWork) -> None:
                found = self.find(uow, conversation_id)
                found.handoff = {"issue": text, "minutes_left": minutes_left, "steps": []}
                uow.session.add(found)

            self.context.write(card)
        self.context.write(queue.join, student, conversation_id)
        return conversation_id

    def claimed(self, student: Actor, agent: Actor, text: str = "The video is black.") -> str:
        """A conversation that `agent` has taken from the queue."""
        conversation_id = self.queued(student, text)
        self.context.write(queue.claim, agent, self.entry(conversation_id).public_id)
        return conversation_id

    def entry(self, conversation_id: str) -> QueueEntry:
        """The conversation's newest queue entry."""

        def query(uow: UnitOfWork) -> QueueEntry:
            found = queue_entries.newest(uow, self.find(uow, conversation_id))
            assert found is not None
            return found

        return self.context.read(query)

    def active(self, student: Actor, agent: Actor, text: str = "The video is black.") -> str:
        """A conversation that `agent` has, without the way through the queue."""
        conversation_id = self.conversation(student, text)

        def work(uow: UnitOfWork) -> None:
            found = self.find(uow, conversation_id)
            found.status = Status.ACTIVE
            found.owner_id = agent.user_id
            uow.session.add(found)
            uow.session.add(
                Participant(conversation_id=found.id, user_id=agent.user_id, joined_at=uow.now)
            )

        self.context.write(work)
        return conversation_id

    def say(self, actor: Actor, conversation_id: str, text: str) -> int:
        """Post a message and return its seq."""
        return self.context.write(messages.post, actor, conversation_id, str(uuid.uuid4()), text)

    def row(self, conversation_id: str) -> Conversation:
        """The stored conversation."""
        return self.context.read(self.find, conversation_id)

    def facts(self, conversation_id: str) -> list[Fact]:
        """The names of what has happened, in order."""
        return [event.fact for event in self.events(conversation_id)]

    def events(self, conversation_id: str) -> list[ConversationEvent]:
        """What has happened, in order."""

        def query(uow: UnitOfWork) -> list[ConversationEvent]:
            found = self.find(uow, conversation_id)
            return list(
                uow.session.exec(
                    select(ConversationEvent)
                    .where(col(ConversationEvent.conversation_id) == found.id)
                    .order_by(col(ConversationEvent.id))
                ).all()
            )

        return self.context.read(query)

    def lines(self, actor: Actor, conversation_id: str) -> list[str]:
        """The bodies of the thread as `actor` may read it."""
        page = self.context.read(messages.thread, actor, conversation_id)
        return [message.body for message in page.messages]

    @staticmethod
    def find(uow: UnitOfWork, conversation_id: str) -> Conversation:
        """The conversation in the test's own transaction, past every check."""
        return uow.session.exec(
            select(Conversation).where(col(Conversation.public_id) == conversation_id)
        ).one()

    @staticmethod
    def messages(uow: UnitOfWork, conversation_id: str) -> list[Message]:
        """Everything stored in the conversation, in order, past every check."""
        found = Desk.find(uow, conversation_id)
        return list(
            uow.session.exec(
                select(Message)
                .where(col(Message.conversation_id) == found.id)
                .order_by(col(Message.seq))
            ).all()
        )
