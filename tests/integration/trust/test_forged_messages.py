"""TRUST T15, T19, T20, T45, T46, T51 against the real app, by a client without pages."""

import time
import uuid
from typing import Any

import httpx
import pytest

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import SenderKind
from tests.factories.desk import Desk
from tests.integration.trust.conftest import Attacked
from tests.servers.live_app import CHAT
from tests.servers.raw_client import RawClient, raw_client
from tests.servers.victims import NOTE_WORDS, make_victims

DESK = CHAT.replace("chat____chat_state", "desk____desk_state")


def message(conversation: str, text: str, **more: Any) -> dict[str, Any]:
    """What an outbox sends, and whatever is added to it."""
    plain = {"client_id": str(uuid.uuid4()), "text": text, "conversation": conversation}
    return {**plain, "attachments": [], **more}


async def answered(client: RawClient, sent: dict[str, Any]) -> str:
    """Wait for the answer to a message: "" when it is stored, else the refusal."""
    key = sent["client_id"]

    def is_answered() -> bool:
        return key in client.state.get("confirmed", ()) or key in client.state.get("refused", {})

    await client.until(is_answered)
    return str(client.state.get("refused", {}).get(key, ""))


def stored(desk: Desk, conversation: str) -> list[str]:
    return [row.body for row in desk.context.read(desk.messages, conversation)]


async def test_T15_two_tabs_with_two_roles_share_nothing(attacked: Attacked) -> None:
    live = attacked.live
    student, agent = live.desk.student(), live.desk.agent()
    chat = live.desk.active(student, agent, "only for these two")
    token = str(uuid.uuid4())
    async with raw_client(attacked.url, cookie=live.cookie(student), token=token) as first:
        await first.hydrated()
        await first.call(f"{CHAT}.load")
        await first.until(lambda: first.state.get("scope") == str(student.user_id))
        # The same tab's name with another person's cookie.
        async with raw_client(attacked.url, cookie=live.cookie(agent), token=token) as second:
            await second.hydrated()
            await second.call(f"{CHAT}.load")
            await second.call(f"{DESK}.open_chat", {"conversation": chat})
            await second.until(lambda: "only for these two" in str(second.tail))
            sent = message(chat, "as the student still")
            await first.call(f"{CHAT}.deliver", sent)
            assert await answered(first, sent) == ""
    rows = live.context.read(live.desk.messages, chat)
    assert (rows[-1].body, rows[-1].sender_id) == ("as the student still", student.user_id)


@pytest.mark.parametrize(
    "forged",
    [
        {"sender_id": 1},
        {"sender_kind": "agent"},
        {"seq": 1},
        {"created_at": "2001-01-01T00:00:00Z"},
        {"actor": {"role": "admin"}},
        {"visibility": "public"},
    ],
)
async def test_T19_a_message_with_values_of_the_servers_is_refused_as_a_whole(
    attacked: Attacked, forged: dict[str, Any]
) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    chat = desk.conversation(student)
    before = stored(desk, chat)
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.deliver", message(chat, "forged", **forged))
        await client.until(lambda: client.state.get("text"))
    assert stored(desk, chat) == before


async def test_T19_sender_role_time_and_number_are_the_servers(attacked: Attacked) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    chat = desk.active(student, desk.agent())
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.load")
        sent = message(chat, "mine")
        await client.call(f"{CHAT}.deliver", sent)
        assert await answered(client, sent) == ""
    row = attacked.live.context.read(desk.messages, chat)[-1]
    assert (row.sender_id, row.sender_kind) == (student.user_id, SenderKind.STUDENT)
    assert row.sender_name == student.name
    assert row.seq == 2


async def test_T20_a_note_is_in_none_of_what_the_student_gets(attacked: Attacked) -> None:
    desk = attacked.live.desk
    victims = make_victims(desk)
    chat, cookie = victims.helped_target.conversation, attacked.live.cookie(victims.helped)
    async with raw_client(attacked.url, cookie=cookie) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.load")
        await client.until(lambda: "The answer for Viktor" in str(client.tail))
        await client.call(f"{CHAT}.search_history", {"text": NOTE_WORDS})
        await client.until(lambda: client.state.get("history_search") == NOTE_WORDS)
        assert client.state.get("history_rows") == []
        frames = "\n".join(client.frames)
    # The search's own words come back as what was searched for, and nowhere else.
    assert frames.count(NOTE_WORDS) == 1
    name, _, value = cookie.partition("=")
    async with httpx.AsyncClient(base_url=attacked.url, cookies={name: value}) as browser:
        text = await browser.get(f"/api/transcript/{chat}.txt")
        assert "The answer for Viktor" in text.text
        assert NOTE_WORDS not in text.text


LONG_JOINED = "👩‍👩‍👧‍👦" * 500
TEXTS = [
    ("x" * 4001, False, ""),
    ("x" * 4000, True, "x" * 4000),
    ("\u200b\u200d\ufeff", False, ""),
    ("a" + "\u0301" * 10_000, False, ""),
    ("e\u0301", True, "é"),
    (LONG_JOINED, True, LONG_JOINED),
    ("safe \u202etxt.exe", True, "safe \u2068txt.exe\u2069"),
    ("<script>alert(1)</script>", True, "<script>alert(1)</script>"),
    ("\ufffe", False, ""),
]


@pytest.mark.parametrize(("text", "is_taken", "kept"), TEXTS, ids=range(len(TEXTS)))
async def test_T45_text_is_kept_as_written_or_refused_in_words(
    attacked: Attacked, text: str, is_taken: bool, kept: str
) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    chat = desk.active(student, desk.agent())
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.load")
        sent = message(chat, text)
        await client.call(f"{CHAT}.deliver", sent)
        refusal = await answered(client, sent)
    assert bool(refusal) is not is_taken
    assert stored(desk, chat)[1:] == ([kept] if is_taken else [])


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
async def test_T45_what_cannot_be_stored_leaves_no_row(attacked: Attacked, text: str) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    chat = desk.active(student, desk.agent())
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        sent = message(chat, text)
        await client.call(f"{CHAT}.deliver", sent)
        await client.until(
            lambda: client.is_closed or sent["client_id"] in client.state.get("refused", {})
        )
    assert len(stored(desk, chat)) == 1


@pytest.mark.parametrize(
    "wanted", ["%", "_", "\\", "'", '"', "!", "100%", "'; DROP TABLE message;"]
)
async def test_T46_search_takes_every_sign_literally_and_finds_only_ones_own(
    attacked: Attacked, wanted: str
) -> None:
    desk, student = attacked.live.desk, attacked.live.desk.student()
    desk.conversation(desk.student(), f"somebody else says {wanted}")
    desk.conversation(student, "nothing of it")
    rows = await _found(attacked, student, wanted)
    assert rows == []
    other = desk.student()
    mine = desk.conversation(other, f"I say {wanted} here")
    assert [row["id"] for row in await _found(attacked, other, wanted)] == [mine]


async def test_T46_a_search_of_ten_kilobytes_is_answered_at_once(attacked: Attacked) -> None:
    student = attacked.live.desk.student()
    attacked.live.desk.conversation(student)
    before = time.perf_counter()
    assert await _found(attacked, student, "%_" * 5000) == []
    # With connecting and hydrating; the search alone is far below.
    assert time.perf_counter() - before < 5


async def _found(attacked: Attacked, student: Actor, wanted: str) -> list[dict[str, Any]]:
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        await client.call(f"{CHAT}.show_history")
        await client.call(f"{CHAT}.search_history", {"text": wanted})
        await client.until(lambda: client.state.get("history_search") == wanted)
        return list(client.state.get("history_rows", ()))


async def test_T51_typing_reaches_only_ones_own_chat_and_not_too_often(attacked: Attacked) -> None:
    desk = attacked.live.desk
    student, stranger, agent = desk.student(), desk.student(), desk.agent()
    chat, other = desk.active(student, agent), desk.active(stranger, desk.agent())
    live = attacked.live
    async with (
        raw_client(attacked.url, cookie=live.cookie(agent)) as listener,
        raw_client(attacked.url, cookie=live.cookie(student)) as typist,
        raw_client(attacked.url, cookie=live.cookie(stranger)) as spammer,
    ):
        for client in (listener, typist, spammer):
            await client.hydrated()
        await listener.call(f"{DESK}.open_chat", {"conversation": chat})
        await listener.until(lambda: (listener.state.get("conversation") or {}).get("id") == chat)
        await spammer.call(f"{CHAT}.load")
        await spammer.until(lambda: (spammer.state.get("conversation") or {}).get("id") == other)
        for _ in range(10):
            await spammer.call(f"{CHAT}.typing", {"conversation": chat})
        await typist.call(f"{CHAT}.load")
        await typist.until(lambda: (typist.state.get("conversation") or {}).get("id") == chat)
        for _ in range(15):
            await typist.call(f"{CHAT}.typing", {"conversation": chat})
        await listener.until(lambda: listener.state.get("typing_pulse", 0) >= 1)
        sent = message(chat, "done typing")
        await typist.call(f"{CHAT}.deliver", sent)
        await listener.until(lambda: "done typing" in str(listener.tail))
        pulses = "".join(listener.frames)
        assert '"typing_pulse_rx_state_":1' in pulses.replace(" ", "")
        assert '"typing_pulse_rx_state_":2' not in pulses.replace(" ", "")
