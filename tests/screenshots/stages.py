"""The stages of the gallery: who looks, and how to get there."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page
from sqlmodel import col, delete, select

from livechat import composition
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.vocabulary import Outcome, Role
from livechat.services import (
    claims,
    conversations,
    incidents,
    messages,
    queue,
    seed,
    solution,
    tickets,
)
from livechat.services.context import Context
from livechat.settings import load
from livechat.state.admin_base import TABS
from livechat.store import migrations
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry, ServiceHours
from livechat.store.tables.incidents import Incident
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.bench.desk_data import person

Go = Callable[[Page, str], None]
_ENGLISH = {
    "bot": "Amina Yusuf",
    "step": "Daniel Osei",
    "didyoumean": "Wen Li",
    "handoff": "Ifeoma Obi",
    "queue": "Samuel Brandt",
    "human": "Leila Haddad",
    "solved": "Noor Aziz",
    "history": "Tomás Vidal",
    "ticket": "Iris Novak",
    "known": "Marta Silva",
}
_ARABIC = {
    "bot": "أمينة يوسف",
    "step": "دانيال عوض",
    "didyoumean": "وائل لطفي",
    "handoff": "إيمان عبيد",
    "queue": "سامي بركات",
    "human": "ليلى حداد",
    "solved": "نور عزيز",
    "history": "طارق فهمي",
    "ticket": "إيناس نوفل",
    "known": "مرام سليم",
}
# The languages of the gallery, each with students of its own; the desk's pages are in English.
NAMES = {"en": _ENGLISH, "ar": _ARABIC}
DESK = ("agent", "expert", "admin")
_INCIDENT = {"en": "Wi-Fi is down in building 4", "ar": "شبكة الواي فاي معطلة في المبنى 4"}
Around = Callable[[Context, str], AbstractContextManager[None]]


def _nothing(context: Context, tag: str) -> AbstractContextManager[None]:
    return nullcontext()


@contextmanager
def _incident(context: Context, tag: str) -> Iterator[None]:
    """A known problem for as long as the picture takes; it would stand in all the others."""
    boss = context.read(_admin)
    zone = ZoneInfo(context.settings.timezone)
    by = (context.clock.now() + timedelta(hours=2)).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    about = "article:video-keeps-buffering"
    made = context.write(incidents.publish, boss, _INCIDENT[tag], 4, about, by)
    try:
        yield
    finally:
        context.write(_forget, made)


def _forget(uow: UnitOfWork, incident: str) -> None:
    """Gone without an all-clear, which would stand in the chats of the pictures to come."""
    found = uow.session.exec(select(Incident).where(col(Incident.public_id) == incident)).one()
    uow.session.delete(found)
    uow.emit(incidents.TOPIC)


def _admin(uow: UnitOfWork) -> Actor:
    user = uow.session.exec(select(User).where(col(User.role) == Role.ADMIN)).first()
    assert user is not None
    return Actor(user.id or 0, user.role, user.name, 0)


@dataclass(frozen=True)
class Stage:
    """A picture: its name, whose browser, and the steps to it."""

    name: str
    who: str
    go: Go
    # What holds only while this picture is taken.
    around: Around = _nothing


def prepare(folder: Path) -> tuple[Context, dict[str, str]]:
    """A desk in the middle of a day, and the cookie of everybody who is needed."""
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder / "data")}))
    migrations.upgrade(context.database.engine)
    seed.starter_content(context)
    context.write(_always_open)
    cookies: dict[str, str] = {}
    for tag in NAMES:
        cookies |= _desk_of(context, tag)
    return context, cookies


def _desk_of(context: Context, tag: str) -> dict[str, str]:
    """What the students of one language have come to; everybody's cookie by language and key."""
    cookies, actors = _people(context, tag)
    _chat(context, actors["human"], actors["agent"], "The lecture video stops every few seconds.")
    solved = _chat(context, actors["solved"], actors["agent"], "My upload stops at 90 %.")
    context.write(solution.offer, actors["agent"], solved)
    old = _chat(context, actors["history"], actors["agent"], "No sound in the live class.")
    context.write(conversations.confirm_solved, actors["history"], old)
    context.write(solution.close, actors["agent"], old, "live-class", Outcome.SOLVED.value)
    queued = context.write(conversations.open_bot, actors["queue"], {})
    _say(context, actors["queue"], queued, "The quiz signed me out in the middle.")
    context.write(queue.join, actors["queue"], queued)
    black = _chat(context, actors["ticket"], actors["agent"], "The recording stays black.")
    why = "The recording is black in every browser; other recordings of the course play."
    context.write(tickets.escalate, actors["agent"], black, "media", why)
    return {f"{tag} {key}": cookie for key, cookie in cookies.items()}


def _always_open(uow: UnitOfWork) -> None:
    uow.session.exec(delete(ServiceHours))
    for weekday in range(7):
        uow.session.add(ServiceHours(weekday=weekday, opens_min=0, closes_min=1440))


def _people(context: Context, tag: str) -> tuple[dict[str, str], dict[str, Actor]]:
    cookies, actors = {"nobody": ""}, {}

    def work(uow: UnitOfWork) -> None:
        first = 100 * list(NAMES).index(tag)
        for number, (key, name) in enumerate(NAMES[tag].items(), start=first):
            actors[key], cookies[key] = person(uow, Role.STUDENT, number, name)
            uow.session.get_one(User, actors[key].user_id).language = tag
        actors["agent"], cookies["agent"] = person(uow, Role.AGENT, first, "Jonas Weber")
        actors["expert"], cookies["expert"] = person(
            uow, Role.SPECIALIST, first, "Samir Haddad", "media"
        )
        actors["admin"], cookies["admin"] = person(uow, Role.ADMIN, first, "Ruth Okafor")

    context.write(work)
    return cookies, actors


def _say(context: Context, actor: Actor, conversation: str, text: str) -> None:
    context.write(messages.post, actor, conversation, str(uuid.uuid4()), text)


def _entry(uow: UnitOfWork, conversation: str) -> str:
    return (
        uow.session.exec(
            select(QueueEntry.public_id)
            .join(Conversation, col(Conversation.id) == col(QueueEntry.conversation_id))
            .where(col(Conversation.public_id) == conversation)
            .order_by(col(QueueEntry.id).desc())
        ).first()
        or ""
    )


def _chat(context: Context, student: Actor, agent: Actor, problem: str) -> str:
    conversation = context.write(conversations.open_bot, student, {})
    _say(context, student, conversation, problem)
    context.write(queue.join, student, conversation)
    context.write(claims.claim, agent, context.read(_entry, conversation))
    _say(context, agent, conversation, f"Hello {student.name.split()[0]}, I am Jonas.")
    _say(context, agent, conversation, "Does it also happen on another network?")
    _say(context, student, conversation, "Only at home on Wi-Fi. At college it was fine yesterday.")
    context.write(messages.note, agent, conversation, str(uuid.uuid4()), "Third one today.")
    return conversation


def _help(page: Page, url: str) -> None:
    page.goto(f"{url}/help")
    page.get_by_role("button", name=t("chat.launch")).first.wait_for()
    page.get_by_text(t("help.popular")).wait_for()


def _panel(page: Page, url: str) -> None:
    _help(page, url)
    page.get_by_role("button", name=t("chat.launch")).first.click()
    page.get_by_role("dialog", name=t("chat.dialog")).wait_for()


def _talk(text: str, key: str, **params: object) -> Go:
    def go(page: Page, url: str) -> None:
        until = t(key, **params).strip()
        _panel(page, url)
        field = page.get_by_role("textbox", name=t("outbox.message"))
        field.wait_for()
        if not page.get_by_text(until).count():
            field.fill(text)
            page.get_by_role("button", name=t("outbox.send")).click()
        page.get_by_text(until).last.wait_for()

    return go


def _handoff(page: Page, url: str) -> None:
    _panel(page, url)
    page.get_by_role("button", name=t("chat.person")).first.click()
    page.get_by_role("button", name=t("chat.handoff_join")).wait_for()


def _queue(page: Page, url: str) -> None:
    _panel(page, url)
    page.get_by_text(t("chat.queue_next")).first.wait_for()
    page.get_by_text(t("chat.queue_in_queue")).first.wait_for()


def _log(page: Page, url: str) -> None:
    _panel(page, url)
    page.get_by_role("log", name=t("chat.conversation")).wait_for()
    page.get_by_text("Jonas").first.wait_for()


def _history(page: Page, url: str) -> None:
    _panel(page, url)
    page.get_by_role("button", name=t("chat.history")).click()
    page.get_by_text(t("chat.history_title")).first.wait_for()


def _page(path: str, key: str) -> Go:
    """A page with this heading, in the language of the picture."""

    def go(page: Page, url: str) -> None:
        page.goto(f"{url}{path}")
        page.get_by_role("heading", name=t(key)).first.wait_for()
        page.wait_for_load_state("networkidle")

    return go


def _offline(page: Page, url: str) -> None:
    page.goto(url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("heading", name=t("offline.title")).wait_for()


def _article(page: Page, url: str) -> None:
    page.goto(f"{url}/help/video-black-screen")
    page.get_by_role("article").wait_for()


def _at(path: str, words: str) -> Go:
    def go(page: Page, url: str) -> None:
        page.goto(f"{url}{path}")
        page.get_by_text(words).first.wait_for()
        page.wait_for_load_state("networkidle")

    return go


def _desk_chat(page: Page, url: str) -> None:
    _at("/agent", "Leila Haddad")(page, url)
    page.get_by_role("button", name="Leila Haddad").first.click()
    page.get_by_text("Third one today.").wait_for()


def _tickets(page: Page, url: str) -> None:
    _at("/agent", "Iris Novak")(page, url)
    page.get_by_role("tab", name="Tickets").click()
    page.get_by_role("heading", name="Tickets").first.wait_for()


def _ticket(page: Page, url: str) -> None:
    _tickets(page, url)
    page.get_by_role("button", name="Iris Novak").first.click()
    page.get_by_role("region", name="Conversation with Iris Novak").wait_for()
    student = page.get_by_role("navigation", name="Panes").get_by_role("button", name="Student")
    if student.is_visible():
        student.click()
    page.get_by_role("region", name="Ticket").wait_for()


def _reading_along(page: Page, url: str) -> None:
    _at("/admin?tab=live", "Leila Haddad")(page, url)
    page.get_by_role("link", name="Open Leila Haddad").click()
    page.get_by_role("button", name="Take over").wait_for()
    page.get_by_text("Third one today.").wait_for()


def _tab(name: str) -> Go:
    """A tab of the admin page, by its own address."""

    def go(page: Page, url: str) -> None:
        page.goto(f"{url}/admin?tab={name}")
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_load_state("networkidle")

    return go


def _problems(page: Page, url: str) -> None:
    """What students read of now, and the form for more."""
    _tab("live")(page, url)
    known = page.get_by_role("region", name="Known problems")
    known.get_by_text("Next update by").first.click()
    known.scroll_into_view_if_needed()
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")


def _download(page: Page, url: str) -> None:
    _log(page, url)
    page.get_by_role("dialog").get_by_label(t("chat.more"), exact=True).click()
    page.get_by_role("button", name=t("chat.transcript")).first.click()


def _preparing(page: Page, url: str) -> None:
    """A long transcript, which is not ready before the picture is taken."""
    share = {"share": 0.42}
    page.route("**/api/transcript/**", lambda _: None)
    page.route("**/api/transcript/progress/**", lambda route: route.fulfill(json=share))
    _download(page, url)
    page.get_by_text(t("transcript.get_share", n=42)).wait_for()


def _counting_down(page: Page, url: str) -> None:
    """What the server answers to whoever has downloaded much."""
    page.route(
        "**/api/transcript/**",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "38"}, json={}),
    )
    _download(page, url)
    page.get_by_role("dialog").locator(".dl-said .num").wait_for()


def _known_problem(page: Page, url: str) -> None:
    _help(page, url)
    page.locator("main .incident").wait_for()


def _sign_in(page: Page, url: str) -> None:
    _at("/sign-in", t("auth.password"))(page, url)


# The figures are a picture of their own, and the desk as it is now has an incident.
_SEEN = ("analytics", "live")
PROBLEM = "my lecture video keeps buffering every 5 seconds"
STAGES = [
    Stage("help", "nobody", _help),
    Stage("article", "nobody", _article),
    Stage("sign-in", "nobody", _sign_in),
    Stage("sign-up", "nobody", _page("/sign-up", "auth.sign_up_title")),
    Stage("forgot-password", "nobody", _page("/forgot-password", "account.forgot_title")),
    Stage(
        "confirm-sign-up",
        "nobody",
        _page("/confirm-sign-up?token=of-the-mail", "account.confirm_title"),
    ),
    Stage("account", "bot", _page("/account", "account.title")),
    Stage("offline", "nobody", _offline),
    Stage("chat-signed-out", "nobody", _panel),
    Stage("chat-greeting", "bot", _talk("", "thread.bot")),
    Stage("chat-did-you-mean", "didyoumean", _talk("My screen went funny", "choice.none")),
    Stage("chat-step", "step", _talk(PROBLEM, "chat.step_count", number=1, total="")),
    Stage("chat-handoff", "handoff", _handoff),
    Stage("chat-queue", "queue", _queue),
    Stage("chat-person", "human", _log),
    Stage("chat-is-it-solved", "solved", _log),
    Stage("chat-history", "history", _history),
    Stage("chat-ended", "history", _panel),
    Stage("chat-transcript-progress", "human", _preparing),
    Stage("chat-transcript-countdown", "human", _counting_down),
    Stage("incident", "nobody", _known_problem, _incident),
    Stage("incident-chat", "known", _talk(PROBLEM, "bot.offer_known"), _incident),
    Stage("desk", "agent", _at("/agent", "Leila Haddad")),
    Stage("desk-chat", "agent", _desk_chat),
    Stage("desk-tickets", "expert", _tickets),
    Stage("desk-ticket", "expert", _ticket),
    Stage("desk-reading-along", "admin", _reading_along),
    Stage("analytics", "admin", _at("/admin", "Conversations")),
    *(Stage(f"admin-{name}", "admin", _tab(name)) for name in TABS if name not in _SEEN),
    Stage("admin-live", "admin", _tab("live"), _incident),
    Stage("admin-known-problems", "admin", _problems, _incident),
]
