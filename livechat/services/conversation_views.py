"""Makes the view of one conversation for one viewer, and the rows of a history."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from livechat.domain import lifecycle
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.views import ConversationView, HandoffView, HistoryRow
from livechat.domain.vocabulary import (
    CallbackState,
    CloseReason,
    Fact,
    MessageKind,
    RatingKind,
    Status,
    Visibility,
)
from livechat.domain.wording import date_and_time, heading, initials, iso, short_date, zone_or
from livechat.services import handoff_cards, stored_dialogue
from livechat.store.tables.conversations import Conversation, Message, Participant, Rating
from livechat.store.tables.desk import CallbackRequest, Ticket
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

# Nobody who simply went away is asked how it was (PRODUCT 17).
_NEVER_RATED = frozenset(
    {CloseReason.IDLE, CloseReason.LEFT_QUEUE, CloseReason.LEFT_BOT, CloseReason.SPAM}
)
_CAN_WRITE = lifecycle.LIVE | {Status.TICKETED, Status.CALLBACK}


def one(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, zone: str = ""
) -> ConversationView:
    """Everything about the conversation but its messages."""
    in_zone = zone_or(zone, uow.settings.timezone)
    student = uow.session.get(User, conversation.student_id)
    owner = uow.session.get(User, conversation.owner_id) if conversation.owner_id else None
    peer_kind, peer_name = _peer(actor, conversation, student, owner)
    ticket = _ticket(uow, conversation)
    callback = _callback(uow, conversation)
    status = conversation.status
    has_bot, has_human = who_helped(uow, conversation)
    can_rate_bot = _can_rate(uow, conversation, RatingKind.BOT, has_part=has_bot)
    can_rate_human = _can_rate(uow, conversation, RatingKind.HUMAN, has_part=has_human)
    answered = ratings_answered(uow, conversation) if can_rate_bot or can_rate_human else set()
    joined = _joined(uow, conversation) if actor.is_staff else []
    return ConversationView(
        id=conversation.public_id,
        status=status.value,
        status_label=heading(t(f"rules.status_{status.value}")),
        topic=conversation.topic,
        title=peer_name,
        subtitle=conversation.topic or t(f"conversation.next_{status.value}"),
        peer_name=peer_name,
        peer_initials=initials(peer_name),
        peer_kind=peer_kind,
        owner_name=owner.name if owner else "",
        is_mine=actor.user_id in (conversation.owner_id, conversation.student_id),
        is_closed=status is Status.CLOSED,
        can_write=status in _CAN_WRITE,
        can_continue=status is Status.CLOSED and actor.user_id == conversation.student_id,
        is_solution_offered=conversation.is_solution_offered,
        close_reason=conversation.close_reason.value if conversation.close_reason else "",
        outcome=conversation.outcome.value if conversation.outcome else "",
        category=conversation.category,
        can_rate_bot=can_rate_bot,
        can_rate_human=can_rate_human,
        ticket_number=ticket.number if ticket else 0,
        ticket_text=_ticket_text(ticket, in_zone),
        callback_id=callback.public_id if callback else "",
        callback_text=_callback_text(callback, in_zone),
        idle_closes_at=_idle_closes_at(uow, conversation),
        started_at=iso(conversation.created_at),
        last_seq=conversation.next_seq - 1,
        is_handing_over=_is_handing_over(conversation),
        is_bot_rating_due=can_rate_bot and RatingKind.BOT.value not in answered,
        is_human_rating_due=can_rate_human and RatingKind.HUMAN.value not in answered,
        continues_id=_continues(uow, actor, conversation),
        help_lines=_help_lines(uow, conversation),
        joined_names=", ".join(name for key, name in joined if key != actor.user_id),
        is_joined=actor.user_id in [user_id for user_id, _ in joined],
        handoff=_handoff(uow, conversation),
    )


def history_rows(
    uow: UnitOfWork, conversations: list[Conversation], zone: str = ""
) -> list[HistoryRow]:
    """A line for each conversation, in the order given."""
    in_zone = zone_or(zone, uow.settings.timezone)
    return [_history_row(uow, conversation, in_zone) for conversation in conversations]


def _history_row(uow: UnitOfWork, conversation: Conversation, zone: ZoneInfo) -> HistoryRow:
    owner = uow.session.get(User, conversation.owner_id) if conversation.owner_id else None
    last = uow.session.exec(
        select(Message)
        .where(col(Message.conversation_id) == conversation.id)
        .where(col(Message.visibility) == Visibility.PUBLIC)
        .where(col(Message.kind) == MessageKind.TEXT)
        .order_by(col(Message.seq).desc())
        .limit(1)
    ).first()
    stars = uow.session.exec(
        select(Rating.stars)
        .where(col(Rating.conversation_id) == conversation.id)
        .order_by(col(Rating.kind).desc())
    ).first()
    return HistoryRow(
        id=conversation.public_id,
        topic=conversation.topic or t("conversation.no_topic"),
        status_label=_ending(conversation),
        date=short_date(conversation.created_at, zone),
        peer_name=owner.name if owner else t("thread.bot"),
        stars=stars or 0,
        excerpt=" ".join(last.body.split())[:120] if last else "",
        is_open=conversation.status is not Status.CLOSED,
        can_continue=conversation.status is Status.CLOSED,
    )


def _joined(uow: UnitOfWork, conversation: Conversation) -> list[tuple[int, str]]:
    """Who of the staff is in the chat beside its owner: (user id, name)."""
    rows = uow.session.exec(
        select(User.id, User.name)
        .join(Participant, col(Participant.user_id) == col(User.id))
        .where(col(Participant.conversation_id) == conversation.id)
        .where(col(Participant.left_at).is_(None))
        .order_by(col(Participant.joined_at))
    ).all()
    return [(key or 0, name) for key, name in rows if key != conversation.owner_id]


def _help_lines(uow: UnitOfWork, conversation: Conversation) -> str:
    """Beside the wait as long as nobody has come."""
    is_alone = conversation.status in (Status.BOT, Status.QUEUED)
    is_in_danger = handoff_cards.is_alarm(conversation.handoff or {})
    return uow.settings.help_lines if is_alone and is_in_danger else ""


def _ending(conversation: Conversation) -> str:
    if conversation.status is not Status.CLOSED or conversation.close_reason is None:
        return heading(t(f"rules.status_{conversation.status.value}"))
    return t(f"conversation.ended_{conversation.close_reason.value}")


def _peer(
    actor: Actor, conversation: Conversation, student: User | None, owner: User | None
) -> tuple[str, str]:
    if actor.is_staff:
        return "person", student.name if student else "—"
    if owner is not None and conversation.status is not Status.QUEUED:
        return "person", owner.name
    return "bot", t("thread.bot")


def _ticket(uow: UnitOfWork, conversation: Conversation) -> Ticket | None:
    return uow.session.exec(
        select(Ticket)
        .where(col(Ticket.conversation_id) == conversation.id)
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def _ticket_text(ticket: Ticket | None, zone: ZoneInfo) -> str:
    if ticket is None:
        return ""
    if ticket.resolved_at is not None:
        return t("conversation.ticket_resolved", number=ticket.number)
    if ticket.follow_up_at is not None:
        return t(
            "conversation.ticket_follow_up",
            number=ticket.number,
            due=date_and_time(ticket.due_at, zone),
            date=short_date(ticket.follow_up_at, zone),
        )
    return t("conversation.ticket", number=ticket.number, due=date_and_time(ticket.due_at, zone))


def _callback(uow: UnitOfWork, conversation: Conversation) -> CallbackRequest | None:
    return uow.session.exec(
        select(CallbackRequest)
        .where(col(CallbackRequest.conversation_id) == conversation.id)
        .where(
            col(CallbackRequest.state).not_in(
                [CallbackState.CANCELLED, CallbackState.DONE, CallbackState.MISSED]
            )
        )
        .order_by(col(CallbackRequest.id).desc())
        .limit(1)
    ).first()


def _callback_text(callback: CallbackRequest | None, zone: ZoneInfo) -> str:
    if callback is None:
        return ""
    return t(
        "conversation.callback", time=date_and_time(callback.slot_at, zone), phone=callback.phone
    )


def who_helped(uow: UnitOfWork, conversation: Conversation) -> tuple[bool, bool]:
    """Whether the bot and whether a person had a part in it."""
    facts = set(
        uow.session.exec(
            select(ConversationEvent.fact)
            .where(col(ConversationEvent.conversation_id) == conversation.id)
            .distinct()
        ).all()
    )
    names = {str(fact) for fact in facts}
    return bool(names & {"bot_resolution_confirmed", "step_answered"}), "first_human_reply" in names


def _can_rate(
    uow: UnitOfWork, conversation: Conversation, kind: RatingKind, *, has_part: bool
) -> bool:
    if not has_part or conversation.close_reason in _NEVER_RATED:
        return False
    if kind is RatingKind.BOT:
        is_over = conversation.status is not Status.BOT
    else:
        is_over = conversation.status in (Status.WRAP_UP, Status.TICKETED, Status.CLOSED)
    if not is_over:
        return False
    given = uow.session.exec(
        select(Rating)
        .where(col(Rating.conversation_id) == conversation.id)
        .where(col(Rating.kind) == kind.value)
    ).first()
    return given is None or uow.now - given.created_at < timedelta(
        hours=uow.settings.rating_edit_hours
    )


def ratings_answered(uow: UnitOfWork, conversation: Conversation) -> set[str]:
    """The kinds of rating that the student has given or skipped."""
    answers = uow.session.exec(
        select(ConversationEvent.data)
        .where(col(ConversationEvent.conversation_id) == conversation.id)
        .where(col(ConversationEvent.fact).in_([Fact.RATED, Fact.RATING_SKIPPED]))
    ).all()
    return {str(data.get("kind", "")) for data in answers}


def _idle_closes_at(uow: UnitOfWork, conversation: Conversation) -> str:
    if conversation.idle_warned_at is None or conversation.status is Status.CLOSED:
        return ""
    spare = uow.settings.idle_close_min - uow.settings.idle_warn_min
    return iso(conversation.idle_warned_at + timedelta(minutes=spare))


def _is_handing_over(conversation: Conversation) -> bool:
    """The bot has prepared the card, and the student has not joined the queue yet."""
    stored = conversation.dialogue or {}
    phase = stored.get("state", {}).get("phase", "")
    is_back = bool(stored.get(stored_dialogue.REOPENED))
    return conversation.status is Status.BOT and phase == "handed_over" and not is_back


def _continues(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> str:
    if conversation.continues_id is None:
        return ""
    earlier = uow.session.get(Conversation, conversation.continues_id)
    return earlier.public_id if earlier and earlier.student_id == conversation.student_id else ""


def _handoff(uow: UnitOfWork, conversation: Conversation) -> HandoffView | None:
    if conversation.handoff is None:
        return None
    return handoff_cards.card(uow, conversation)
