"""axe-core finds nothing on the student's pages and stages, in light and in dark."""

from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from livechat.domain.vocabulary import PresenceState, Role
from livechat.services import presence
from tests.e2e.backstage import PASSWORD, Backstage
from tests.e2e.chat import Chat
from tests.e2e.conftest import LAPTOP, PATIENCE_MS, PHONE, Account, Person
from tests.e2e.pictures import png
from tests.servers.app import AppServer

pytestmark = pytest.mark.skipif(
    find_spec("axe_playwright_python") is None, reason="axe-playwright-python is not installed"
)
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = "(tags) => axe.run(document, {runOnly: tags})"


def found_on(page: Page) -> list[str]:
    """What axe-core objects to, in words; colours stand still for it."""
    if not page.evaluate("Boolean(window.axe)"):
        script = resources.files("axe_playwright_python") / "axe.min.js"
        page.evaluate(script.read_text("utf-8"))
        page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    complaints = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report: dict[str, Any] = page.evaluate(
            "(tags) => axe.run(document, {runOnly: tags})", _TAGS
        )
        complaints += [
            f"{scheme} {rule['id']}: {node['html'][:200]}"
            for rule in report["violations"]
            for node in rule["nodes"]
        ]
    return complaints


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def student(
    request: pytest.FixtureRequest, app: AppServer, browser: Browser, backstage: Backstage
) -> Any:
    """A new student, in a browser that lets a test bring a script along."""
    context = browser.new_context(viewport=request.param, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    account = Account(Role.STUDENT, backstage.new_student("Noor Haddad"), PASSWORD)
    yield Person(account, context, context.new_page())
    context.close()


def test_nothing_is_found_before_signing_in(student: Person, app: AppServer) -> None:
    page = student.page
    for path in ("/sign-in", "/sign-up", "/help"):
        page.goto(f"{app.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert found_on(page) == [], path
    Chat(page).open()
    assert found_on(page) == []


def test_nothing_is_found_where_pictures_are_looked_at(
    student: Person, app: AppServer, tmp_path: Path
) -> None:
    student.sign_in(app.url, "/help")
    chat = Chat(student.page)
    chat.open()
    paths = [tmp_path / name for name in ("one.png", "two.png")]
    for path in paths:
        path.write_bytes(png(size=(900, 600)))
    dialog = chat.look_at(*paths)
    dialog.drag((0.1, 0.1), (0.6, 0.6))
    assert found_on(student.page) == []
    dialog.press("Blur out")
    dialog.press("Attach")
    expect(chat.panel.get_by_role("progressbar")).to_have_count(0)
    assert found_on(student.page) == []
    chat.press("Send")
    chat.log.get_by_role("img").first.click()
    expect(student.page.get_by_role("dialog", name="Picture viewer")).to_be_visible()
    assert found_on(student.page) == []


def test_nothing_is_found_on_the_way_to_a_person(
    student: Person, app: AppServer, backstage: Backstage, accounts: list[Account]
) -> None:
    agent = next(account for account in accounts if account.role is Role.AGENT)
    backstage.context.write(presence.set_state, backstage.actor(agent.email), PresenceState.ONLINE)
    student.sign_in(app.url, "/help")
    chat = Chat(student.page)
    chat.open()

    def has_nothing(stage: str) -> None:
        expect(chat.panel).to_have_attribute("data-stage", stage)
        assert found_on(student.page) == [], stage

    expect(chat.choices().first).to_be_visible()
    has_nothing("bot")
    chat.write("The video keeps buffering.")
    chat.step(1)
    has_nothing("bot")
    chat.press("Talk to a person")
    has_nothing("handoff")
    chat.panel.get_by_role("button", name="Join the queue").click()
    has_nothing("queue")
    chat.press("Call me back instead")
    has_nothing("nobody")
    chat.press("Previous conversations")
    has_nothing("history")
