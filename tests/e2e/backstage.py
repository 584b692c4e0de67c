"""What a test sets up and looks up behind the pages: always by the product's own services."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

from sqlmodel import col, or_, select

from livechat.adapters.passwords import Passwords
from livechat.composition import build_context
from livechat.domain.actor import Actor
from livechat.domain.figure_views import TileView
from livechat.domain.vocabulary import Fact, PresenceState, QueueState, Role, SenderKind, Status
from livechat.domain.wording import zone_or
from livechat.services import (
    accounts,
    analytics,
    blocking,
    conversations,
    desk_hours,
    incidents,
    messages,
    presence,
    queue,
)
from livechat.settings import load
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.tables.desk import CallbackRequest, MailMessage, QueueEntry, Ticket
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.knowledge import Article
from livechat.store.tables.people import AgentPresence, AuditEntry, User
from livechat.store.unit_of_work import UnitOfWork

PASSWORD = "correct horse battery"
# Cheap on purpose: verifying reads the costs from the hash.
_HASH = Passwords(time_cost=1, memory_kib=64, parallelism=1).hash(PASSWORD)


class Backstage:
    """The database of a running app, from a process of its own: its pages hear of it too."""

    def __init__(self, data: Path) -> None:
        self.context = build_context(
            load({"LIVECHAT_DATA_DIR": str(data), "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL"})
        )
        self._mail = data / "mail"
        self._count = 0

    def close(self) -> None:
        """Let go of the database."""
        self.context.database.close()

    def begin(self) -> "Backstage":
        """As before a first visit: the desk is open, and nobody is at it or in line."""
        self.empty_the_desk()
        self.open_around_the_clock()
        return self

    # people

    def new_student(self, name: str) -> str:
        """The address of a new student, whose password is PASSWORD."""
        return self.new_person(name, Role.STUDENT)

    def new_person(self, name: str, role: Role) -> str:
        """The address of somebody new, whose password is PASSWORD."""
        self._count += 1
        email = f"{role}{self._count}@{role}.example"
        self.context.write(accounts.add_user, name, email, _HASH, role)
        return email

    def actor(self, email: str) -> Actor:
        """The user as a use case's actor."""

        def work(uow: UnitOfWork) -> Actor:
            user = uow.session.exec(select(User).where(col(User.email) == email)).one()
            return Actor(user.id or 0, user.role, user.name, 0)

        return self.context.read(work)

    def language_of(self, email: str) -> str:
        """What the student reads in mail."""

        def work(uow: UnitOfWork) -> str:
            return uow.session.exec(select(User.language).where(col(User.email) == email)).one()

        return self.context.read(work)

    def admin(self) -> Actor:
        """Somebody who may do everything."""

        def work(uow: UnitOfWork) -> str:
            return uow.session.exec(select(User.email).where(col(User.role) == Role.ADMIN)).one()

        return self.actor(self.context.read(work))

    # the desk

    def open_around_the_clock(self) -> None:
        """Every day from midnight to midnight, without exceptions."""
        admin = self.admin()

        def work(uow: UnitOfWork) -> None:
            for dated in desk_hours.exceptions(uow, admin):
                desk_hours.delete_exception(uow, admin, dated.id)
            for row in desk_hours.rows(uow, admin):
                desk_hours.delete(uow, admin, row.id)
            for weekday in range(7):
                desk_hours.save(uow, admin, weekday, "00:00", "24:00")

        self.context.write(work)

    def close_the_desk(self) -> None:
        """Closed now, whatever the hour, and tomorrow, as the test may pass midnight."""
        admin = self.admin()

        def work(uow: UnitOfWork) -> None:
            today = uow.now.astimezone(zone_or(uow.settings.timezone, "UTC")).date()
            for day in (today, today + timedelta(days=1)):
                desk_hours.save_exception(uow, admin, day.isoformat(), label="Closed")

        self.context.write(work)

    def empty_the_desk(self) -> None:
        """Nobody at the desk, nobody with a chat and nobody in line."""

        def work(uow: UnitOfWork) -> None:
            there = select(AgentPresence.user_id).where(
                col(AgentPresence.state) != PresenceState.OFFLINE
            )
            busy = select(Conversation.owner_id).where(col(Conversation.status) == Status.ACTIVE)
            staff = select(User).where(or_(col(User.id).in_(there), col(User.id).in_(busy)))
            for user in uow.session.exec(staff).all():
                actor = Actor(user.id or 0, user.role, user.name, 0)
                presence.set_state(uow, actor, PresenceState.OFFLINE)
            # Among them those whose agents have just gone.
            waiting = uow.session.exec(
                select(Conversation, User)
                .join(QueueEntry, col(QueueEntry.conversation_id) == col(Conversation.id))
                .join(User, col(User.id) == col(Conversation.student_id))
                .where(col(QueueEntry.state).in_([QueueState.WAITING, QueueState.OFFERED]))
            ).all()
            for conversation, user in waiting:
                student = Actor(user.id or 0, user.role, user.name, 0)
                queue.leave(uow, student, conversation.public_id)

        self.context.write(work)

    # what became of it

    def conversations(self, email: str) -> list[Conversation]:
        """The student's conversations, the oldest first."""
        student = self.actor(email)

        def work(uow: UnitOfWork) -> Sequence[Conversation]:
            return uow.session.exec(
                select(Conversation)
                .where(col(Conversation.student_id) == student.user_id)
                .order_by(col(Conversation.id))
            ).all()

        return list(self.context.read(work))

    def conversation(self, email: str) -> Conversation:
        """The student's only conversation."""
        [found] = self.conversations(email)
        return found

    def facts(self, email: str) -> list[Fact]:
        """What the event log holds of the student's conversations, in order."""
        ids = [conversation.id for conversation in self.conversations(email)]

        def work(uow: UnitOfWork) -> Sequence[Fact]:
            return uow.session.exec(
                select(ConversationEvent.fact)
                .where(col(ConversationEvent.conversation_id).in_(ids))
                .order_by(col(ConversationEvent.id))
            ).all()

        return list(self.context.read(work))

    def texts(self, email: str) -> list[str]:
        """Everything that was written in the student's conversations, notes too, in order."""
        ids = [conversation.id for conversation in self.conversations(email)]

        def work(uow: UnitOfWork) -> Sequence[str]:
            return uow.session.exec(
                select(Message.body)
                .where(col(Message.conversation_id).in_(ids))
                .order_by(col(Message.conversation_id), col(Message.seq))
            ).all()

        return list(self.context.read(work))

    def audited(self, action: str, target: str) -> int:
        """How often the audit log says that somebody did this to that."""

        def work(uow: UnitOfWork) -> int:
            return len(
                uow.session.exec(
                    select(AuditEntry.id)
                    .where(col(AuditEntry.action) == action)
                    .where(col(AuditEntry.target) == target)
                ).all()
            )

        return self.context.read(work)

    def article_slug(self, title: str) -> str:
        """The slug of the article with this title."""

        def work(uow: UnitOfWork) -> str:
            return uow.session.exec(select(Article.slug).where(col(Article.title) == title)).one()

        return self.context.read(work)

    def plan(self, email: str) -> list[str]:
        """The steps of the article in hand, in the order that the bot would show them."""
        dialogue = self.conversation(email).dialogue or {}
        return list(dialogue["state"]["plan"])

    def bot_lines(self, email: str) -> int:
        """How much the bot has said to the student."""
        student = self.conversation(email)

        def work(uow: UnitOfWork) -> int:
            return len(
                uow.session.exec(
                    select(Message.id)
                    .where(col(Message.conversation_id) == student.id)
                    .where(col(Message.sender_kind) == SenderKind.BOT)
                ).all()
            )

        return self.context.read(work)

    def let_pass(self, email: str, time: timedelta) -> None:
        """Everything in the student's conversation happened so much earlier."""
        key = self.conversation(email).id

        def work(uow: UnitOfWork) -> None:
            found = uow.session.get_one(Conversation, key)
            dialogue = dict(found.dialogue or {})
            for name in ("at", "since", "deadline"):
                if dialogue.get(name):
                    moment = datetime.fromisoformat(dialogue[name]) - time
                    dialogue[name] = moment.isoformat()
            found.dialogue = dialogue
            found.created_at -= time
            found.last_message_at -= time
            found.student_spoke_at -= time
            if found.staff_spoke_at:
                found.staff_spoke_at -= time
            uow.session.add(found)
            for message in uow.session.exec(
                select(Message).where(col(Message.conversation_id) == key)
            ):
                message.created_at -= time
                uow.session.add(message)

        self.context.write(work)

    def block(self, email: str, reason: str) -> None:
        """An admin blocks the student for an hour."""
        student = self.actor(email)

        def work(uow: UnitOfWork) -> None:
            person = uow.session.get_one(User, student.user_id).public_id
            blocking.block(uow, self.admin(), person, 1, reason)

        self.context.write(work)

    def publish(self, what: str, about: str = "") -> str:
        """An admin announces a known problem and promises an update in three hours; its id."""
        zone = zone_or(self.context.settings.timezone, "UTC")
        by = (self.context.clock.now() + timedelta(hours=3)).astimezone(zone)
        update_by = by.strftime("%Y-%m-%dT%H:%M")
        return self.context.write(incidents.publish, self.admin(), what, 0, about, update_by)

    def all_clear(self, incident: str) -> None:
        """It is over."""
        self.context.write(incidents.end, self.admin(), incident)

    def ticket(self, email: str) -> Ticket:
        """The student's only ticket."""
        student = self.actor(email)

        def work(uow: UnitOfWork) -> Ticket:
            return uow.session.exec(
                select(Ticket).where(col(Ticket.student_id) == student.user_id)
            ).one()

        return self.context.read(work)

    def callbacks(self, email: str) -> list[CallbackRequest]:
        """The student's callbacks."""
        student = self.actor(email)

        def work(uow: UnitOfWork) -> Sequence[CallbackRequest]:
            return uow.session.exec(
                select(CallbackRequest).where(col(CallbackRequest.student_id) == student.user_id)
            ).all()

        return list(self.context.read(work))

    def mails(self, email: str) -> list[str]:
        """The templates of the mail that the student has been sent, in order."""

        def work(uow: UnitOfWork) -> Sequence[str]:
            return uow.session.exec(
                select(MailMessage.template)
                .where(col(MailMessage.recipient) == email)
                .order_by(col(MailMessage.id))
            ).all()

        return list(self.context.read(work))

    def letters(self, email: str) -> list[str]:
        """The plain texts of the mail that has gone out to the address, by the second."""
        found = []
        for path in sorted(self._mail.glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            body = mail.get_body(("plain",))
            if mail["To"] == email and body is not None:
                found.append(f"{mail['Subject']}\n{body.get_content()}")
        return found

    def queue_up(self, email: str, problem: str) -> str:
        """The student has written this to the bot and waits for a person; the chat's public id."""
        student = self.actor(email)
        chat = self.context.write(conversations.open_bot, student, {})
        self.context.write(messages.post, student, chat, str(uuid4()), problem)
        self.context.write(queue.join, student, chat)
        return chat

    def entry(self, email: str) -> str:
        """The student's newest place in the queue."""
        key = self.conversations(email)[-1].id

        def work(uow: UnitOfWork) -> str:
            query = select(QueueEntry.public_id).where(col(QueueEntry.conversation_id) == key)
            return uow.session.exec(query.order_by(col(QueueEntry.id).desc())).first() or ""

        return self.context.read(work)

    def says(self, email: str, text: str, client_id: str) -> None:
        """The student writes from another device."""
        conversation = self.conversations(email)[-1]
        self.context.write(
            messages.post, self.actor(email), conversation.public_id, client_id, text
        )

    def is_status(self, email: str, status: Status) -> Callable[[], bool]:
        """A condition to wait for: the newest conversation has come so far."""
        return lambda: self.conversations(email)[-1].status is status

    def tiles(self) -> dict[str, TileView]:
        """The admin's headline figures by name."""
        found = self.context.read(analytics.overview, self.admin())
        return {tile.key: tile for tile in found.tiles}
