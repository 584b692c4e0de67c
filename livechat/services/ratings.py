"""What students say about the help: bot and person apart, once a session, editable for a day."""

from sqlmodel import col, select

from livechat.domain import ratings
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.limits import clean_optional
from livechat.domain.mask import masked
from livechat.domain.ratings import RatingCase
from livechat.domain.vocabulary import Fact, RatingKind, Solved
from livechat.services import access, conversation_views, conversations
from livechat.store.tables.conversations import Conversation, Rating
from livechat.store.unit_of_work import UnitOfWork

_COMMENT = 2000


def rate(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: str,
    kind: RatingKind,
    stars: int,
    solved: Solved,
    comment: str = "",
) -> None:
    """Store or change the rating; 2 stars or fewer wait for a second look."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    try:
        kind, solved = RatingKind(kind), Solved(solved)
    except ValueError:
        raise InvalidError("error.stars") from None
    given = _given(uow, conversation, kind)
    case = _case(uow, conversation, given)
    ratings.check_rating(case, kind, stars, uow.now, uow.settings.rating_edit_hours)
    rating = given or Rating(
        conversation_id=conversation.id or 0,
        student_id=actor.user_id,
        agent_id=conversation.owner_id if kind is RatingKind.HUMAN else None,
        kind=kind.value,
        stars=stars,
        created_at=uow.now,
        updated_at=uow.now,
    )
    rating.stars = stars
    rating.solved = solved.value
    rating.comment = masked(clean_optional(comment, _COMMENT))[:_COMMENT]
    rating.updated_at = uow.now
    # Whoever has looked at it before has not seen this.
    rating.is_reviewed = not ratings.needs_review(stars)
    uow.session.add(rating)
    uow.session.flush()
    uow.record(
        Fact.RATED,
        conversation.id or 0,
        actor.user_id,
        kind=kind.value,
        stars=stars,
        solved=solved.value,
        is_edit=given is not None,
    )
    conversations.tell_state(uow, conversation)


def skip(uow: UnitOfWork, actor: Actor, conversation_id: str, kind: RatingKind) -> None:
    """The student would rather not; nobody asks again, though rating stays possible."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if kind.value not in conversation_views.ratings_answered(uow, conversation):
        uow.record(Fact.RATING_SKIPPED, conversation.id or 0, actor.user_id, kind=kind.value)


def _given(uow: UnitOfWork, conversation: Conversation, kind: RatingKind) -> Rating | None:
    return uow.session.exec(
        select(Rating)
        .where(col(Rating.conversation_id) == conversation.id)
        .where(col(Rating.kind) == kind.value)
    ).first()


def _case(uow: UnitOfWork, conversation: Conversation, given: Rating | None) -> RatingCase:
    has_bot, has_human = conversation_views.who_helped(uow, conversation)
    return RatingCase(
        status=conversation.status,
        reason=conversation.close_reason,
        bot_resolved=has_bot,
        human_replied=has_human,
        rated_at=given.created_at if given else None,
    )
