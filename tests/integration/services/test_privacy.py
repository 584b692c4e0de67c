"""Export and erasure of a student, and forgetting by age: the words go, the numbers stay."""

import io
import json
import uuid
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Fact, Role, Status
from livechat.services import accounts, forgetting, messages, privacy, resolver, tickets
from livechat.store.tables.conversations import Attachment
from livechat.store.tables.people import AuditEntry
from livechat.store.tables.registry import metadata
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

WORDS = "the-words-of-zoe"
NOTE = "what-the-desk-noted"


@pytest.fixture
def zoe(desk: Desk) -> tuple[Actor, str, str]:
    """A signed-in student with a chat, a note, a picture and a ticket; (actor, cookie, chat)."""
    login = accounts.sign_up(
        desk.context, "Zoë", "zoe@example.edu", "correct horse battery", "test browser"
    )
    actor = resolver.actor_of(desk.context, login.token)
    assert actor is not None
    agent = desk.agent()
    chat = desk.active(actor, agent, WORDS)
    desk.context.write(messages.note, agent, chat, str(uuid.uuid4()), NOTE)
    _picture(desk, actor, chat)
    desk.context.write(tickets.escalate, agent, chat, "media", WORDS)
    return actor, login.token, chat


def _picture(desk: Desk, actor: Actor, chat: str) -> None:
    keys = [desk.context.files.put(io.BytesIO(b"picture")) for _ in range(2)]

    def work(uow: UnitOfWork) -> None:
        uow.session.add(
            Attachment(
                public_id=uuid.uuid4().hex,
                uploader_id=actor.user_id,
                conversation_id=desk.find(uow, chat).id or 0,
                storage_key=keys[0],
                thumbnail_key=keys[1],
                file_name="grades.png",
                media_type="image/png",
                size=7,
                width=1,
                height=1,
                sha256="0" * 64,
                created_at=uow.now,
            )
        )

    desk.context.write(work)


def _id(desk: Desk, actor: Actor) -> str:
    return desk.context.read(privacy.public_id_of, actor)


def _everything(desk: Desk) -> str:
    def dump(uow: UnitOfWork) -> str:
        return repr(
            [uow.connection.execute(select(table)).all() for table in metadata.sorted_tables]
        )

    return desk.context.read(dump)


def _files(desk: Desk) -> int:
    return sum(1 for _ in desk.context.files.listed())


def test_export_holds_what_is_the_students_and_nothing_of_the_desks(
    desk: Desk, zoe: tuple[Actor, str, str], tmp_path: Path
) -> None:
    actor, _, chat = zoe
    target = tmp_path / "export.zip"
    privacy.export(desk.context, actor, _id(desk, actor), target)
    with ZipFile(target) as archive:
        text = archive.read("data.json").decode()
        pictures = [name for name in archive.namelist() if name.startswith("pictures/")]
        assert [archive.read(name) for name in pictures] == [b"picture"]
    data = json.loads(text)
    assert data["account"]["email"] == "zoe@example.edu"
    assert WORDS in [message["body"] for message in data["messages"]]
    assert [row["public_id"] for row in data["conversations"]] == [chat]
    assert len(data["tickets"]) == len(data["pictures"]) == len(data["logins"]) == 1
    for secret in (NOTE, "argon2", "token_hash", "csrf", "storage_key"):
        assert secret not in text


def test_erasing_leaves_no_word_file_name_or_address_and_ends_everything(
    desk: Desk, zoe: tuple[Actor, str, str]
) -> None:
    actor, cookie, chat = zoe
    privacy.erase(desk.context, actor, _id(desk, actor))
    left = _everything(desk)
    for trace in (WORDS, NOTE, "zoe@example.edu", "Zoë", "grades.png", "test browser"):
        assert trace not in left
    assert _files(desk) == 0
    assert desk.row(chat).status is Status.CLOSED
    assert resolver.actor_of(desk.context, cookie) is None
    assert Fact.CLAIMED not in desk.facts(chat)
    assert {Fact.CONVERSATION_STARTED, Fact.TICKET_CREATED, Fact.CLOSED} <= set(desk.facts(chat))


def test_only_the_student_and_admins_may_export_or_erase(
    desk: Desk, zoe: tuple[Actor, str, str], tmp_path: Path
) -> None:
    actor, _, chat = zoe
    wanted = _id(desk, actor)
    for stranger in (desk.student(), desk.agent(), desk.specialist()):
        with pytest.raises(NotFoundError):
            privacy.export(desk.context, stranger, wanted, tmp_path / "no.zip")
        with pytest.raises(NotFoundError):
            privacy.erase(desk.context, stranger, wanted)
    admin = desk.admin()
    with pytest.raises(NotAllowedError):
        privacy.erase(desk.context, admin, _id(desk, admin), "why")
    for without in ("", " \u200b"):
        with pytest.raises(InvalidError):
            privacy.export(desk.context, admin, wanted, tmp_path / "no.zip", without)
        with pytest.raises(InvalidError):
            privacy.erase(desk.context, admin, wanted, without)
    privacy.export(desk.context, admin, wanted, tmp_path / "yes.zip", "asked by letter")
    privacy.erase(desk.context, admin, wanted, "asked by letter")
    assert desk.row(chat).status is Status.CLOSED

    def actions(uow: UnitOfWork) -> list[tuple[str, int | None, str]]:
        rows = uow.session.scalars(select(AuditEntry)).all()
        kept = [row for row in rows if row.action.startswith("privacy")]
        return [(row.action, row.actor_id, row.data["reason"]) for row in kept]

    assert desk.context.read(actions) == [
        ("privacy.exported", admin.user_id, "asked by letter"),
        ("privacy.erased", admin.user_id, "asked by letter"),
    ]


def test_others_keep_everything_when_somebody_is_erased(
    desk: Desk, zoe: tuple[Actor, str, str]
) -> None:
    other = desk.student()
    kept = desk.conversation(other, "the-words-of-somebody-else")
    privacy.erase(desk.context, zoe[0], _id(desk, zoe[0]))
    assert desk.lines(other, kept) == ["the-words-of-somebody-else"]


def test_old_words_pictures_and_tickets_are_forgotten_by_age(
    desk: Desk, zoe: tuple[Actor, str, str]
) -> None:
    _, _, chat = zoe
    desk.conversation(desk.student(), "still-open")
    day = 24 * 3600
    desk.clock.advance(181 * day)
    forgetting.apply_retention(desk.context)
    assert _files(desk) == 0
    assert WORDS in _everything(desk)

    def end(uow: UnitOfWork) -> None:
        found = desk.find(uow, chat)
        found.status, found.closed_at = Status.CLOSED, uow.now
        uow.session.add(found)

    desk.context.write(end)
    desk.context.write(tickets.set_status, desk.user(Role.ADMIN), 1001, "closed")
    desk.clock.advance(731 * day)
    forgetting.apply_retention(desk.context)
    left = _everything(desk)
    assert WORDS not in left
    assert NOTE not in left
    assert "still-open" in left
    # Set again for the next hour: nothing is done twice at once.
    assert forgetting.apply_retention(desk.context) == 0
