"""The log that admins read, on both databases."""

import ast
from pathlib import Path

import pytest
from sqlmodel import select

from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError, InvalidError, NotAllowedError, NotFoundError
from livechat.domain.text import ENGLISH
from livechat.domain.vocabulary import Outcome
from livechat.services import (
    audit,
    audit_rows,
    blocking,
    company,
    history,
    people,
    privacy,
    second_factor,
    solution,
    transcripts,
)
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import SecondFactor
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

LIVECHAT = Path(__file__).resolve().parents[3] / "livechat"


def rows(desk: Desk, admin: Actor, **asked: object) -> list[tuple[str, str, str, str]]:
    found = desk.context.read(audit_rows.rows, admin, **asked)  # type: ignore[arg-type]
    return [(row.who, row.what, row.target, row.why) for row in found]


def public_id(desk: Desk, actor: Actor) -> str:
    return desk.context.read(privacy.public_id_of, actor)


def with_factor(desk: Desk, actor: Actor) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.session.add(SecondFactor(user_id=actor.user_id, secret="x", confirmed_at=uow.now))

    desk.context.write(work)


def test_every_look_at_a_students_earlier_conversations_can_be_read_by_admins(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    desk.conversation(student, "earlier")
    chat = desk.active(student, agent)
    for _ in range(2):
        desk.context.write(history.of_student, agent, chat)
    desk.context.write(transcripts.note_download, agent, chat)
    beside = f"conversation with {student.name}"
    assert rows(desk, admin, kind="looks") == [
        (agent.name, "Downloaded the transcript of the", beside, ""),
        (agent.name, "Looked at the list of earlier conversations beside the", beside, ""),
        (agent.name, "Looked at the list of earlier conversations beside the", beside, ""),
    ]


def test_a_look_at_a_chat_that_has_ended_is_kept_also_of_who_had_it(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    chat = desk.active(student, agent)
    desk.context.write(company.look, agent, chat)
    assert rows(desk, admin, kind="looks") == []
    desk.context.write(solution.close, agent, chat, solution.OTHER, Outcome.SOLVED)
    desk.context.write(company.look, agent, chat)
    assert rows(desk, admin, kind="looks") == [
        (agent.name, "Looked into the", f"conversation with {student.name}", "")
    ]


def test_a_students_own_transcript_is_no_look_of_others(desk: Desk) -> None:
    student, admin = desk.student(), desk.admin()
    chat = desk.conversation(student)
    desk.context.write(transcripts.note_download, student, chat)
    assert rows(desk, admin, kind="looks") == []


def test_only_admins_read_the_log(desk: Desk) -> None:
    for actor in (desk.student(), desk.agent(), desk.specialist()):
        with pytest.raises(NotAllowedError):
            desk.context.read(audit_rows.rows, actor)


def test_entries_are_found_by_who_and_about_whom_and_signs_are_literal(desk: Desk) -> None:
    admin, student, other = desk.admin(), desk.student(), desk.student()
    for person in (student, other):
        desk.context.write(
            blocking.block, admin, public_id(desk, person), 24, f"about {person.user_id}"
        )
    desk.context.write(audit.record, None, "article.saved", target="100%_sure")
    found = rows(desk, admin, kind="people", search=student.name.upper())
    assert found == [(admin.name, "Blocked", student.name, f"about {student.user_id}")]
    assert len(rows(desk, admin, search=admin.name)) == 2
    assert [row[2] for row in rows(desk, admin, search="0%_s")] == ["100%_sure"]
    assert rows(desk, admin, search="0__s") == []


def test_refusals_are_kept_apart_and_pages_go_on_without_gaps(desk: Desk) -> None:
    admin = desk.admin()

    def fill(uow: UnitOfWork) -> None:
        for number in range(audit_rows.PAGE + 5):
            audit.record(uow, None, "article.saved", target=f"a{number}")
            audit.record_refusal(uow, "x.y", "role", None)

    desk.context.write(fill)
    first = desk.context.read(audit_rows.rows, admin)
    second = desk.context.read(audit_rows.rows, admin, before=first[-1].id)
    targets = [row.target for row in [*first, *second]]
    assert targets == [f"a{number}" for number in reversed(range(audit_rows.PAGE + 5))]
    refused = rows(desk, admin, kind="refused")
    assert set(refused) == {("Nobody signed in", "Refused event", "x.y", "role")}


def test_an_admin_switches_off_a_lost_second_factor_with_a_reason(desk: Desk) -> None:
    admin, agent = desk.admin(), desk.agent()
    with_factor(desk, agent)
    wanted = public_id(desk, agent)
    assert {row.id: row.has_factor for row in desk.context.read(people.rows, admin)}[wanted]
    desk.context.write(second_factor.switch_off, admin, wanted, " lost   the phone ")
    assert not desk.context.read(second_factor.is_on, agent.user_id)
    assert rows(desk, admin, kind="people") == [
        (admin.name, "Switched off two-step sign-in of", agent.name, "lost the phone")
    ]
    mails = desk.context.read(lambda uow: uow.session.exec(select(MailMessage)).all())
    assert [mail.template for mail in mails] == ["second_factor_off"]
    with pytest.raises(DomainError):
        desk.context.write(second_factor.switch_off, admin, wanted, "again")


def test_nobody_else_switches_it_off_nor_an_admin_their_own_nor_without_a_reason(
    desk: Desk,
) -> None:
    admin, agent = desk.admin(), desk.agent()
    for actor in (admin, agent):
        with_factor(desk, actor)
    for actor in (agent, desk.student(), desk.specialist()):
        with pytest.raises(NotAllowedError):
            desk.context.write(second_factor.switch_off, actor, public_id(desk, agent), "why")
    with pytest.raises(NotAllowedError):
        desk.context.write(second_factor.switch_off, admin, public_id(desk, admin), "why")
    with pytest.raises(NotFoundError):
        desk.context.write(second_factor.switch_off, admin, "nobody", "why")
    with pytest.raises(InvalidError):
        desk.context.write(second_factor.switch_off, admin, public_id(desk, agent), " ")
    assert desk.context.read(second_factor.is_on, agent.user_id)


def is_entry(call: ast.Call) -> bool:
    """`audit.record(…)`, or the `told(uow, …)` of the opening hours."""
    name = call.func
    if isinstance(name, ast.Attribute) and name.attr == "record":
        return isinstance(name.value, ast.Name) and name.value.id == "audit"
    said = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
    first = call.args[0] if call.args else None
    return said == "told" and isinstance(first, ast.Name) and first.id == "uow"


def actions() -> set[str]:
    """Every action that services write into the log."""
    paths = (LIVECHAT / "services").glob("*.py")
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    calls = [node for node in nodes if isinstance(node, ast.Call) and is_entry(node)]
    return {
        part.value
        for call in calls
        if len(call.args) > 2
        for part in ast.walk(call.args[2])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_every_action_has_words() -> None:
    known = actions()
    assert len(known) > 25
    assert [a for a in known if f"audit.{a.replace('.', '_')}" not in ENGLISH.texts] == []
