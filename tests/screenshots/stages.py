"""The stages of the gallery: who looks, and how to get there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from sqlmodel import col, delete, select

from livechat import composition
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.vocabulary import Outcome, Role
from livechat.services import claims, conversations, messages, queue, seed, solution
from livechat.services.context import Context
from livechat.settings import load
from livechat.store import migrations
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry, ServiceHours
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
}
# The languages of the gallery, each with students of its own; the desk's pages are in English.
NAMES = {"en": _ENGLISH, "ar": _ARABIC}
DESK = ("agent", "admin")


@dataclass(frozen=True)
class Stage:
    """A picture: its name, whose browser, and the steps to it."""

    name: str
    who: str
    go: Go


def prepare(folder: Path) -> dict[str, str]:
    """A desk in the middle of a day; the cookie of everybody who is needed."""
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder / "data")}))
    migrations.upgrade(context.database.engine)
    seed.starter_content(context)
    context.write(_always_open)
    cookies: dict[str, str] = {}
    for tag in NAMES:
        cookies |= _desk_of(context, tag)
    context.database.close()
    return cookies


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


def _sign_in(page: Page, url: str) -> None:
    _at("/sign-in", t("auth.password"))(page, url)


PROBLEM = "my lecture video keeps buffering every 5 seconds"
STAGES = [
    Stage("help", "nobody", _help),
    Stage("article", "nobody", _article),
    Stage("sign-in", "nobody", _sign_in),
    Stage("sign-up", "nobody", _page("/sign-up", "auth.sign_up_title")),
    Stage("forgot-password", "nobody", _page("/forgot-password", "account.forgot_title")),
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
    Stage("desk", "agent", _at("/agent", "Leila Haddad")),
    Stage("desk-chat", "agent", _desk_chat),
    Stage("analytics", "admin", _at("/admin", "Conversations")),
]
