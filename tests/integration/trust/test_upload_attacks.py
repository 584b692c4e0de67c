"""TRUST T31 and T32: floods, lying lengths and slow bodies against the real server's sockets."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import func, select

from livechat.services import accounts
from livechat.store.tables.conversations import Attachment
from livechat.store.unit_of_work import UnitOfWork
from tests.bench.bench_transcript import children_of, memory_kib
from tests.integration.trust.conftest import Attacked
from tests.servers.demo_app import RunningApp
from tests.servers.live_app import COOKIE, LiveApp, wait_ready
from tests.servers.raw_upload import HEAD, TAIL, RawUpload, Uploader, form

SLOWEST_S = 3
MIB = 1024 * 1024


def noise(width: int = 40, height: int = 40) -> bytes:
    """A picture that no encoder makes small."""
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


@dataclass
class Target:
    """A process of the app with a temporary folder of its own, in which nothing may stay."""

    live: LiveApp
    process: RunningApp
    temporary: Path

    def uploader(self) -> Uploader:
        """A new student in a conversation."""
        student = self.live.desk.student()
        conversation = self.live.desk.conversation(student)
        cookie = self.live.cookie(student)
        login = accounts.resolve(self.live.context, cookie.removeprefix(f"{COOKIE}="))
        assert login is not None
        return Uploader(self.process.base_url, conversation, cookie, login.csrf)

    def leftovers(self) -> list[str]:
        """Temporary files, those too that have no name any more but are still open."""
        found = [path.name for path in self.temporary.iterdir()]
        for process in self._processes():
            with suppress(OSError):
                names = [os.readlink(handle) for handle in Path(f"/proc/{process}/fd").iterdir()]
                found += [name for name in names if name.startswith(str(self.temporary))]
        return found

    def is_clean_soon(self) -> None:
        """What is under way ends, and leaves nothing."""
        until = time.monotonic() + 10
        while self.leftovers():
            assert time.monotonic() < until, self.leftovers()
            time.sleep(0.05)

    def memory(self) -> int:
        """Bytes that the server holds, with its children."""
        return sum(memory_kib(process) for process in self._processes()) * 1024

    def _processes(self) -> list[int]:
        return [self.process.pid, *children_of(self.process.pid)]

    def pictures(self) -> int:
        """How many are stored."""

        def query(uow: UnitOfWork) -> int:
            return uow.session.exec(select(func.count()).select_from(Attachment)).one()

        return self.live.context.read(query)


@pytest.fixture(scope="module")
def target(attacked: Attacked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    temporary = tmp_path_factory.mktemp("temporary")
    process = attacked.live.process(
        LIVECHAT_UPLOAD_SLOWEST_S=str(SLOWEST_S),
        LIVECHAT_UPLOAD_DAILY_MB="3",
        TMPDIR=str(temporary),
    )
    process.start()
    wait_ready(process)
    yield Target(attacked.live, process, temporary)
    process.stop()


@pytest.fixture
def uploads() -> Iterator[Callable[[RawUpload], RawUpload]]:
    """Hangs up what a test has left open."""
    opened: list[RawUpload] = []

    def keep(upload: RawUpload) -> RawUpload:
        opened.append(upload)
        return upload

    yield keep
    for upload in opened:
        upload.close()


def test_T31_an_account_gets_a_few_uploads_at_once_and_others_are_served(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    flooder, other = target.uploader(), target.uploader()
    flood = [uploads(flooder.open("Content-Length: 1000000")) for _ in range(25)]
    for upload in flood:
        upload.send(HEAD + bytes(2000))
    served = uploads(other.whole(noise()))
    assert served.answer()[0] == 201
    answers = [upload.answer() for upload in flood]
    refused = [said for status, said in answers if status == 429]
    assert len(refused) == 20
    assert all("try again" in said.lower() or "moment" in said.lower() for said in refused), refused
    # The few that were let in were too slow.
    assert sorted(status for status, _ in answers)[:5] == [408] * 5
    target.is_clean_soon()
    assert uploads(flooder.whole(noise())).answer()[0] == 201


def test_T31_uploads_at_once_cannot_pass_the_daily_quota_together(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    uploader = target.uploader()
    before, data = target.pictures(), noise(680, 680)
    assert 1.01 * MIB < len(data) < 1.3 * MIB
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(lambda _: uploader.whole(data).answer(), range(5)))
    answers += [uploader.whole(data).answer() for _ in range(3)]
    taken = [status for status, _ in answers if status == 201]
    # 3 MB for a day: the one that crosses the line is the last.
    assert len(taken) == 3
    assert {status for status, _ in answers} == {201, 429}
    assert target.pictures() - before == len(taken)
    target.is_clean_soon()


def test_T32_a_claimed_length_over_the_limit_is_refused_before_the_body(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    uploader = target.uploader()
    for claimed in (6 * MIB, 10**12, 2**63, 10**30):
        status, _ = uploads(uploader.open(f"Content-Length: {claimed}")).answer()
        assert status in (400, 413), claimed
    target.is_clean_soon()


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: -1"],
        ["Content-Length: 12abc"],
        ["Content-Length: 10", "Content-Length: 900"],
        ["Content-Length: 10", "Transfer-Encoding: chunked"],
    ],
    ids=["negative", "no number", "two", "length and chunks"],
)
def test_T32_a_length_that_is_none_is_no_way_in(
    target: Target, uploads: Callable[[RawUpload], RawUpload], headers: list[str]
) -> None:
    before = target.pictures()
    upload = uploads(target.uploader().open(*headers))
    # Whoever believes the wrong length would read a second request here.
    upload.send(form(noise()) + b"GET /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    assert upload.answer()[0] in (0, 400, 408, 411, 413)
    assert target.pictures() == before
    target.is_clean_soon()


def test_T32_a_length_that_lies_brings_nothing_in(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    uploader, before, data = target.uploader(), target.pictures(), form(noise())
    short = uploads(uploader.open(f"Content-Length: {len(data) - 50}"))
    short.send(data)
    assert short.answer()[0] == 400
    # Claims more than comes: given up after the time that is given to everybody.
    long = uploads(uploader.open(f"Content-Length: {len(data) + 50}"))
    long.send(data)
    start = time.monotonic()
    assert long.answer()[0] in (400, 408)
    assert time.monotonic() - start < SLOWEST_S + 5
    assert target.pictures() == before
    target.is_clean_soon()


def test_T32_chunks_without_end_are_cut_off_and_cost_no_memory(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    uploader, piece = target.uploader(), bytes(256 * 1024)

    def flood() -> int:
        upload = uploads(uploader.open("Transfer-Encoding: chunked"))
        upload.chunk(HEAD)
        while upload.sent < 64 * MIB and upload.chunk(piece):
            pass
        # The refusal may be lost with the connection that is closed behind it.
        assert upload.answer()[0] in (0, 413)
        return upload.sent

    for _ in range(3):
        flood()
    before = target.memory()
    # 5 MB may come in; what lies in the sockets on the way counts here as sent.
    assert max(flood() for _ in range(20)) < 16 * MIB
    assert target.memory() - before < 30 * MIB
    target.is_clean_soon()


def test_T32_chunks_within_the_limit_are_an_upload_like_any_other(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    upload = uploads(target.uploader().open("Transfer-Encoding: chunked"))
    for piece in (HEAD, noise(), TAIL):
        assert upload.chunk(piece)
    upload.send(b"0\r\n\r\n")
    assert upload.answer()[0] == 201
    target.is_clean_soon()


def test_T32_a_body_that_drips_is_given_up(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    data = form(noise())
    upload = uploads(target.uploader().open(f"Content-Length: {len(data)}"))
    start, answers = time.monotonic(), ThreadPoolExecutor(1)
    answer = answers.submit(upload.answer)
    for at in range(len(data)):
        if answer.done() or not upload.send(data[at : at + 1]):
            break
        time.sleep(0.02)  # the attack itself
    assert answer.result()[0] == 408
    assert SLOWEST_S - 1 < time.monotonic() - start < SLOWEST_S + 5
    target.is_clean_soon()


def test_T32_hanging_up_in_the_middle_frees_the_place_at_once(
    target: Target, uploads: Callable[[RawUpload], RawUpload]
) -> None:
    uploader, data = target.uploader(), form(noise(300, 300))
    for _ in range(4):
        flood = [uploader.open(f"Content-Length: {len(data)}") for _ in range(5)]
        for upload in flood:
            upload.send(data[: len(data) // 2])
            upload.close()
    target.is_clean_soon()
    until = time.monotonic() + SLOWEST_S - 1
    while uploads(uploader.whole(noise())).answer()[0] != 201:
        assert time.monotonic() < until
        time.sleep(0.05)
