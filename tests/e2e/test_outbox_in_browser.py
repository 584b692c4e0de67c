"""What is written is neither lost nor doubled, whatever happens to the line or the server."""

import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.pictures import PictureDialog, png
from tests.servers.demo_app import DEMO, RunningApp, free_port, running_app
from tests.servers.unreliable_line import Line, UnreliableLine, unreliable_line

pytestmark = pytest.mark.e2e

# What the browser says by itself when a connection or a file is not there.
_EXPECTED = re.compile(r"WebSocket|ERR_|Failed to load resource")
SLOW_MS = 45_000
# As a dictation may do it: between two keys React gets to nothing that it has put off.
_TYPE_AT_ONCE = 'text => { for (const key of text) document.execCommand("insertText", false, key) }'


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningApp, UnreliableLine]]:
    """The demo app behind an unreliable line."""
    port = free_port()
    with unreliable_line(port) as line:
        variables = {"LIVECHAT_PORT": str(port), "LIVECHAT_ORIGINS": line.base_url}
        with running_app(tmp_path_factory.mktemp("outbox"), variables, DEMO) as app:
            yield app, line


@dataclass
class Someone:
    """A person with a browser of their own."""

    user: int
    context: BrowserContext
    page: Page
    app: RunningApp
    line: UnreliableLine
    frames: list[str]

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that happens in this process."""
        deadline = time.monotonic() + SLOW_MS / 1000
        while not condition():
            assert time.monotonic() < deadline
            self.page.wait_for_timeout(20)

    def field(self) -> Any:
        return self.page.get_by_role("textbox", name="Message")

    def log(self) -> Any:
        return self.page.get_by_role("log", name="Conversation")

    def send(self, text: str) -> None:
        self.field().fill(text)
        self.page.keyboard.press("Enter")

    def open(self) -> None:
        self.page.goto(self.line.base_url)
        expect(self.page.locator("#me")).to_have_text(f"me: {self.user}")

    def stored(self) -> list[str]:
        """The texts that the server has of this person, in order."""
        with closing(sqlite3.connect(self.app.log_path.parent / "demo.db")) as db:
            rows = db.execute(
                "select body from message where user_id = ? order by seq", (self.user,)
            ).fetchall()
        return [row[0] for row in rows]

    def sent_attachments(self) -> str:
        """What the server has as attachments of the last message."""
        with closing(sqlite3.connect(self.app.log_path.parent / "demo.db")) as db:
            rows = db.execute("select attachments from message order by seq desc").fetchall()
        return str(rows[0][0])


def _token(app: RunningApp, user: int) -> str:
    answer = httpx.post(
        f"{app.base_url}/demo/sign-in",
        params={"user": user, "role": "student"},
        headers={"Origin": app.base_url},
    )
    return str(answer.json()["token"])


_users = iter(range(100, 1000))


@pytest.fixture
def person(
    demo: tuple[RunningApp, UnreliableLine], browser: Browser
) -> Iterator[Callable[[], Someone]]:
    """Makes signed-in people; fails the test on errors in any browser console."""
    app, line = demo
    made: list[Someone] = []
    errors: list[str] = []

    def make() -> Someone:
        user = next(_users)
        # The small app has no page for when it cannot be reached.
        context = browser.new_context(service_workers="block")
        cookie = {"name": "demo_session", "value": _token(app, user), "url": line.base_url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        frames: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", lambda f: frames.append(str(f))))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if message.type == "error" and not _EXPECTED.search(message.text)
                else None
            ),
        )
        someone = Someone(user, context, page, app, line, frames)
        made.append(someone)
        someone.open()
        return someone

    yield make
    line.become(Line.GOOD)
    for someone in made:
        someone.context.close()
    assert errors == []


def test_enter_sends_and_shift_enter_makes_a_line(person: Callable[[], Someone]) -> None:
    student = person()
    student.field().press_sequentially("one")
    student.page.keyboard.press("Shift+Enter")
    student.field().press_sequentially("two")
    student.page.keyboard.press("Enter")
    expect(student.log().get_by_text("one two")).to_be_visible()
    expect(student.field()).to_have_value("")
    expect(student.log().locator(".pending")).to_have_count(0)
    assert student.stored() == ["one\ntwo"]


def test_R06_enter_five_times_is_one_message(person: Callable[[], Someone]) -> None:
    student = person()
    student.field().fill("only once")
    for _ in range(5):
        student.page.keyboard.press("Enter")
    student.send("after it")
    expect(student.log().get_by_text("after it")).to_be_visible()
    expect(student.log().locator(".pending")).to_have_count(0)
    assert student.stored() == ["only once", "after it"]


def test_the_other_side_sees_it_without_asking(person: Callable[[], Someone]) -> None:
    student, agent = person(), person()
    student.send("can you see me")
    expect(agent.log().get_by_text("can you see me")).to_be_visible()


def test_R04_written_offline_arrives_once_and_in_order(person: Callable[[], Someone]) -> None:
    student = person()
    student.line.become(Line.CUT)
    for number in range(20):
        student.send(f"offline {number}")
    expect(student.log().locator(".pending")).to_have_count(20)
    expect(student.page.get_by_text("You are offline.")).to_be_visible()
    expect(student.log().get_by_text("20 will be sent when you are back")).to_be_visible()
    assert student.stored() == []
    student.line.become(Line.GOOD)
    expect(student.log().locator(".pending")).to_have_count(0, timeout=SLOW_MS)
    expect(student.log().get_by_text("offline 19")).to_be_visible()
    assert student.stored() == [f"offline {number}" for number in range(20)]


def test_R05_what_a_half_open_line_swallowed_arrives_once(person: Callable[[], Someone]) -> None:
    student = person()
    student.line.become(Line.SILENT)
    student.send("into the void")
    expect(student.log().get_by_text("Sending")).to_be_visible()
    student.until(lambda: sum("into the void" in frame for frame in student.frames) >= 2)
    assert student.stored() == []
    student.line.become(Line.GOOD)
    expect(student.log().locator(".pending")).to_have_count(0, timeout=SLOW_MS)
    assert student.stored() == ["into the void"]


def test_R01_a_killed_server_loses_nothing(person: Callable[[], Someone]) -> None:
    student = person()
    student.send("before")
    expect(student.log().locator(".pending")).to_have_count(0)
    student.app.stop(signal.SIGKILL)
    student.send("while it is dead")
    expect(student.log().locator(".pending")).to_have_count(1)
    student.field().fill("half a thou")
    student.app.start()
    expect(student.log().locator(".pending")).to_have_count(0, timeout=SLOW_MS)
    expect(student.log().get_by_text("while it is dead")).to_be_visible()
    expect(student.field()).to_have_value("half a thou")
    expect(student.page.get_by_text("You are back online.")).to_be_visible()
    assert student.stored() == ["before", "while it is dead"]


def test_a_reload_keeps_the_draft_and_what_is_pending(person: Callable[[], Someone]) -> None:
    student = person()
    student.page.route("**/_event/**", lambda route: route.abort())
    student.line.become(Line.CUT)
    student.send("pending over a reload")
    student.field().fill("a draft")
    student.line.become(Line.GOOD)
    student.page.reload()
    expect(student.field()).to_have_value("a draft", timeout=SLOW_MS)
    expect(student.log().locator(".pending")).to_have_count(0, timeout=SLOW_MS)
    assert student.stored() == ["pending over a reload"]


def test_a_refusal_is_told_and_the_text_can_be_edited(person: Callable[[], Someone]) -> None:
    student = person()
    student.send("refuse me")
    refused = student.log().get_by_role("alert")
    expect(refused).to_contain_text("Not sent. Some characters in this message cannot be stored.")
    student.send("the next one is not held up")
    expect(student.log().get_by_text("the next one is not held up")).to_be_visible()
    student.page.reload()
    expect(refused).to_be_visible()
    refused.get_by_role("button", name="Retry").click()
    expect(refused).to_be_visible()
    refused.get_by_role("button", name="Edit").click()
    expect(student.field()).to_have_value("refuse me")
    student.send("better now")
    expect(student.log().locator(".failed")).to_have_count(0)
    expect(student.log().locator(".pending")).to_have_count(0)
    assert student.stored() == ["the next one is not held up", "better now"]


def test_signing_out_leaves_no_words_on_the_device(person: Callable[[], Someone]) -> None:
    student = person()
    student.line.become(Line.CUT)
    student.send("a secret")
    student.field().fill("another secret")
    student.page.get_by_role("link", name="Leave").click()
    kept = student.page.evaluate("JSON.stringify(window.localStorage)")
    assert "secret" not in kept


def test_another_account_on_the_device_sends_nothing_of_the_first(
    person: Callable[[], Someone],
) -> None:
    first, second = person(), person()
    first.line.become(Line.CUT)
    first.send("mine alone")
    token = _token(first.app, second.user)
    cookie = {"name": "demo_session", "value": token, "url": first.line.base_url}
    first.context.add_cookies([cookie])  # type: ignore[list-item]
    first.line.become(Line.GOOD)
    first.page.reload()
    expect(first.page.locator("#me")).to_have_text(f"me: {second.user}", timeout=SLOW_MS)
    expect(first.log().locator(".pending")).to_have_count(0)
    first.send("from the second")
    expect(first.log().get_by_text("from the second")).to_be_visible()
    expect(first.log().locator(".pending")).to_have_count(0)
    assert second.stored() == ["from the second"]


def test_keys_that_come_without_a_pause_are_all_there(person: Callable[[], Someone]) -> None:
    student = person()
    text = "0123456789" * 30
    student.field().focus()
    student.page.evaluate(_TYPE_AT_ONCE, text)
    expect(student.field()).to_have_value(text)
    student.page.keyboard.press("Enter")
    expect(student.log().locator(".pending")).to_have_count(0)
    student.field().press_sequentially(text, delay=0)
    expect(student.field()).to_have_value(text)
    assert student.stored() == [text]


def test_T51_typing_is_told_at_most_every_three_seconds(person: Callable[[], Someone]) -> None:
    student, agent = person(), person()
    student.field().press_sequentially("a longer text that takes a while", delay=20)
    expect(agent.page.locator("#typing")).to_have_text("typing 1")


def test_a_reader_further_up_keeps_the_place_and_is_told(person: Callable[[], Someone]) -> None:
    student, agent = person(), person()
    for number in range(15):
        agent.send(f"line {number}")
    expect(student.log().get_by_text("line 14", exact=True)).to_be_visible()
    expect(student.log().get_by_text("line 14", exact=True)).to_be_in_viewport()
    student.log().evaluate("log => { log.scrollTop = 0 }")
    agent.send("the newest")
    button = student.page.get_by_role("button", name="New messages")
    expect(button).to_be_visible()
    assert student.log().evaluate("log => log.scrollTop") == 0
    button.click()
    expect(student.log().get_by_text("the newest")).to_be_in_viewport()
    expect(button).to_have_count(0)


def test_what_was_in_view_for_a_second_is_read(person: Callable[[], Someone]) -> None:
    student, agent = person(), person()
    agent.send("read this")
    seq = student.log().get_by_text("read this").get_attribute("data-seq")
    expect(student.page.locator("#read")).to_have_text(f"read to {seq}")


def test_pictures_are_uploaded_with_the_csrf_header_and_refusals_shown(
    person: Callable[[], Someone],
) -> None:
    student = person()
    picker = student.page.locator("input[type=file]")
    dialog = PictureDialog(student.page)
    picker.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    with student.page.expect_request("**/demo/upload") as posted:
        dialog.press("Attach")
    assert posted.value.headers["x-csrf-token"] == "demo-csrf"
    files = student.page.get_by_role("list", name="Pictures to send")
    expect(files.get_by_role("listitem")).to_have_count(1)
    picker.set_input_files({"name": "bad.png", "mimeType": "image/png", "buffer": png()})
    dialog.press("Attach")
    expect(files.get_by_role("alert")).to_have_text("This is not a picture.")
    student.page.get_by_role("button", name="Remove bad.png").click()
    student.page.get_by_role("button", name="Send").click()
    expect(files).to_have_count(0)
    expect(student.log().locator(".pending")).to_have_count(0)
    assert student.sent_attachments() == '["up-a.png"]'
