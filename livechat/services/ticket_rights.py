"""Who may work on a ticket."""

from livechat.domain import permissions
from livechat.domain.actor import Actor
from livechat.domain.errors import NotAllowedError
from livechat.domain.permissions import TicketAccess
from livechat.services import access
from livechat.store.tables.desk import Ticket
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def workable(uow: UnitOfWork, actor: Actor, number: int) -> Ticket:
    """The ticket, for somebody who may work on it."""
    access.require_staff(actor)
    ticket = access.ticket(uow, actor, number)
    require_work(uow, actor, ticket)
    return ticket


def require_work(uow: UnitOfWork, actor: Actor, ticket: Ticket) -> None:
    """NotAllowedError for everybody but the owner, the group and admins."""
    if not permissions.can_work_ticket(actor, rights_of(uow, actor, ticket)):
        raise NotAllowedError


def rights_of(uow: UnitOfWork, actor: Actor, ticket: Ticket) -> TicketAccess:
    """What decides about the actor's rights to the ticket."""
    is_member = actor.is_staff and group_of_actor(uow, actor) == ticket.group
    return TicketAccess(
        owner_id=ticket.owner_id,
        group_members=frozenset({actor.user_id}) if is_member else frozenset(),
    )


def group_of_actor(uow: UnitOfWork, actor: Actor) -> str:
    """The specialist group; "-" for none, which no ticket has."""
    user = uow.session.get(User, actor.user_id)
    return user.group if user and user.group else "-"
