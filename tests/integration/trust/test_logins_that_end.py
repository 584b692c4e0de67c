"""TRUST T11, T13, T14 on the real app: a page lives no longer than the login behind it."""

import uuid
from collections.abc import Callable

import httpx
import pytest
from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.services import accounts, blocking, people, privacy
from livechat.store.tables.people import AuthSession
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk
from tests.integration.trust.conftest import Attacked
from tests.integration.trust.test_forged_messages import DESK, answered, message, stored
from tests.servers.live_app import CHAT, PASSWORD
from tests.servers.raw_client import raw_client

WITHIN_S = 5.0


def browser(attacked: Attacked, cookie: str = "") -> httpx.Client:
    """Plain requests from a page of ours, with this cookie."""
    headers = {"Origin": attacked.url} | ({"Cookie": cookie} if cookie else {})
    return httpx.Client(base_url=attacked.url, headers=headers)


def set_cookie(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


def email_of(attacked: Attacked, actor: Actor) -> str:
    attacked.live.cookie(actor)  # gives a password
    login = accounts.resolve(attacked.live.context, attacked.live.cookie(actor).partition("=")[2])
    assert login is not None
    return login.email


def public_id(desk: Desk, actor: Actor) -> str:
    return desk.context.read(privacy.public_id_of, actor)


def signed_out(attacked: Attacked, actor: Actor, cookie: str) -> None:
    with browser(attacked, cookie) as client:
        assert client.post("/api/sign-out", data={}).status_code == 303


def signed_in_anew(attacked: Attacked, actor: Actor, cookie: str) -> None:
    form = {"email": email_of(attacked, actor), "password": PASSWORD}
    with browser(attacked, cookie) as client:
        assert set_cookie(client.post("/api/sign-in", data=form)) != cookie


def made_specialist(attacked: Attacked, actor: Actor, cookie: str) -> None:
    _changed(attacked, actor, role="specialist", is_active=True)


def disabled(attacked: Attacked, actor: Actor, cookie: str) -> None:
    _changed(attacked, actor, role="agent", is_active=False)


def _changed(attacked: Attacked, actor: Actor, *, role: str, is_active: bool) -> None:
    """By a process of its own, which tells this one nothing, as the command line would."""
    desk = attacked.live.desk
    desk.context.write(
        people.change,
        desk.admin(),
        public_id(desk, actor),
        role=role,
        group="",
        capacity=0,
        is_active=is_active,
    )


def row_deleted(attacked: Attacked, actor: Actor, cookie: str) -> None:
    """Past every rule of ours."""

    def work(uow: UnitOfWork) -> None:
        found = select(AuthSession).where(col(AuthSession.user_id) == actor.user_id)
        for row in uow.session.exec(found).all():
            uow.session.delete(row)

    attacked.live.context.write(work)


@pytest.mark.parametrize(
    "end", [signed_out, signed_in_anew, made_specialist, disabled, row_deleted]
)
async def test_T14_the_sockets_of_a_login_that_ends_close_in_time_and_no_others(
    attacked: Attacked, end: Callable[[Attacked, Actor, str], None]
) -> None:
    live, agent, bystander = attacked.live, attacked.live.desk.agent(), attacked.live.desk.agent()
    cookie = live.cookie(agent)
    async with (
        raw_client(attacked.url, cookie=cookie) as first,
        raw_client(attacked.url, cookie=cookie) as second,
        raw_client(attacked.url, cookie=live.cookie(bystander)) as other,
    ):
        for client in (first, second, other):
            await client.hydrated()
        end(attacked, agent, cookie)
        await first.closed(WITHIN_S)
        await second.closed(WITHIN_S)
        assert not other.is_closed


@pytest.mark.parametrize("end", [signed_out, made_specialist, disabled])
async def test_T14_what_an_ended_login_sends_next_is_denied(
    attacked: Attacked, end: Callable[[Attacked, Actor, str], None]
) -> None:
    desk, agent = attacked.live.desk, attacked.live.desk.agent()
    chat = desk.active(desk.student(), agent, "asked before")
    before, cookie = stored(desk, chat), attacked.live.cookie(agent)
    async with raw_client(attacked.url, cookie=cookie) as client:
        await client.hydrated()
        await client.call(f"{DESK}.open_chat", {"conversation": chat})
        await client.until(lambda: "asked before" in str(client.tail))
        end(attacked, agent, cookie)
        await client.closed(WITHIN_S)
    async with raw_client(attacked.url, cookie=cookie, token=client.token) as again:
        await again.hydrated()
        seen = len(again.frames)
        await again.call(f"{DESK}.open_chat", {"conversation": chat})
        await again.call(f"{DESK}.deliver", message(chat, "written after the end"))
        await again.call(f"{CHAT}.load")
        await again.until(lambda: len(again.frames) > seen)
        assert "asked before" not in "".join(again.frames)
    assert stored(desk, chat) == before
    with browser(attacked, cookie) as plain:
        assert plain.get(f"/api/transcript/{chat}.txt").status_code == 401


async def test_T14_a_block_stops_the_open_page_too(attacked: Attacked) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    chat = desk.active(student, desk.agent(), "asked before")
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.load")
        desk.context.write(blocking.block, desk.admin(), public_id(desk, student), 24, "insults")
        sent = message(chat, "written after the block")
        await client.call(f"{CHAT}.deliver", sent)
        assert await answered(client, sent)
    assert "written after the block" not in stored(desk, chat)


async def test_T13_a_planted_cookie_opens_nothing_after_somebody_signs_in_with_it(
    attacked: Attacked,
) -> None:
    planted = f"livechat_session={uuid.uuid4().hex}"
    student = attacked.live.desk.student()
    form = {"email": email_of(attacked, student), "password": PASSWORD}
    with browser(attacked, planted) as client:
        real = set_cookie(client.post("/api/sign-in", data=form))
    assert real != planted
    async with raw_client(attacked.url, cookie=planted) as attacker:
        await attacker.hydrated()
        await attacker.call(f"{CHAT}.load")
        await attacker.until(lambda: "scope" in attacker.state or len(attacker.frames) > 3)
        assert student.name not in "".join(attacker.frames)


@pytest.mark.parametrize("kind", ["nobody", "student", "agent"])
async def test_T11_a_stolen_token_hydrates_empty_hears_no_push_and_uploads_nothing(
    attacked: Attacked, kind: str
) -> None:
    desk, live = attacked.live.desk, attacked.live
    victim, agent = desk.student("Victoria Victim"), desk.agent("Alma Agent")
    chat = desk.active(victim, agent, "words before the theft")
    thief = {"nobody": None, "student": desk.student(), "agent": desk.agent()}[kind]
    stolen_by = live.cookie(thief) if thief else ""
    async with raw_client(attacked.url, cookie=live.cookie(victim)) as page:
        await page.hydrated()
        await page.call(f"{CHAT}.load")
        await page.until(lambda: "words before the theft" in str(page.tail))
    # The page is closed for a moment: its state is still kept, and its token free.
    async with (
        raw_client(attacked.url, cookie=stolen_by, token=page.token) as stolen,
        raw_client(attacked.url, cookie=live.cookie(agent)) as colleague,
    ):
        await stolen.hydrated()
        await colleague.hydrated()
        await colleague.call(f"{DESK}.open_chat", {"conversation": chat})
        sent = message(chat, "pushed after the theft")
        await colleague.call(f"{DESK}.deliver", sent)
        assert await answered(colleague, sent) == ""
        # The colleague has it back, so the push has been and gone.
        await colleague.until(lambda: "pushed after the theft" in str(colleague.tail))
        heard = "".join(stolen.frames)
    for private in ("words before the theft", "pushed after the theft", "Victoria", chat):
        assert private not in heard
    with browser(attacked, stolen_by) as plain:
        files = {"file": ("x.png", b"\x89PNG\r\n\x1a\n", "image/png")}
        headers = {"X-Client-Token": page.token, "X-CSRF-Token": page.token}
        answer = plain.post(f"/api/upload/{chat}", files=files, headers=headers)
    assert answer.status_code in (401, 403, 404)
    assert stored(desk, chat)[-1] == "pushed after the theft"
