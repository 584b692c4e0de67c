"""What was promised for later comes about, on a clock that the test moves: calls and places."""

import os
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import CallbackState, CloseReason, Fact, Role, Status
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import PROBLEM, asking, at_the_desk
from tests.e2e.conftest import Account, Person, accounts_of, wait_until
from tests.servers.app import AppServer, app_server
from tests.servers.moved_clock import VARIABLE, MovedClock

pytestmark = pytest.mark.e2e

# Lost after 45 s without a sign, then 60 s of grace; the rest for a round of jobs.
GONE_S = 45 + 60 + 5


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> MovedClock:
    """The clock of this module's app."""
    moved = MovedClock(tmp_path_factory.mktemp("clock") / "seconds")
    moved.move_to(0)
    return moved


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, clock: MovedClock) -> Iterator[AppServer]:
    """An app of its own, in the same place as the others' one."""
    with patch.dict(os.environ, {VARIABLE: str(clock.file)}):
        folder = tmp_path_factory.mktemp("moved")
        factory = "tests.servers.moved_app:app"
        with app_server(folder, factory=factory, sqlite_synchronous="NORMAL") as server:
            yield server


@pytest.fixture(scope="module")
def accounts(app: AppServer) -> list[Account]:
    """The demo accounts of this app."""
    return accounts_of(app)


@pytest.fixture(scope="module")
def stage(app: AppServer) -> Iterator[Backstage]:
    """The database of this app."""
    found = Backstage(app.data)
    yield found
    found.close()


def test_no_agents_call_booked_the_hour_comes_agent_calls_done(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], clock: MovedClock
) -> None:
    name = "Iris Blom"
    email = backstage.new_student(name)
    chat = asking(app, someone(email))
    expect(chat.panel.get_by_text("Nobody is free right now")).to_be_visible()
    chat.panel.get_by_role("group", name="Callback time").get_by_role("button").first.click()
    chat.panel.get_by_label("Phone number").fill("+49 30 1234567")
    chat.press("Book the call")
    expect(chat.panel.get_by_text("We call +49 30 1234567 on").first).to_be_visible()
    [booked] = backstage.callbacks(email)

    agent = someone(Role.AGENT)
    desk = at_the_desk(app, agent)
    desk.page.get_by_role("tab", name="Calls").click()
    call = desk.page.get_by_role("article").filter(has_text=name)
    expect(call.get_by_text("Confirmed", exact=True)).to_be_visible()

    # The hour comes: the desk shows it by itself.
    clock.move_to(seconds_ahead(clock) + (booked.slot_at - clock.now()).total_seconds() + 1)
    expect(call.get_by_text("Due now", exact=True)).to_be_visible()
    call.get_by_role("button", name="Call now").click()
    expect(chat.panel.get_by_text("Jonas Weber is calling you now.").first).to_be_visible()
    call.get_by_role("button", name="Reached", exact=True).click()
    expect(call).to_have_count(0)
    expect(chat.panel.get_by_role("heading", name="How did it go?")).to_be_visible()

    ended = backstage.conversation(email)
    assert (ended.status, ended.close_reason) == (Status.CLOSED, CloseReason.CALLBACK)
    [done] = backstage.callbacks(email)
    assert (done.state, done.attempts) == (CallbackState.DONE, 1)
    facts = backstage.facts(email)
    in_order = [Fact.CALLBACK_CONFIRMED, Fact.CALLBACK_DONE, Fact.CLOSED]
    assert [fact for fact in facts if fact in in_order] == in_order
    wait_until(agent.page, lambda: len(backstage.letters(email)) == 1)
    assert backstage.letters(email)[0].startswith("We call you on")


def test_agents_browser_killed_student_is_requeued_first_and_told(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], clock: MovedClock
) -> None:
    first, later = backstage.new_student("Amina Yusuf"), backstage.new_student("Later Arrival")
    lost = someone(Role.AGENT)
    desk = at_the_desk(app, lost)
    chat = asking(app, someone(first))
    chat.join_the_queue()
    desk.accept("Amina Yusuf")
    expect(chat.panel.get_by_role("heading", name="Jonas Weber")).to_be_visible()
    behind = asking(app, someone(later))
    behind.join_the_queue()
    expect(behind.panel.get_by_text("1st", exact=True)).to_be_visible()

    # Killed, without a word to the server; the grace passes.
    lost.context.close()
    clock.move_to(seconds_ahead(clock) + GONE_S)
    expect(chat.panel.get_by_text("1st", exact=True)).to_be_visible()
    told = chat.panel.get_by_text("Jonas Weber lost the connection. You are next in line").first
    expect(told).to_be_visible()
    expect(behind.panel.get_by_text("2nd", exact=True)).to_be_visible()
    assert backstage.conversation(first).status is Status.QUEUED

    # The next agent is offered the one who was there first, and everything said so far.
    other = at_the_desk(app, someone(Role.AGENT, 1))
    offers = other.page.get_by_role("alert").filter(has_text="Offered to you")
    expect(offers.first).to_contain_text("Amina Yusuf")
    other.accept("Amina Yusuf")
    expect(other.says(PROBLEM)).to_be_visible()
    expect(behind.panel.get_by_text("1st", exact=True)).to_be_visible()
    facts = backstage.facts(first)
    assert [fact for fact in facts if fact in (Fact.CLAIMED, Fact.REQUEUED)] == [
        Fact.CLAIMED,
        Fact.REQUEUED,
        Fact.CLAIMED,
    ]


def seconds_ahead(clock: MovedClock) -> float:
    return float(clock.file.read_text())
