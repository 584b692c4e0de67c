"""Poor ratings: an admin looks at one, or takes the conversation up again with one tap."""

from sqlmodel import col, select

from livechat.domain import lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, NotFoundError
from livechat.domain.lifecycle import Move
from livechat.domain.vocabulary import Fact, Status
from livechat.services import access, audit, claims, company, conversations, lines, mailing
from livechat.services.locking import hold
from livechat.store.tables.conversations import Conversation, Rating
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def finish(uow: UnitOfWork, actor: Actor, conversation_id: str, kind: str) -> None:
    """Mark the conversation's rating of this kind as looked at; doing so twice is no error."""
    access.require_admin(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    rating = _rating(uow, conversation, kind)
    rating.is_reviewed = True
    uow.session.add(rating)
    audit.record(uow, actor, "rating.reviewed", target=conversation.public_id, kind=kind)


def reopen(uow: UnitOfWork, actor: Actor, conversation_id: str, kind: str) -> str:
    """Take the conversation up again as its owner; the student is told here and by mail.

    The same thread for 72 h, later a new one that continues it; returns the id of the one that
    goes on. Refused while the student is in another conversation.
    """
    access.require_admin(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    _rating(uow, conversation, kind)
    hold(uow, conversation)
    if conversation.status is Status.CLOSED:
        _make_way(uow, conversation)
        company.come_to_the_desk(uow, actor)
        conversation = _again(uow, actor, conversation)
        claims.join(uow, actor, conversation)
        mailing.to_user(uow, conversation.student_id, "reopened", agent=actor.name)
        audit.record(uow, actor, "conversation.reopened", target=conversation.public_id)
    finish(uow, actor, conversation_id, kind)
    return conversation.public_id


def _rating(uow: UnitOfWork, conversation: Conversation, kind: str) -> Rating:
    rating = uow.session.exec(
        select(Rating)
        .where(col(Rating.conversation_id) == conversation.id)
        .where(col(Rating.kind) == kind)
    ).first()
    if rating is None:
        raise NotFoundError
    return rating


def _make_way(uow: UnitOfWork, conversation: Conversation) -> None:
    student = _student(uow, conversation)
    try:
        conversations.make_way(uow, student)
    except ConflictError as busy:
        raise ConflictError("admin.review_busy", name=student.name) from busy


def _again(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> Conversation:
    """With a person at once: the bot has had its turn."""
    hours, closed_at = uow.settings.reopen_hours, conversation.closed_at or uow.now
    if not lifecycle.can_reopen(closed_at, uow.now, hours):
        student = _student(uow, conversation)
        begun = conversations.start(uow, student, conversation.device, continues=conversation)
        waiting = lifecycle.move(begun.status, Move.HAND_OFF)
        begun.status = lifecycle.move(waiting, Move.CLAIM)
        begun.category, begun.article_slug = conversation.category, conversation.article_slug
        return begun
    conversation.status = lifecycle.reopen(Move.REOPEN_ACTIVE, closed_at, uow.now, hours)
    conversations.part_from_staff(uow, conversation)
    conversations.reset_ending(conversation)
    uow.record(Fact.REOPENED, conversation.id or 0, actor.user_id)
    lines.tell(uow, conversation, "thread.reopened", name=actor.name)
    return conversation


def _student(uow: UnitOfWork, conversation: Conversation) -> Actor:
    user = uow.session.get_one(User, conversation.student_id)
    return Actor(user.id or 0, user.role, user.name, 0)
