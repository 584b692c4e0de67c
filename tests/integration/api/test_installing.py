"""What browsers need to install the app, and the institution's looks in it and in its papers."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from livechat.domain.text import speaking
from livechat.services.context import Context, set_context
from tests.factories.desk import Desk
from tests.factories.site import Site

TEAL, PLUM = "#00596f", "#7a1f5c"


@pytest.fixture
def with_looks(
    make_context: Callable[..., Context], tmp_path: Path, desk: Desk
) -> Iterator[Callable[..., Site]]:
    """A site with settings of its own."""

    def make(**looks: object) -> Site:
        context = make_context(**looks)
        set_context(context)
        return Site(Desk(context, desk.clock, desk.told))

    yield make
    set_context(None)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    file = tmp_path / "mark.png"
    Image.new("RGB", (256, 128), (200, 30, 30)).save(file)
    return file


def pixel(body: bytes, x: float, y: float) -> tuple[int, ...]:
    with Image.open(io.BytesIO(body)) as image:
        found = image.convert("RGBA").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def test_the_manifest_speaks_the_readers_language_and_names_the_institution(
    with_looks: Callable[..., Site],
) -> None:
    client = with_looks(institution="Fern College", accent=PLUM).nobody()
    with speaking("es"):
        answer = client.get("/manifest.webmanifest")
    found = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert found["name"] == "Fern College · Ayuda y soporte"
    assert (found["lang"], found["dir"], found["start_url"]) == ("es", "ltr", "/help")
    for icon in found["icons"]:
        assert client.get(icon["src"]).headers["content-type"] == icon["type"]


def test_icons_are_in_the_institutions_colour_and_full_where_they_are_cut(
    with_looks: Callable[..., Site],
) -> None:
    client = with_looks(accent=PLUM).nobody()
    plain, maskable = (client.get(f"/icon/{name}.png").content for name in ("192", "maskable"))
    assert pixel(plain, 0.5, 0.1) == pixel(maskable, 0, 0) == (0x7A, 0x1F, 0x5C, 255)
    assert pixel(plain, 0, 0)[3] == 0
    assert client.get("/icon/other.png").status_code == 404
    assert PLUM in client.get("/favicon.svg").text


def test_the_institutions_own_mark_stands_on_white(
    with_looks: Callable[..., Site], mark: Path
) -> None:
    client = with_looks(logo=mark).nobody()
    icon = client.get("/icon/192.png").content
    assert pixel(icon, 0.5, 0.5) == (200, 30, 30, 255)
    assert pixel(icon, 0.5, 0.1) == (255, 255, 255, 255)
    assert client.get("/logo.png").content == mark.read_bytes()


def test_without_a_mark_of_its_own_there_is_none_to_serve(with_looks: Callable[..., Site]) -> None:
    assert with_looks().nobody().get("/logo.png").status_code == 404


def test_the_worker_may_talk_to_its_own_server_alone_and_keeps_one_page(
    with_looks: Callable[..., Site],
) -> None:
    client = with_looks().nobody()
    answer = client.get("/service-worker.js?language=ar")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.text.count("cache.add") == 1
    assert '"/offline?language=ar"' in answer.text


def test_a_changed_offline_page_is_another_worker(with_looks: Callable[..., Site]) -> None:
    address = "/service-worker.js?language=en"
    one = with_looks(institution="One").nobody().get(address).text
    other = with_looks(institution="Other").nobody().get(address).text
    again = with_looks(institution="One").nobody().get(address).text
    assert one == again != other


@pytest.mark.parametrize("tag", ["", "tlh", "<script>", "en"])
def test_an_unknown_language_is_english(with_looks: Callable[..., Site], tag: str) -> None:
    client = with_looks(institution="<b>Fern</b>").nobody()
    page = client.get("/offline", params={"language": tag}).text
    assert '<html lang="en" dir="ltr">' in page
    assert "<b>Fern" not in page
    assert "<script>" in page
    worker = client.get("/service-worker.js", params={"language": tag}).text
    assert '"/offline?language=en"' in worker


def test_the_transcript_carries_mark_and_colour(
    with_looks: Callable[..., Site], mark: Path
) -> None:
    site = with_looks(logo=mark, accent=PLUM)
    student = site.desk.student()
    conversation = site.desk.active(student, site.desk.agent(), "The video is black.")
    answer = site.signed_in(student).get(f"/api/transcript/{conversation}.pdf")
    (page, *_) = PdfReader(io.BytesIO(answer.content)).pages
    assert [image.image.size for image in page.images if image.image] == [(256, 128)]
    plum = [int(PLUM[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    drawn = page.get_contents()
    assert drawn is not None
    inks = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", drawn.get_data())
    assert pytest.approx(plum, abs=0.01) in [[float(part) for part in ink] for ink in inks]


def test_a_mark_that_has_gone_takes_no_transcript_with_it(
    with_looks: Callable[..., Site], mark: Path
) -> None:
    site = with_looks(logo=mark)
    student = site.desk.student()
    conversation = site.desk.active(student, site.desk.agent(), "The video is black.")
    mark.unlink()
    answer = site.signed_in(student).get(f"/api/transcript/{conversation}.pdf")
    assert answer.content.startswith(b"%PDF")
