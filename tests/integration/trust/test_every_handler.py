"""TRUST T01, T02, T09: the whole registry of the real app, called by everybody."""

import asyncio
from collections.abc import Callable

import pytest

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from tests.integration.trust.conftest import IDENTITIES, Attacked
from tests.servers.handlers import Handler, Target, all_handlers
from tests.servers.raw_client import RawClient, raw_client
from tests.servers.victims import (
    BOT_WORDS,
    Rows,
    Victims,
    found_in,
    make_victims,
    of_other_people,
    rows,
    secrets_of,
)
from tests.servers.waiting import eventually

Identity = Callable[[str], Actor | None]
OURS = [handler for handler in all_handlers() if handler.ours and handler.from_browser]
# Everybody may look for articles: its echo shows that all before it has been handled.
FIND = next(handler.name for handler in OURS if handler.name.endswith("help_state.find"))


async def settled(client: RawClient) -> None:
    """Everything sent before has been answered."""
    word = f"zz{len(client.frames)}"
    await client.call(FIND, {"text": word})
    await client.until(lambda: client.state.get("search") == word, 20)


async def call_all(client: RawClient, handlers: list[Handler], target: Target) -> None:
    """One after the other, as fast as a browser may."""
    for handler in handlers:
        await client.call(handler.name, target.arguments(handler))
        await asyncio.sleep(0.06)  # below the guard's rate, which is another test's concern


def cookie_of(attacked: Attacked, actor: Actor | None) -> str:
    return attacked.live.cookie(actor) if actor else ""


def changed(before: Rows, after: Rows) -> dict[str, list[object]]:
    """By table: the rows that are new or different."""
    found: dict[str, list[object]] = {}
    for table, now in after.items():
        different = [row for row in now if row not in before[table]]
        if different or len(now) < len(before[table]):
            found[table] = different
    return found


@pytest.mark.parametrize("kind", IDENTITIES)
async def test_T01_what_the_policy_does_not_admit_changes_and_shows_nothing(
    attacked: Attacked, identity: Identity, kind: str
) -> None:
    victims, actor = make_victims(attacked.live.desk), identity(kind)
    role = actor.role if actor else None
    closed = [handler for handler in OURS if not handler.admits(role)]
    if kind != "admin":
        assert len(closed) > 15
    async with raw_client(attacked.url, cookie=cookie_of(attacked, actor)) as client:
        await client.hydrated()
        await settled(client)
        known, before = len(attacked.refusals()), rows(attacked.live.desk)
        seen, wanted = len(client.frames), 2 * len(closed)
        for target in (victims.alone_target, victims.helped_target):
            await call_all(client, closed, target)
        await eventually(lambda: len(attacked.refusals()) >= known + wanted)
        assert [frame for frame in client.frames[seen:] if frame.startswith("42")] == []
        # The line is in order: had any of them an answer, it would be here before this one's.
        await settled(client)
        assert len([frame for frame in client.frames[seen:] if frame.startswith("42")]) <= 2
        assert changed(before, rows(attacked.live.desk)) == {}
    user_id = actor.user_id if actor else None
    expected = sorted((handler.name[-120:], "role", user_id) for handler in closed * 2)
    assert sorted(attacked.refusals()[known:]) == expected


@pytest.mark.parametrize("kind", IDENTITIES)
async def test_T01_T09_what_the_policy_admits_never_reaches_another_students_things(
    attacked: Attacked, identity: Identity, kind: str
) -> None:
    desk, actor = attacked.live.desk, identity(kind)
    victims, role = make_victims(desk), actor.role if actor else None
    opened = sorted(
        (handler for handler in OURS if handler.admits(role) and handler.name != FIND),
        # What an attacker opens first, later calls act on.
        key=lambda handler: "open_" not in handler.name and "read_conv" not in handler.name,
    )
    before = rows(desk)
    async with raw_client(attacked.url, cookie=cookie_of(attacked, actor)) as client:
        await client.hydrated()
        for target in (victims.helped_target, victims.alone_target):
            await call_all(client, opened, target)
            await settled(client)
        frames = list(client.frames)
    assert found_in(frames, secrets_of(desk, actor.user_id if actor else 0)) == []
    if role is not Role.ADMIN:
        # Nobody but the student and the bot was in that conversation.
        assert found_in(frames, {BOT_WORDS, victims.alone.name}) == []
    if role in (None, Role.STUDENT):
        hidden = of_other_people(desk, actor.user_id if actor else 0)
        assert found_in(frames, hidden) == []
        assert _touched(victims, before, rows(desk)) == []
    else:
        different = changed(before, rows(desk))
        assert _forged(different, victims) == []
        if role is not Role.ADMIN:
            number = str(victims.helped_target.ticket)
            assert [row for row in different.get("ticket", []) if number in repr(row)] == []


@pytest.mark.parametrize("kind", ["nobody", "student", "admin"])
async def test_T03_T08_reflexs_own_handlers_close_the_socket(
    attacked: Attacked, identity: Identity, kind: str
) -> None:
    cookie = cookie_of(attacked, identity(kind))
    denied = [handler for handler in all_handlers() if not handler.from_browser]
    assert len(denied) > 5
    for handler in denied:
        async with raw_client(attacked.url, cookie=cookie) as client:
            await client.call(handler.name, {"var_name": "name", "value": "x"})
            await client.closed()


def _touched(victims: Victims, before: Rows, after: Rows) -> list[object]:
    """Rows that hold a victim's id or words and are new or different."""
    marks = {
        victims.alone_target.conversation,
        victims.helped_target.conversation,
        victims.alone_target.attachment,
        victims.helped_target.attachment,
    }
    return [
        row
        for different in changed(before, after).values()
        for row in different
        if any(mark in repr(row) for mark in marks)
    ]


def _forged(desk_rows: dict[str, list[object]], victims: Victims) -> list[object]:
    """Staff may read and note what is on the desk, but not speak where others help."""
    marks = (victims.alone_target.attachment, victims.helped_target.attachment)
    bad = [row for row in desk_rows.get("attachment", []) if any(m in repr(row) for m in marks)]
    said = desk_rows.get("message", [])
    return bad + [row for row in said if "forged" in repr(row) and "INTERNAL" not in repr(row)]
