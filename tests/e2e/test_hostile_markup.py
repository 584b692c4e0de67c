"""TRUST T39 to T41: markup wherever people write, seen on the real pages by a real browser."""

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Outcome, RatingKind, Role, Solved
from livechat.services import canned, messages, ratings, seed, solution, tickets
from livechat.services.solution import OTHER
from livechat.store.tables.conversations import Attachment
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.chat import Chat
from tests.e2e.conftest import LAPTOP, PATIENCE_MS
from tests.e2e.desk import Desk as DeskPage
from tests.factories.desk import Desk
from tests.servers.live_app import LiveApp, live_app, wait_ready

pytestmark = pytest.mark.e2e

HOSTILE = [
    "<script>window.__hit=1</script>",
    '<img src=x onerror="window.__hit=1">',
    '"><svg onload="window.__hit=1">',
    "[press](javascript:window.__hit=1)",
    "javascript:window.__hit=1",
    "![pixel](https://tracker.invalid/p.png)",
    "<iframe srcdoc='<script>parent.__hit=1</script>'></iframe>",
    'https://evil.invalid/"onmouseover="window.__hit=1',
    "${window.__hit=1}{{window.__hit=1}}",
    "<style>*{background:url(https://tracker.invalid/c)}</style>",
]
NAME = "<img src=x onerror=window.__hit=1>"
# What makes the document do something: none of it may come from what people wrote.
_ACTIVE = """() => [...document.querySelectorAll(
  "iframe, object, embed, base, a[href^='javascript:' i], [srcdoc], main script, main style"
)].map((found) => found.outerHTML)
  .concat([...document.querySelectorAll("*")]
    .filter((found) => [...found.attributes].some((a) => a.name.startsWith("on")))
    .map((found) => found.outerHTML))
  .concat(window.__hit ? ["executed"] : [])"""


@dataclass
class Watched:
    """A page of the app, and everything on it that should not have happened."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Nothing has run, nothing active is there, nobody else was asked for anything."""
        assert self.page.evaluate(_ACTIVE) == []
        assert self.faults == []


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    with live_app(tmp_path_factory.mktemp("hostile"), presence_lost_s="86400") as app:
        seed.starter_content(app.context)
        site = app.process()
        site.start()
        wait_ready(site)
        yield app


@dataclass(frozen=True)
class Scene:
    """A student with a hostile name in a hostile chat with an agent, and a ticket."""

    student: Actor
    agent: Actor
    specialist: Actor
    chat: str
    ticket: int


@pytest.fixture(scope="module")
def scene(live: LiveApp) -> Scene:
    desk = live.desk
    student, agent = desk.student(NAME), desk.agent("Ada Agent")
    specialist = desk.specialist("Sam Special", "media")
    _rated(desk, student, agent)
    chat = desk.active(student, agent, HOSTILE[0])
    for text in HOSTILE[1:]:
        desk.say(student, chat, text)
        desk.say(agent, chat, f"agent {text}")
        live.context.write(messages.note, agent, chat, str(uuid.uuid4()), f"note {text}")
    _picture(desk, student, chat)
    admin = desk.admin()
    live.context.write(canned.save, admin, shortcut="hostile", title=HOSTILE[1], body=HOSTILE[0])
    other = desk.student(f"Second {NAME}")
    second = desk.conversation(other, HOSTILE[1])
    number = live.context.write(tickets.file, other, second, HOSTILE[1], HOSTILE[0], "media")
    return Scene(student, agent, specialist, chat, number)


def _rated(desk: Desk, student: Actor, agent: Actor) -> None:
    done = desk.active(student, agent, HOSTILE[1])
    desk.say(agent, done, "done")
    desk.context.write(solution.close, agent, done, OTHER, Outcome.SOLVED)
    rate = (ratings.rate, student, done, RatingKind.HUMAN, 1, Solved.NO)
    desk.context.write(*rate, comment=HOSTILE[0])


def _picture(desk: Desk, student: Actor, chat: str) -> None:
    keys = []
    for _ in range(2):
        made = io.BytesIO()
        Image.new("RGB", (32, 20), "teal").save(made, "PNG")
        made.seek(0)
        keys.append(desk.context.files.put(made))

    def work(uow: UnitOfWork) -> str:
        row = Attachment(
            public_id=public_id(),
            uploader_id=student.user_id,
            conversation_id=desk.find(uow, chat).id or 0,
            storage_key=keys[0],
            thumbnail_key=keys[1],
            file_name=f"{HOSTILE[1]}.png",
            media_type="image/png",
            alt=HOSTILE[2],
            size=100,
            width=32,
            height=20,
            sha256="0" * 64,
            created_at=uow.now,
        )
        uow.session.add(row)
        return row.public_id

    picture = desk.context.write(work)
    key = str(uuid.uuid4())
    desk.context.write(messages.post, student, chat, key, "with a picture", (picture,))


@pytest.fixture
def watch(live: LiveApp, browser: Browser) -> Iterator[Any]:
    """Opens a page as somebody; at the end every page must be clean."""
    opened: list[Watched] = []
    url = live.processes[0].base_url

    def open_for(actor: Actor, path: str) -> Watched:
        context = browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]  # a plain dict serves
        context.set_default_timeout(PATIENCE_MS)
        name, _, value = live.cookie(actor).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
        watched = Watched(context.new_page())
        page, faults = watched.page, watched.faults
        page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: faults.append(f"error {error}"))
        page.on(
            "console",
            lambda line: faults.append(f"console {line.text}") if line.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((url, "data:", "blob:", url.replace("http", "ws")))
                else faults.append(f"request {request.url}")
            ),
        )
        opened.append(watched)
        page.goto(url + path)
        return watched

    yield open_for
    for watched in opened:
        watched.check()
        watched.page.context.close()


def test_T39_T40_T41_the_student_sees_markup_as_the_text_that_it_is(
    watch: Any, scene: Scene
) -> None:
    page = watch(scene.student, "/help").page
    chat = Chat(page)
    chat.open()
    expect(chat.says(HOSTILE[0])).to_be_visible()
    chat.log.get_by_role("img").last.click()
    viewer = page.get_by_role("dialog", name="Picture viewer")
    expect(viewer.get_by_text(HOSTILE[2], exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    for text in HOSTILE[1:3]:
        expect(chat.log.get_by_text(f"agent {text}").last).to_be_visible()
    for text in HOSTILE[:3]:
        chat.write(f"typed {text}")
    links = chat.log.locator("a[href^='http']").evaluate_all("all => all.map(a => [a.rel, a.href])")
    assert links
    assert all("noopener" in rel and "noreferrer" in rel for rel, _ in links)


def test_T39_the_search_shows_markup_as_text(watch: Any, scene: Scene) -> None:
    page = watch(scene.student, "/help").page
    for text in HOSTILE[:3]:
        page.get_by_role("searchbox").fill(text)
        page.wait_for_timeout(0)
    expect(page.get_by_role("searchbox")).to_have_value(HOSTILE[2])


def test_T39_the_account_page_shows_the_name_as_text(watch: Any, scene: Scene) -> None:
    page = watch(scene.student, "/account?error=<script>window.__hit=1</script>").page
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()


@pytest.mark.parametrize(
    "query", ["error=<img src=x onerror=window.__hit=1>", "notice=%22><svg onload=__hit=1>"]
)
def test_T39_the_sign_in_page_shows_no_text_of_the_address(
    watch: Any, scene: Scene, query: str
) -> None:
    extra = "&email=%22><img src=x onerror=window.__hit=1>&next=javascript:window.__hit=1"
    page = watch(scene.student, f"/sign-in?{query}{extra}").page
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_T39_T40_T41_the_agent_sees_markup_as_the_text_that_it_is(watch: Any, scene: Scene) -> None:
    desk = DeskPage(watch(scene.agent, "/agent").page)
    desk.lists.get_by_text(NAME).first.click()
    # The last one without an address, which would be shown as a link.
    expect(desk.says(f"note {HOSTILE[8]}")).to_be_visible()
    desk.button("Show earlier messages").click()
    for text in HOSTILE[1:3]:
        expect(desk.says(f"note {text}")).to_be_visible()
    desk.write(f"typed {HOSTILE[1]}")
    desk.note(f"typed note {HOSTILE[2]}")


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.ADMIN])
def test_T39_subjects_of_tickets_are_text(
    watch: Any, live: LiveApp, scene: Scene, role: Role
) -> None:
    actor = scene.specialist if role is Role.SPECIALIST else live.desk.agent(role=role)
    page = watch(actor, "/agent").page
    page.get_by_role("tab", name="Tickets").click()
    row = page.get_by_text(HOSTILE[1]).first
    expect(row).to_be_visible()
    row.click()
    ticket = page.get_by_role("region", name=f"Ticket {scene.ticket}")
    expect(ticket.get_by_text(HOSTILE[1], exact=True)).to_be_visible()


LINKS = [
    "see https://example.edu/a?b=1&c=2#d, and http://example.edu.",
    "HTTPS://EXAMPLE.EDU/x",
    "https://account.example.edu@evil.invalid/reset",
    "https://evil.invalid/\u202egpj.exe",
    "javascript:window.__hit=1//https://example.edu/ok",
    "vbscript:window.__hit=1 data:text/html,<script>window.__hit=1</script>",
    "https://evil.invalid/'onclick='window.__hit=1",
    "https:/evil.invalid https:evil.invalid //evil.invalid /\\evil.invalid",
    "[a](https://evil.invalid) <https://evil.invalid> <a href=javascript:window.__hit=1>x</a>",
    "jav\u200bascript:window.__hit=1 java\nscript:window.__hit=1",
]
_ADDRESSES = """all => all.map(a => [a.protocol, a.rel, a.target, a.getAttributeNames().filter(
  (name) => name.startsWith("on")).length])"""


def test_T40_links_lead_to_the_web_alone_and_tell_it_nothing(
    watch: Any, live: LiveApp, scene: Scene
) -> None:
    desk = live.desk
    student, agent = desk.student("Linus Link"), desk.agent("Lena Link")
    chat = desk.active(student, agent, "links")
    for text in LINKS:
        desk.say(student, chat, text)
        desk.say(agent, chat, text)
    desk.say(student, chat, "the last of the links")
    talk = Chat(watch(student, "/help").page)
    talk.open()
    expect(talk.log.get_by_text("the last of the links")).to_be_visible()
    board = DeskPage(watch(agent, "/agent").page)
    board.lists.get_by_text("Linus Link").first.click()
    expect(board.says("the last of the links")).to_be_visible()
    for log in (talk.log, board.page.get_by_role("log")):
        found = log.locator("a[target=_blank]").evaluate_all(_ADDRESSES)
        assert len(found) > 5
        for protocol, rel, target, handlers in found:
            assert protocol in ("http:", "https:")
            assert {"noopener", "noreferrer"} <= set(rel.split())
            assert (target, handlers) == ("_blank", 0)


@pytest.mark.parametrize("tab", ["Analytics", "Review list", "Articles", "People", "Mail", "Log"])
def test_T39_T40_T41_the_admin_sees_markup_as_the_text_that_it_is(
    watch: Any, live: LiveApp, scene: Scene, tab: str
) -> None:
    admin = live.desk.agent(role=Role.ADMIN)
    page = watch(admin, "/admin").page
    page.get_by_role("button", name=tab, exact=True).click()
    if tab == "People":
        page.get_by_role("searchbox", name="Find a person").fill(NAME)
        expect(page.get_by_text(NAME).first).to_be_visible()
    if tab == "Review list":
        expect(page.get_by_text(HOSTILE[0]).first).to_be_visible()
    if tab == "Log":
        page.get_by_role("searchbox").fill(HOSTILE[0])
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def test_T39_T40_T41_an_admin_who_looks_into_the_chat_sees_text_too(
    watch: Any, live: LiveApp, scene: Scene
) -> None:
    admin = live.desk.agent(role=Role.ADMIN)
    desk = DeskPage(watch(admin, f"/agent?chat={scene.chat}").page)
    expect(desk.says(f"note {HOSTILE[8]}")).to_be_visible()
