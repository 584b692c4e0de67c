"""A running process learns changed articles and sends mail; calls and files have jobs."""

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from livechat import composition
from livechat.background import Background
from livechat.domain.vocabulary import Status
from livechat.realtime.local_bus import LocalBus
from livechat.services import articles, callbacks, jobs, mailing
from tests.factories.desk import Desk

ARTICLES = Path(str(resources.files("livechat.content"))) / "articles" / "en"
MAIL = {"number": 1, "status": "open", "name": "A"}


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
    jobs.run_due(desk.context)
    assert files.exists(lost)
    desk.clock.advance(2 * 3600)
    jobs.run_due(desk.context)
    assert not files.exists(lost)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in threads
            await asyncio.sleep(0.05)
