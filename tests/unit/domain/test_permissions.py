"""Who may do what on whose conversation."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from livechat.domain import permissions as may
from livechat.domain.actor import Actor
from livechat.domain.permissions import ConversationAccess, TicketAccess
from livechat.domain.vocabulary import Role, Status, TicketStatus, Visibility

STUDENT = Actor(1, Role.STUDENT, "Sam", 1)
OTHER = Actor(2, Role.STUDENT, "Olu", 2)
OWNER = Actor(3, Role.AGENT, "Ada", 3)
COLLEAGUE = Actor(4, Role.AGENT, "Ben", 4)
SPECIALIST = Actor(5, Role.SPECIALIST, "Cem", 5)
ADMIN = Actor(6, Role.ADMIN, "Dee", 6)
ALL = [STUDENT, OTHER, OWNER, COLLEAGUE, SPECIALIST, ADMIN]

ACTIVE = ConversationAccess(student_id=1, status=Status.ACTIVE, owner_id=3)
QUEUED = ConversationAccess(student_id=1, status=Status.QUEUED)
CLOSED = ConversationAccess(student_id=1, status=Status.CLOSED, owner_id=3)
TICKET = TicketAccess(1, TicketStatus.OPEN, None, frozenset({5}))

TABLE: list[tuple[Callable[[Actor, ConversationAccess], bool], ConversationAccess, set[Actor]]] = [
    (may.can_read, ACTIVE, {STUDENT, OWNER, COLLEAGUE, SPECIALIST, ADMIN}),
    (may.can_post, ACTIVE, {STUDENT, OWNER}),
    (may.can_post, replace(ACTIVE, joined=frozenset({4})), {STUDENT, OWNER, COLLEAGUE}),
    (may.can_post, CLOSED, set()),
    (may.can_note, CLOSED, {OWNER, COLLEAGUE, SPECIALIST, ADMIN}),
    (may.can_claim, QUEUED, {OWNER, COLLEAGUE, SPECIALIST, ADMIN}),
    (may.can_claim, ACTIVE, set()),
    (may.can_join, ACTIVE, {COLLEAGUE, SPECIALIST, ADMIN}),
    (may.can_handle, ACTIVE, {OWNER, ADMIN}),
    (may.can_leave, QUEUED, {STUDENT}),
    (may.can_leave, CLOSED, set()),
    (may.can_rate, CLOSED, {STUDENT}),
    (may.can_download_transcript, CLOSED, {STUDENT, OWNER, COLLEAGUE, SPECIALIST, ADMIN}),
]


@pytest.mark.parametrize(("predicate", "chat", "allowed"), TABLE)
def test_exactly_these_actors_may(
    predicate: Callable[[Actor, ConversationAccess], bool],
    chat: ConversationAccess,
    allowed: set[Actor],
) -> None:
    assert {actor for actor in ALL if predicate(actor, chat)} == allowed


def test_t18_another_student_may_do_nothing() -> None:
    for status in Status:
        chat = ConversationAccess(1, status, 3)
        for predicate, _, _ in TABLE:
            assert not predicate(OTHER, chat)


def test_student_whose_number_is_the_owners_is_not_the_owner() -> None:
    """The ids are of one table, but a role that changed must not keep a place in a chat."""
    demoted = Actor(3, Role.STUDENT, "Ada", 9)
    for predicate in (may.can_read, may.can_post, may.can_handle, may.can_note):
        assert not predicate(demoted, ACTIVE)


def test_t20_internal_notes_are_for_the_desk() -> None:
    seeing = {actor for actor in ALL if may.can_see(actor, Visibility.INTERNAL)}
    assert seeing == {OWNER, COLLEAGUE, SPECIALIST, ADMIN}
    assert all(may.can_see(actor, Visibility.PUBLIC) for actor in ALL)


def test_ticket_is_worked_by_owner_group_and_admin() -> None:
    assert {a for a in ALL if may.can_work_ticket(a, TICKET)} == {SPECIALIST, ADMIN}
    owned = replace(TICKET, owner_id=3)
    assert {a for a in ALL if may.can_work_ticket(a, owned)} == {OWNER, SPECIALIST, ADMIN}
    assert {a for a in ALL if may.can_answer_ticket(a, TICKET)} == {STUDENT, SPECIALIST, ADMIN}
    closed = replace(TICKET, status=TicketStatus.CLOSED)
    assert not may.can_answer_ticket(STUDENT, closed)
    assert {a for a in ALL if may.can_read_ticket(a, TICKET)} == set(ALL) - {OTHER}


def test_shared_canned_replies_belong_to_admins() -> None:
    assert {a for a in ALL if may.can_edit_canned(a, None)} == {ADMIN}
    assert {a for a in ALL if may.can_edit_canned(a, 3)} == {OWNER, ADMIN}
    assert {a for a in ALL if may.can_administer(a)} == {ADMIN}
