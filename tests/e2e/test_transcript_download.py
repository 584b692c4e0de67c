"""The transcript as both sides download it: how far it is, in which format, when again."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect
from pypdf import PdfReader
from sqlmodel import col, select

from livechat.domain.vocabulary import Role
from livechat.services import conversations
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.factories.many_messages import give_to_an_agent, say_all
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

_LINE = "It happens in every browser that I have, also after signing in again."


def _talk(backstage: Backstage, email: str, count: int) -> str:
    """A chat with the first agent in which the student has said much; its public id."""
    chat = backstage.context.write(conversations.open_bot, backstage.actor(email), {})

    def work(uow: UnitOfWork) -> None:
        talk = uow.session.exec(
            select(Conversation).where(col(Conversation.public_id) == chat)
        ).one()
        give_to_an_agent(uow, talk)
        say_all(uow, talk, [f"#{talk.next_seq + n} {_LINE}" for n in range(count)])

    backstage.context.write(work)
    return chat


def _menu(student: Person, app: AppServer) -> Locator:
    chat = in_the_chat(app, student)
    expect(chat.log).to_be_visible()
    chat.panel.get_by_label("More").click()
    return chat.button("Download transcript")


def _bytes(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def _fetched(page: Page, address: str) -> int:
    status: int = page.evaluate("async address => (await fetch(address)).status", address)
    return status


def test_a_long_transcript_shows_how_far_it_is(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Lin Long")
    _talk(backstage, email, 3000)
    student = someone(email)
    button = _menu(student, app)
    said = Chat(student.page).panel.get_by_role("status").filter(has_text="Preparing")
    with student.page.expect_download(timeout=90_000) as coming:
        button.click()
        expect(said).to_be_visible()
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(said.get_by_role("progressbar")).to_be_visible()
        expect(said).to_have_text(re.compile(r"Preparing the transcript: \d+ %"))
    assert coming.value.suggested_filename.endswith(".pdf")
    expect(said).to_have_count(0)
    expect(button).to_have_attribute("aria-disabled", "false")
    text = PdfReader(io.BytesIO(_bytes(coming.value))).pages[-1].extract_text()
    assert "in again." in " ".join(text.split())


def test_too_many_downloads_count_down_and_then_work_again(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Tom Often")
    chat = _talk(backstage, email, 3)
    student = someone(email)
    button = _menu(student, app)
    page = student.page
    address = f"{app.url}/api/transcript/{chat}.txt"
    while _fetched(page, address) == 200:
        pass
    button.click()
    said = Chat(page).panel.get_by_role("status").filter(has_text="You can download again in")
    expect(said).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
    counter = said.locator("[aria-hidden=true]")
    before = counter.inner_text()
    expect(counter).not_to_have_text(before)
    expect(said).to_have_count(0)
    expect(button).to_have_attribute("aria-disabled", "false")
    with page.expect_download() as coming:
        button.click()
    assert _bytes(coming.value).startswith(b"%PDF")
    # A browser writes every refusal on its console.
    student.complaints[:] = [line for line in student.complaints if "429" not in line]


def test_the_desk_downloads_in_every_format(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Fiona Files")
    _talk(backstage, email, 5)
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    page = agent.page
    page.get_by_role("button", name=re.compile("Fiona Files")).first.click()
    pane = page.get_by_role("complementary", name="Student")
    found: dict[str, Download] = {}
    with page.expect_download() as coming:
        pane.get_by_role("button", name="Download transcript").click()
    found["pdf"] = coming.value
    for name in ("PDF/A, for filing", "Plain text", "JSON, for other programs"):
        pane.get_by_text("Other formats").click()
        with page.expect_download() as coming:
            pane.get_by_role("button", name=name).click()
        found[name] = coming.value
    assert b"%PDF" in _bytes(found["pdf"])[:10]
    filing = found["PDF/A, for filing"]
    assert filing.suggested_filename.endswith("-PDF-A.pdf")
    root = PdfReader(io.BytesIO(_bytes(filing))).trailer["/Root"]
    assert b'pdfaid:part="3"' in root["/Metadata"].get_data()  # type: ignore[index]  # a dictionary
    assert _LINE in _bytes(found["Plain text"]).decode()
    assert json.loads(_bytes(found["JSON, for other programs"]))["student"] == "Fiona Files"
