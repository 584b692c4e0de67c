"""Who may work on whose ticket."""

from dataclasses import replace

from livechat.domain.actor import Actor
from livechat.domain.permissions import TicketAccess, can_work_ticket
from livechat.domain.vocabulary import Role

STUDENT = Actor(1, Role.STUDENT, "Sam", 1)
OTHER = Actor(2, Role.STUDENT, "Olu", 2)
OWNER = Actor(3, Role.AGENT, "Ada", 3)
COLLEAGUE = Actor(4, Role.AGENT, "Ben", 4)
SPECIALIST = Actor(5, Role.SPECIALIST, "Cem", 5)
ADMIN = Actor(6, Role.ADMIN, "Dee", 6)
ALL = [STUDENT, OTHER, OWNER, COLLEAGUE, SPECIALIST, ADMIN]
TICKET = TicketAccess(group_members=frozenset({5}))


def test_ticket_is_worked_by_owner_group_and_admin() -> None:
    assert {one for one in ALL if can_work_ticket(one, TICKET)} == {SPECIALIST, ADMIN}
    owned = replace(TICKET, owner_id=3)
    assert {one for one in ALL if can_work_ticket(one, owned)} == {OWNER, SPECIALIST, ADMIN}


def test_an_agent_is_no_specialist_of_the_group() -> None:
    assert not can_work_ticket(COLLEAGUE, TicketAccess(group_members=frozenset({4})))


def test_student_whose_number_is_the_owners_is_not_the_owner() -> None:
    """The ids are of one table, but a role that changed must not keep a ticket."""
    demoted = Actor(3, Role.STUDENT, "Ada", 9)
    assert not can_work_ticket(demoted, replace(TICKET, owner_id=3))
