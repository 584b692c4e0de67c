"""Who may work on a ticket; access to conversations is decided where they are loaded."""

from dataclasses import dataclass

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class TicketAccess:
    """What a decision about one ticket needs; `group_members` are the group's specialists."""

    owner_id: int | None = None
    group_members: frozenset[int] = frozenset()


def can_work_ticket(actor: Actor, ticket: TicketAccess) -> bool:
    """Take, set the status, plan a follow-up: the owner, the group's specialists, admins."""
    if actor.role is Role.ADMIN:
        return True
    if not actor.is_staff:
        return False
    in_group = actor.role is Role.SPECIALIST and actor.user_id in ticket.group_members
    return actor.user_id == ticket.owner_id or in_group
