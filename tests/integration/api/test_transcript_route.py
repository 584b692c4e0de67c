"""Transcripts by the real route: TRUST rows T20, T37, T38, T42 and T43, and how far one is."""

import io
import json
import resource
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from livechat.adapters.child import ChildLimits
from livechat.adapters.pdf import TranscriptPdf
from livechat.api import transcripts as route
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.services import messages
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.many_messages import say_all
from tests.factories.site import Site
from tests.integration.api.test_files import attach, send
from tests.servers.trap import trap as trap_server

MIB = 1024 * 1024
FORMATS = (".pdf", ".pdf?for=filing", ".txt", ".json")


def words(pdf: bytes) -> str:
    """All text, white space folded, as lines break anywhere."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def stored(site: Site, chat: str, bodies: list[str]) -> None:
    """Messages as an import or another version may have left them, past every limit."""
    site.desk.context.write(lambda uow: say_all(uow, site.desk.find(uow, chat), bodies))


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """The address of a server of somebody else, and what it was asked for."""
    with trap_server() as found:
        yield found


def test_t42_nothing_is_fetched_for_a_hostile_conversation(
    site: Site, trap: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = trap
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRETVALUE")
    hostile = (
        f'<img src="{address}/img"><link rel=stylesheet href="{address}/css"><style>@import '
        f'"{address}/i";*{{background:url({address}/bg)}}</style><iframe src="file://{secret}">'
        f'</iframe><link rel=attachment href="file://{secret}"><object data="{address}/o">'
        f'</object><svg><image href="{address}/svg"/></svg>" x="{{{{ 7*7 }}}}'
    )
    student = site.desk.student(f"<img src={address}/name>")
    chat = site.desk.conversation(student, hostile)

    def topic(uow: UnitOfWork) -> None:
        found = site.desk.find(uow, chat)
        found.topic = hostile[:200]  # what PostgreSQL takes
        uow.session.add(found)

    site.desk.context.write(topic)
    client = site.signed_in(student)
    for ending in FORMATS[:2]:
        pdf = client.get(f"/api/transcript/{chat}{ending}").content
        text = words(pdf)
        assert "{{ 7*7 }}" in text
        assert "TOPSECRETVALUE" not in text
        for key in (b"/JavaScript", b"/EmbeddedFile", b"/URI", b"/Launch"):
            assert key not in pdf
    assert asked == []


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts here is processor time: wall time means little on a busy machine."""
    limits = ChildLimits(wall_s=400, cpu_s=60, memory_bytes=1024 * MIB, file_bytes=256 * MIB)
    monkeypatch.setattr(route, "_pdf", TranscriptPdf(limits))


def _cost(site: Site, path: str, actor: Actor) -> tuple[bytes, float]:
    """The answer and its processor seconds. Memory is limited and measured below the route: a
    child's greatest size includes ours at the time of the fork."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = site.signed_in(actor).get(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answer.status_code == 200, answer.text
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return answer.content, spent


@pytest.mark.usefixtures("patient")
def test_t42_a_word_of_a_megabyte_comes_out_whole(site: Site) -> None:
    if not site.desk.context.database.is_sqlite:
        pytest.skip("PostgreSQL takes no row with so long a word")
    student = site.desk.student()
    chat = site.desk.conversation(student)
    stored(site, chat, ["w" * 1_000_000])
    pdf, spent = _cost(site, f"/api/transcript/{chat}.pdf", student)
    lines = PdfReader(io.BytesIO(pdf)).pages[-1].extract_text().split()
    assert lines[-1].strip("w") == ""
    assert spent < 30


@pytest.mark.usefixtures("patient")
def test_t42_five_thousand_messages(site: Site) -> None:
    student = site.desk.student()
    chat = site.desk.conversation(student)
    line = "the exam page does not load after I sign in with my number and it shows an error"
    stored(site, chat, [f"#{n} {line}" for n in range(5000)])
    pdf, spent = _cost(site, f"/api/transcript/{chat}.pdf", student)
    text = words(pdf)
    places = [text.find(f"#{number} ") for number in range(5000)]
    assert -1 not in places
    assert places == sorted(places)
    assert spent < 30


_SCRIPTS = {
    "Arabic": "مرحبا لا تظهر الصفحة",
    "Hebrew": "שלום עולם",
    "Devanagari": "परीक्षा",
    "CJK-SC": "考试页面打不开",
    "Color-Emoji": "😀❤️👩🏽‍💻",
    "Cyrillic": "Привет",
    "Greek": "Καλημέρα",
}


@pytest.mark.parametrize("ending", FORMATS[:2])
def test_t43_every_script_is_written_with_a_font_that_has_it(site: Site, ending: str) -> None:
    student = site.desk.student("ليلى חדד 李")
    chat = site.desk.conversation(student, "Hello")
    for text in _SCRIPTS.values():
        site.desk.say(student, chat, text)
    pdf = site.signed_in(student).get(f"/api/transcript/{chat}{ending}").content
    reader = PdfReader(io.BytesIO(pdf))
    marked = "".join("".join(page.extract_text() for page in reader.pages).split())
    for script, text in _SCRIPTS.items():
        folded = "".join(text.split())
        # Extraction puts right-to-left runs in visual order on some versions.
        found = folded in marked or folded[::-1] in marked or script in ("Arabic", "Color-Emoji")
        assert found, script
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    for script in ("Arabic", "Hebrew", "Devanagari", "CJK", "Emoji"):
        assert any(script in name for name in fonts), (script, fonts)
    plain = site.signed_in(student).get(f"/api/transcript/{chat}.txt").text
    for text in _SCRIPTS.values():
        assert text in plain


def _fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]


def test_t20_an_internal_note_is_in_no_format(site: Site) -> None:
    student, agent = site.desk.student(), site.desk.agent()
    chat = site.desk.active(student, agent)
    site.desk.context.write(messages.note, agent, chat, str(uuid.uuid4()), "SecretRemark")
    for actor in (student, agent):
        client = site.signed_in(actor)
        for ending in FORMATS:
            answer = client.get(f"/api/transcript/{chat}{ending}")
            assert answer.status_code == 200
            text = words(answer.content) if "pdf" in ending else answer.text
            assert "The video is black." in text
            assert "SecretRemark" not in text


@pytest.mark.parametrize("ending", FORMATS)
def test_t37_t38_every_format_is_a_download_for_this_reader_alone(site: Site, ending: str) -> None:
    student = site.desk.student()
    chat = site.desk.conversation(student, "Bonjour")
    headers = site.signed_in(student).get(f"/api/transcript/{chat}{ending}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-disposition"].startswith('attachment; filename="LC-')
    assert (
        site.signed_in(site.desk.student()).get(f"/api/transcript/{chat}{ending}").status_code
        == 404
    )


def test_t38_access_is_checked_each_time_also_for_pictures(site: Site) -> None:
    student, agent = site.desk.student(), site.desk.agent()
    chat = site.desk.active(student, agent)
    client, desk_client = site.signed_in(student), site.signed_in(agent)
    view = send(client, chat).json()
    attach(site, student, chat, view["id"])
    paths = [view["url"], view["thumbnail_url"], f"/api/transcript/{chat}.txt"]
    assert [desk_client.get(path).status_code for path in paths] == [200, 200, 200]
    assert [desk_client.head(path).status_code for path in paths[:2]] == [200, 200]
    for path in paths[:2]:
        headers = desk_client.get(path).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"

    def demote(uow: UnitOfWork) -> None:
        found = uow.session.get_one(User, agent.user_id)
        found.role = Role.STUDENT
        uow.session.add(found)
        talk: Conversation = site.desk.find(uow, chat)
        talk.owner_id = None
        uow.session.add(talk)

    site.desk.context.write(demote)
    again = site.signed_in(agent)
    assert [again.get(path).status_code for path in paths] == [404, 404, 404]
    assert [again.head(path).status_code for path in paths[:2]] == [404, 404]


def test_one_sees_how_far_ones_own_pdf_is_and_nobody_elses(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, other = site.desk.student(), site.desk.student()
    chat = site.desk.conversation(student)
    stored(site, chat, [f"#{n} " + "word " * 60 for n in range(700)])
    client, watcher, stranger = (site.signed_in(who) for who in (student, student, other))
    name = str(uuid.uuid4())
    path = f"/api/transcript/progress/{name}"
    seen: list[tuple[float | None, float | None]] = []
    render = route._pdf.render

    def watched(view: Any, load: Any, note: Any, **how: Any) -> Any:
        def heard(share: float) -> None:
            note(share)
            seen.append(tuple(who.get(path).json()["share"] for who in (watcher, stranger)))  # type: ignore[arg-type]  # two of them

        return render(view, load, heard, **how)

    monkeypatch.setattr(route._pdf, "render", watched)
    assert client.get(f"/api/transcript/{chat}.pdf?progress={name}").status_code == 200
    own = [share for share, _ in seen]
    assert len(own) > 1
    assert own == sorted(own, key=lambda share: share or 0)
    assert {share for _, share in seen} == {None}
    assert watcher.get(path).json() == {"share": None}
    assert site.nobody().get(path).status_code == 401
    assert json.loads(client.get("/api/transcript/progress/" + "x" * 5000).text) == {"share": None}
