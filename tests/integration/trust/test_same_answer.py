"""TRUST T16 to T18 on the real app: what is another's answers as if it were not there."""

import json
import uuid
from typing import Any

import httpx
import pytest

from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from tests.integration.trust.conftest import Attacked
from tests.integration.trust.test_every_handler import OURS, cookie_of, settled
from tests.servers.handlers import Handler, Target
from tests.servers.raw_client import RawClient, raw_client
from tests.servers.victims import Victims, make_victims

# What a student can name of somebody's: conversations, tickets, callbacks, pictures.
NAMING = {"conversation", "conversation_id", "number", "callback", "attachments"}


def missing() -> Target:
    """Well-formed names of nothing."""
    return Target(public_id(), 888_888, public_id(), public_id(), public_id(), 888_888)


def said(client: RawClient, since: int, target: Target) -> list[Any]:
    """What came back, without the names that were asked with and other things that differ."""
    text = "\n".join(frame for frame in client.frames[since:] if frame.startswith("42"))
    for name in (target.conversation, target.attachment, str(target.ticket), target.callback):
        text = text.replace(name, "NAME")
    found = []
    for frame in text.splitlines():
        for values in json.loads(frame.partition(",")[2])[1].get("delta", {}).values():
            found += [item for item in sorted(values.items()) if "search" not in item[0]]
    return found


def named() -> list[Handler]:
    return [h for h in OURS if NAMING & set(h.parameters) and "find" not in h.name]


async def asked(attacked: Attacked, actor: Actor, handler: Handler, target: Target) -> list[Any]:
    async with raw_client(attacked.url, cookie=cookie_of(attacked, actor)) as client:
        await client.hydrated()
        await settled(client)
        since = len(client.frames)
        arguments = target.arguments(handler)
        for name in ("client_id", "text"):
            if name in arguments:
                arguments[name] = str(uuid.UUID(int=7))
        await client.call(handler.name, arguments)
        await settled(client)
        return said(client, since, target)


@pytest.fixture(scope="module")
def victims(attacked: Attacked) -> Victims:
    return make_victims(attacked.live.desk)


async def test_T16_T17_T18_foreign_and_missing_get_the_same_answer_from_every_handler(
    attacked: Attacked, victims: Victims
) -> None:
    students = [handler for handler in named() if handler.admits(Role.STUDENT)]
    assert len(students) >= 4
    for handler in students:
        student = attacked.live.desk.student()
        foreign = await asked(attacked, student, handler, victims.helped_target)
        none = await asked(attacked, student, handler, missing())
        assert foreign == none, handler.name


@pytest.mark.parametrize("kind", ["student", "agent"])
def test_T16_T17_T18_foreign_and_missing_get_the_same_answer_from_every_route(
    attacked: Attacked, victims: Victims, kind: str
) -> None:
    desk = attacked.live.desk
    actor = desk.student() if kind == "student" else desk.agent()
    name, _, value = attacked.live.cookie(actor).partition("=")
    origin = {"Origin": attacked.url}
    target, none = victims.alone_target, missing()
    picture = {"file": ("x.png", b"\x89PNG\r\n\x1a\n", "image/png")}
    with httpx.Client(base_url=attacked.url, cookies={name: value}, headers=origin) as browser:

        def answers(of: Target) -> list[tuple[int, bytes, str | None]]:
            made = [
                browser.get(f"/api/transcript/{of.conversation}.pdf"),
                browser.get(f"/api/transcript/{of.conversation}.txt"),
                browser.get(f"/api/transcript/{of.conversation}.json"),
                browser.get(f"/api/attachment/{of.attachment}"),
                browser.head(f"/api/attachment/{of.attachment}"),
                browser.get(f"/api/attachment/{of.attachment}", headers={"Range": "bytes=0-1"}),
                browser.get(f"/api/attachment/{of.attachment}/thumbnail"),
                browser.post(f"/api/upload/{of.conversation}", files=picture),
            ]
            kept = ("content-type", "cache-control", "content-length")
            return [(a.status_code, a.content, str([a.headers.get(k) for k in kept])) for a in made]

        foreign, nothing = answers(target), answers(none)
    assert foreign == nothing
    # The last one is stopped before: it sends no token.
    assert {status for status, _, _ in foreign[:-1]} == {404}
    assert foreign[-1][0] in (403, 404)
