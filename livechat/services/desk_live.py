"""The desk as it is now, for whoever supervises it: who is on, who waits, who talks to whom."""

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.lifecycle import RUNNING
from livechat.domain.live_views import LiveAgentRow, LiveChatRow, LiveView, LiveWaitRow
from livechat.domain.presence import Pulse, pulse
from livechat.domain.text import t
from livechat.domain.vocabulary import PresenceState, SenderKind, Status
from livechat.domain.wording import initials, iso
from livechat.services import (
    access,
    desk_hours,
    desk_staff,
    queue_entries,
    queue_views,
    turns,
    users,
)
from livechat.store.tables.conversations import Conversation, Participant
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import UnitOfWork


def overview(uow: UnitOfWork, actor: Actor) -> LiveView:
    """Admins alone: everybody at the desk, the line and the chats, what waits longest first."""
    access.require_admin(actor)
    running = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.status).in_(RUNNING))
        .order_by(col(Conversation.id))
    ).all()
    line = _line(uow, actor)
    return LiveView(
        agents=_agents(uow, list(running)),
        line=line,
        chats=_chats(uow, list(running)),
        oldest_since=line[0].since if line else "",
        open_text=desk_hours.status(uow).text,
    )


def _agents(uow: UnitOfWork, running: list[Conversation]) -> list[LiveAgentRow]:
    rows = uow.session.exec(
        select(AgentPresence, User)
        .join(User, col(User.id) == col(AgentPresence.user_id))
        .where(col(User.is_active))
        .where(col(AgentPresence.state) != PresenceState.OFFLINE)
        .order_by(col(User.name))
    ).all()
    loads = desk_staff.loads(uow, [user.id or 0 for _, user in rows])
    return [
        _agent(uow, presence, user, loads[user.id or 0], _owned(running, user))
        for presence, user in rows
    ]


def _owned(running: list[Conversation], user: User) -> int:
    return sum(one.owner_id == user.id for one in running)


def _agent(
    uow: UnitOfWork, presence: AgentPresence, user: User, load: int, chats: int
) -> LiveAgentRow:
    beat = pulse(presence.heartbeat_at, uow.now, desk_staff.rules(uow.settings))
    is_lost = beat is not Pulse.PRESENT
    state = "lost" if is_lost else presence.state.value
    own = user.capacity
    return LiveAgentRow(
        name=user.name,
        initials=initials(user.name),
        role_label=t(f"admin.role_{user.role.value}"),
        state=state,
        state_label=t(f"live.{state}"),
        since=iso(presence.heartbeat_at if is_lost else presence.changed_at),
        load=load,
        capacity=own if own is not None else uow.settings.agent_capacity,
        chats=chats,
    )


def _line(uow: UnitOfWork, actor: Actor) -> list[LiveWaitRow]:
    offered = {
        entry.public_id: entry.offered_to_id
        for entry in queue_entries.in_line(uow)
        if entry.offered_to_id is not None
    }
    names = users.names(uow, offered.values())
    rows = [
        LiveWaitRow(
            conversation_id=row.conversation_id,
            student_name=row.student_name,
            topic=row.topic,
            since=row.waiting_since,
            tone=row.tone,
            priority=row.priority,
            priority_reason=row.priority_reason,
            offered_to=names.get(offered.get(row.id, 0), ""),
        )
        for row in queue_views.rows(uow, actor)
    ]
    return sorted(rows, key=lambda row: row.since)


def _chats(uow: UnitOfWork, running: list[Conversation]) -> list[LiveChatRow]:
    people = {one.student_id for one in running} | {one.owner_id for one in running}
    names = users.names(uow, people)
    speakers = turns.last_speakers(uow, running)
    joined = _joined(uow, running)
    rows = []
    for one in running:
        is_theirs = one.status is Status.ACTIVE and not one.is_solution_offered
        is_waiting = is_theirs and speakers.get(one.id or 0) in (SenderKind.STUDENT, None)
        rows.append(
            LiveChatRow(
                conversation_id=one.public_id,
                student_name=names.get(one.student_id, "—"),
                topic=one.topic or t("conversation.no_topic"),
                owner_name=names.get(one.owner_id or 0, "—"),
                joined_names=", ".join(joined.get(one.id or 0, [])),
                waiting_since=iso(one.student_spoke_at) if is_waiting else "",
                is_solved=one.status is Status.WRAP_UP,
            )
        )
    return sorted(rows, key=lambda row: row.waiting_since or "~")


def _joined(uow: UnitOfWork, running: list[Conversation]) -> dict[int, list[str]]:
    owners = {one.id: one.owner_id for one in running}
    rows = uow.session.exec(
        select(Participant.conversation_id, Participant.user_id, User.name)
        .join(User, col(User.id) == col(Participant.user_id))
        .where(col(Participant.conversation_id).in_(list(owners)))
        .where(col(Participant.left_at).is_(None))
        .order_by(col(Participant.joined_at))
    ).all()
    found: dict[int, list[str]] = {}
    for conversation_id, user_id, name in rows:
        if owners[conversation_id] != user_id:
            found.setdefault(conversation_id, []).append(name)
    return found
