"""A running process learns changed articles and sends mail; calls and files have jobs."""

import asyncio
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from livechat import composition
from livechat.adapters.passwords import Passwords
from livechat.background import Background
from livechat.domain.vocabulary import Status, StepResult
from livechat.realtime.local_bus import LocalBus
from livechat.realtime.redis_bus import RedisBus
from livechat.services import articles, callbacks, jobs, mailing
from livechat.services.context import Context
from livechat.store.tables.knowledge import StepOutcome
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

ARTICLES = Path(str(resources.files("livechat.content"))) / "articles" / "en"
# Few, as each process fits them; the alternatives of a few would lead nowhere.
SOME = ("app-update", "app-reinstall", "quiz-locked-out")
MAIL = {"number": 1, "status": "open", "name": "A"}


async def test_what_unknown_addresses_are_checked_against_is_there_before_they_come(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, bus, passwords = desk.context, LocalBus(), Passwords(memory_kib=1024)
    monkeypatch.setattr(context, "passwords", passwords)
    relay = composition.connect(context, bus)
    keeper = asyncio.create_task(Background(context, bus, relay, lambda: ()).run())
    try:
        await _until(lambda: passwords._dummy.cache_info().currsize == 1)
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


async def test_saved_article_reaches_the_running_bot_and_mail_goes_out(desk: Desk) -> None:
    context, admin, bus = desk.context, desk.admin(), LocalBus()
    context.write(articles.seed_from_folder, ARTICLES)
    relay = composition.connect(context, bus)
    keeper = asyncio.create_task(Background(context, bus, relay, lambda: ()).run())
    try:
        await _until(lambda: context.bot.is_ready)
        text = context.read(articles.markdown, admin, "app-update")
        changed = text.replace("title: App asks", "title: The app asks")
        await asyncio.to_thread(context.write, articles.save, admin, "app-update", changed)
        await _until(
            lambda: context.bot.current.index.articles["app-update"].title.startswith("The app")
        )
        context.write(mailing.queue, "a@example.edu", "ticket_status", **MAIL)
        folder = Path(context.settings.data_dir) / "mail"
        await _until(lambda: any(folder.glob("*.eml")))
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A folder of a few articles."""
    folder = tmp_path / "few"
    folder.mkdir()
    for slug in SOME:
        source = next(ARTICLES.rglob(f"{slug}.md"))
        text = re.sub(r"\nalternatives: .*", "\nalternatives: []", source.read_text("utf-8"))
        (folder / source.name).write_text(text, "utf-8")
    return folder


async def test_article_saved_at_one_process_reaches_the_bot_of_another(
    make_context: Callable[..., Context], desk: Desk, redis_url: str, few: Path
) -> None:
    here, admin = desk.context, desk.admin()
    here.write(articles.seed_from_folder, few)
    there = make_context()
    keepers = []
    for context in (here, there):
        bus = RedisBus(redis_url)
        relay = composition.connect(context, bus)
        keepers.append(asyncio.create_task(Background(context, bus, relay, lambda: ()).run()))
    try:
        await _until(lambda: here.bot.is_ready and there.bot.is_ready)
        text = here.read(articles.markdown, admin, "app-update")
        changed = text.replace("title: App asks", "title: The app asks")
        await asyncio.to_thread(here.write, articles.save, admin, "app-update", changed)
        for context in (here, there):
            index = context.bot
            await _until(
                lambda bot=index: bot.current.index.articles["app-update"].title.startswith("The")  # type: ignore[misc]  # bound in the loop
            )
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def test_outcomes_are_learnt_without_being_told(desk: Desk, few: Path) -> None:
    context, bus = desk.context, LocalBus()
    context.write(articles.seed_from_folder, few)
    desk.conversation(desk.student())
    relay = composition.connect(context, bus)
    background = Background(context, bus, relay, lambda: (), learn_every_s=0.2)
    keeper = asyncio.create_task(background.run())
    try:
        await _until(lambda: context.bot.is_ready)
        first = context.bot.current

        def work(uow: UnitOfWork) -> None:
            uow.session.add(
                StepOutcome(
                    conversation_id=1,
                    article_slug="app-update",
                    step_title="Any",
                    position=1,
                    result=StepResult.WORKED,
                    device="phone",
                    at=uow.now,
                )
            )

        await asyncio.to_thread(context.write, work)
        await _until(lambda: context.bot.current is not first)
        assert context.bot.current.outcomes["app-update", "phone", "any"].worked == 1
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


def test_forgotten_call_becomes_a_ticket_by_the_jobs(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    slot = desk.context.read(callbacks.slots, student)[0].value
    desk.context.write(callbacks.request, student, conversation_id, "+49 30 123456", slot)
    desk.clock.advance(3 * 3600)
    jobs.run_due(desk.context)
    assert desk.row(conversation_id).status is Status.TICKETED


def test_orphaned_files_are_swept_by_the_jobs(desk: Desk) -> None:
    files = desk.context.files
    lost = files.put(io.BytesIO(b"no row"))
    # Files carry the machine's time, so the clock is set from theirs.
    desk.clock.set(datetime.now(UTC))
    jobs.keep_house(desk.context)
    assert files.exists(lost)
    desk.clock.advance(2 * 3600)
    jobs.keep_house(desk.context)
    assert not files.exists(lost)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in threads
            await asyncio.sleep(0.05)
