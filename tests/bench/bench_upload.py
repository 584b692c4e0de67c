"""A photo of 4 MB: until its thumbnail is visible, and what taking it in costs the server.

First by HTTP alone, beside the same bytes sent to a plain Starlette route in the same run; then in
a browser as a student does it, which makes the photo smaller before it leaves.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageFilter
from playwright.sync_api import Page, sync_playwright

from bootstrap.browser import find_chromium
from livechat import composition
from livechat.services import accounts
from livechat.settings import load
from tests.bench.desk_data import Pair, prepare
from tests.bench.processor import used_s
from tests.conftest import CHROMIUM_FLAGS
from tests.e2e.pictures import WATCH_UPLOADS
from tests.servers.app import app_server
from tests.servers.processes import answers_on, child, free_port

_RUNS = 5
_MB = 1_000_000
_PATIENCE_MS = 60_000


def photo() -> bytes:
    """About 4 MB of JPEG from a phone of the middle: 12 megapixels, detail like a real scene's."""
    rough = Image.effect_noise((4032, 3024), 64).filter(ImageFilter.GaussianBlur(1.1))
    picture = Image.merge(
        "RGB", (rough, rough.rotate(180), rough.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    for quality in range(95, 20, -3):
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= 4 * _MB:
            return out.getvalue()
    raise ValueError("no such photo")


@contextmanager
def _plain(folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--log-level", "warning",
        "tests.bench.plain_upload:app",
    ]  # fmt: skip
    log = folder / "plain.log"
    with child(command, log, ready=lambda: answers_on(port), env=None, timeout_s=60) as process:
        yield f"http://127.0.0.1:{port}/upload", process.pid


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _timed(work: Callable[[], None], server: int) -> tuple[float, float]:
    """(milliseconds on the clock, the server's processor milliseconds), each the median."""
    clocks, costs = [], []
    for _ in range(_RUNS):
        start, before = time.perf_counter(), used_s([server], with_ended=True)
        work()
        clocks.append(1000 * (time.perf_counter() - start))
        costs.append(1000 * (used_s([server], with_ended=True) - before))
    return _median(clocks), _median(costs)


def _csrf(data: Path, cookie: str) -> str:
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(data)}))
    try:
        login = accounts.resolve(context, cookie.partition("=")[2])
        assert login is not None
        return login.csrf
    finally:
        context.database.close()


def _by_http(url: str, data: Path, pair: Pair, picture: bytes) -> Callable[[], None]:
    key, _, value = pair.student_cookie.partition("=")
    headers = {"origin": url, "x-csrf-token": _csrf(data, pair.student_cookie)}
    client = httpx.Client(base_url=url, cookies={key: value}, headers=headers, timeout=60)

    def work() -> None:
        files = {"file": ("photo.jpg", picture, "image/jpeg")}
        stored = client.post(f"/api/upload/{pair.conversation}", files=files)
        assert stored.status_code == 201, stored.text
        assert client.get(stored.json()["thumbnail_url"]).status_code == 200

    return work


def _by_plain_route(url: str, picture: bytes) -> Callable[[], None]:
    client = httpx.Client(timeout=60)

    def work() -> None:
        files = {"file": ("photo.jpg", picture, "image/jpeg")}
        assert client.post(url, files=files).json() == {"bytes": len(picture)}

    return work


def _in_a_browser(page: Page, path: Path, count: int) -> tuple[float, float, float, float]:
    """(ms until it can be looked at, ms from Attach to taken in, ms from Send to the thumbnail in
    the thread, kB that left the page)."""
    page.locator("input[type=file]").first.set_input_files(path)
    start = time.perf_counter()
    page.locator("canvas").wait_for()
    looked = time.perf_counter()
    with page.expect_response("**/api/upload/**"):
        page.get_by_role("button", name="Attach", exact=True).click()
    page.get_by_role("button", name="Send", exact=True).and_(page.locator(":enabled")).wait_for()
    taken = time.perf_counter()
    page.get_by_role("button", name="Send", exact=True).click()
    thumbnail = page.get_by_role("log").get_by_role("img").nth(count)
    thumbnail.wait_for()
    thumbnail.evaluate("image => image.decode()")
    shown = time.perf_counter()
    kilobytes = page.evaluate("window.uploaded.at(-1).size") / 1000
    return 1000 * (looked - start), 1000 * (taken - looked), 1000 * (shown - taken), kilobytes


def _browser(url: str, pair: Pair, path: Path) -> list[float]:
    key, _, value = pair.student_cookie.partition("=")
    with sync_playwright() as playwright:
        found = find_chromium()
        options: dict[str, Any] = {"executable_path": found} if found else {}
        browser = playwright.chromium.launch(args=CHROMIUM_FLAGS, **options)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.set_default_timeout(_PATIENCE_MS)
        context.add_cookies([{"name": key, "value": value, "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH_UPLOADS)
        page.goto(f"{url}/help")
        page.get_by_role("button", name="Live chat").first.click()
        page.get_by_role("textbox", name="Message").wait_for()
        visits = [_in_a_browser(page, path, count) for count in range(_RUNS)]
        browser.close()
    return [_median([visit[number] for visit in visits]) for number in range(4)]


def main() -> None:
    """Print medians of several uploads."""
    picture = photo()
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
        folder = Path(name)
        pair, second = prepare(folder, 2)
        path = folder / "photo.jpg"
        path.write_bytes(picture)
        with app_server(folder) as app, _plain(folder) as (plain_url, plain_server):
            send = _by_http(app.url, app.data, pair, picture)
            send()
            ours, our_cost = _timed(send, app.process.pid)
            theirs, their_cost = _timed(_by_plain_route(plain_url, picture), plain_server)
            looked, taken, shown, kilobytes = _browser(app.url, second, path)
    print(f"photo of {len(picture) / _MB:.1f} MB, 12 megapixels    ms   server's processor ms")
    print(f"plain Starlette route                  {theirs:>6.0f} {their_cost:>8.0f}")
    print(f"our route, checked, written anew       {ours:>6.0f} {our_cost:>8.0f}")
    longer, dearer = ours / theirs, our_cost / their_cost
    print(f"times the plain route                  {longer:>6.1f} {dearer:>8.1f}")
    print("in the browser")
    print(f"chosen until it can be looked at       {looked:>6.0f}")
    print(f"Attach until taken in                  {taken:>6.0f}     ({kilobytes:.0f} kB sent)")
    print(f"Send until the thumbnail is visible    {shown:>6.0f}")
    print(f"all of it but the looking              {looked + taken + shown:>6.0f}")


if __name__ == "__main__":
    main()
