"""Pictures, transcripts, figures; TRUST rows T16 to T18, T25, T31, T36 to T38, T44."""

import csv
import io
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import Response
from PIL import Image
from pypdf import PdfReader
from sqlmodel import select
from starlette.testclient import TestClient

from livechat.domain.actor import Actor
from livechat.domain.csv_text import neutral
from livechat.domain.errors import InvalidError
from livechat.domain.vocabulary import Fact
from livechat.services import attachments, messages
from livechat.services.context import Context, set_context
from livechat.store.tables.conversations import Attachment
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.site import Site

FOREIGN = "https://evil.example"


def png(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def send(
    client: TestClient,
    conversation_id: str,
    data: bytes | None = None,
    name: str = "shot.png",
    **form: str,
) -> Response:
    files = {"file": (name, png() if data is None else data, "image/png")}
    return client.post(f"/api/upload/{conversation_id}", files=files, data=form)


def rows(site: Site) -> list[Attachment]:
    return list(site.desk.context.read(lambda uow: uow.session.exec(select(Attachment)).all()))


def attach(site: Site, student: Actor, conversation_id: str, attachment_id: str) -> None:
    site.desk.context.write(
        messages.post, student, conversation_id, str(uuid.uuid4()), "Look:", (attachment_id,)
    )


def test_picture_goes_in_and_comes_out_for_both_sides(site: Site) -> None:
    student, agent = site.desk.student(), site.desk.agent()
    conversation_id = site.desk.active(student, agent)
    client, desk_client = site.signed_in(student), site.signed_in(agent)
    answer = send(client, conversation_id, alt="The error")
    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert (view["name"], view["alt"], view["width"]) == ("shot.png", "The error", 40)
    assert desk_client.get(view["url"]).status_code == 404
    attach(site, student, conversation_id, view["id"])
    for browser in (client, desk_client):
        full, small = browser.get(view["url"]), browser.get(view["thumbnail_url"])
        assert (full.status_code, full.headers["content-type"]) == (200, "image/png")
        assert small.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(full.content)).size == (40, 30)
        assert int(full.headers["content-length"]) == len(full.content)


def test_t38_served_file_is_for_this_reader_and_never_a_page(site: Site) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    view = send(client, site.desk.conversation(student)).json()
    headers = client.get(view["url"]).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=5-999999", 206, 5, None),
        ("bytes=9-3", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("pages=1-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
    ],
)
def test_part_of_a_picture_for_those_who_go_on_loading(
    site: Site, asked: str, status: int, first: int, last: int | None
) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    view = send(client, site.desk.conversation(student)).json()
    whole = client.get(view["url"]).content
    answer = client.get(view["url"], headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, whole[first:last])
    if status == 206:
        start = len(whole) + first if first < 0 else first
        end = start + len(answer.content) - 1
        assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(whole)}"
    head = client.head(view["url"], headers={"range": asked})
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("asked", ["bytes=100000-", "bytes=-0"])
def test_range_behind_the_end_is_refused(site: Site, asked: str) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    view = send(client, site.desk.conversation(student)).json()
    answer = client.get(view["url"], headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\a\\shot.html", "shot.png"),
        ('a"; filename=evil.exe', "a_22_ filename=evil.png"),
        ("снимок экрана.png", "______ ______.png"),
        ("...", "picture.png"),
        ("x" * 300 + ".png", "x" * 120 + ".png"),
    ],
)
def test_t37_hostile_names_become_names(site: Site, name: str, served: str) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    view = send(client, site.desk.conversation(student), name=name).json()
    disposition = client.get(view["url"]).headers["content-disposition"]
    assert disposition.startswith('inline; filename="')
    assert disposition.count('"') == 2
    assert "filename*=UTF-8''" in disposition
    assert "\n" not in disposition
    plain = disposition.partition('filename="')[2].partition('"')[0]
    assert plain.replace("=", "_") == served.replace("=", "_")
    stored = rows(site)[0]
    assert name not in stored.storage_key


def test_t16_t17_foreign_and_missing_look_the_same(site: Site) -> None:
    student, stranger = site.desk.student(), site.desk.student()
    conversation_id = site.desk.conversation(student)
    client, thief = site.signed_in(student), site.signed_in(stranger)
    view = send(client, conversation_id).json()
    attach(site, student, conversation_id, view["id"])
    for real, missing in (
        (view["url"], "/api/attachment/missing"),
        (view["thumbnail_url"], "/api/attachment/missing/thumbnail"),
        (f"/api/transcript/{conversation_id}.pdf", "/api/transcript/missing.pdf"),
        (f"/api/transcript/{conversation_id}.txt", "/api/transcript/missing.txt"),
    ):
        foreign, none = thief.get(real), thief.get(missing)
        assert (foreign.status_code, foreign.content) == (none.status_code, none.content)
        assert foreign.status_code == 404
        assert site.nobody().get(real).status_code == 401
    foreign, none = send(thief, conversation_id), send(thief, "missing")
    assert (foreign.status_code, foreign.content) == (none.status_code, none.content)
    assert foreign.status_code == 404


def test_t18_somebody_elses_upload_cannot_be_attached(site: Site) -> None:
    student, stranger = site.desk.student(), site.desk.student()
    view = send(site.signed_in(student), site.desk.conversation(student)).json()
    own = site.desk.conversation(stranger)
    with pytest.raises(InvalidError):
        attach(site, stranger, own, view["id"])


def test_t25_upload_needs_our_origin_and_the_logins_token(site: Site) -> None:
    student = site.desk.student()
    conversation_id = site.desk.conversation(student)
    client = site.signed_in(student)
    token = client.headers["x-csrf-token"]
    for headers in ({"origin": FOREIGN}, {"x-csrf-token": ""}, {"x-csrf-token": token[::-1]}):
        before = dict(client.headers)
        client.headers.update(headers)
        assert send(client, conversation_id).status_code == 403
        client.headers.update(before)
    assert rows(site) == []
    assert send(client, conversation_id).status_code == 201


def leftovers() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("livechat-*")}


def test_t31_too_long_uploads_are_cut_off_and_leave_nothing(
    site: Site, make_context: Callable[..., Context]
) -> None:
    student = site.desk.student()
    conversation_id = site.desk.conversation(student)
    client = site.signed_in(student)
    set_context(make_context(upload_limit_mb=1))
    before = leftovers()
    assert send(client, conversation_id, b"\x89PNG\r\n\x1a\n" + bytes(2_000_000)).status_code == 413

    def chunked() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        for _ in range(40):
            yield bytes(64 * 1024)
        yield b"\r\n--b--\r\n"

    answer = client.post(
        f"/api/upload/{conversation_id}",
        content=chunked(),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 413
    assert leftovers() == before
    assert rows(site) == []


def test_t31_daily_quota_of_an_account(site: Site, make_context: Callable[..., Context]) -> None:
    student, other = site.desk.student(), site.desk.student()
    client = site.signed_in(student)
    conversation_id = site.desk.conversation(student)
    assert send(client, conversation_id).status_code == 201
    set_context(make_context(upload_daily_mb=0))
    refused = send(client, conversation_id)
    assert refused.status_code == 429
    assert "today" in refused.json()["error"]
    assert len(rows(site)) == 1
    set_context(site.desk.context)
    assert send(site.signed_in(other), site.desk.conversation(other)).status_code == 201


def test_t36_no_place_and_no_name_of_a_photograph_reaches_the_disk(site: Site) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Amina Secretname"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif, comment=b"Secretname")
    assert out.getvalue().count(b"Secretname") == 2
    view = send(client, site.desk.conversation(student), out.getvalue(), "IMG_1.jpg").json()
    assert (view["width"], view["height"]) == (40, 60)
    for address in (view["url"], view["thumbnail_url"]):
        with Image.open(io.BytesIO(client.get(address).content)) as served:
            assert served.size == (40, 60)
            assert not served.getexif()
    folder = Path(site.desk.context.settings.data_dir)
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert any("files" in path.parts for path in kept)
    for path in kept:
        assert b"Secretname" not in path.read_bytes(), path


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nno"]
)
def test_what_is_no_picture_is_refused_in_words(site: Site, data: bytes) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    answer = send(client, site.desk.conversation(student), data)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not list((Path(site.desk.context.settings.data_dir) / "files").glob("??/*"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x=1", "application/x-www-form-urlencoded"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_broken_forms_are_refused(site: Site, body: bytes, kind: str) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    url = f"/api/upload/{site.desk.conversation(student)}"
    assert client.post(url, content=body, headers={"content-type": kind}).status_code == 400


def test_orphans_are_gone_an_hour_later_and_the_rest_stays(site: Site) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    conversation_id = site.desk.conversation(student)
    kept, unsent = (send(client, conversation_id).json() for _ in range(2))
    attach(site, student, conversation_id, kept["id"])
    context = site.desk.context
    lost = context.files.put(io.BytesIO(b"no row"))
    # Files carry the machine's time, so the clock is set from theirs.
    site.desk.clock.set(datetime.now(UTC))
    assert attachments.sweep(context) >= 0
    assert context.files.exists(lost)
    site.desk.clock.advance(2 * 86_400)
    attachments.sweep(context)
    assert not context.files.exists(lost)
    assert [row.public_id for row in rows(site)] == [kept["id"]]
    assert len(list(context.files.listed())) == 2
    assert unsent["id"] != kept["id"]


def transcript(client: TestClient, conversation_id: str) -> tuple[str, bytes]:
    answer = client.get(f"/api/transcript/{conversation_id}.pdf?zone=Asia/Tokyo")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages), answer.content


def test_transcript_holds_what_was_said_and_never_a_note(site: Site) -> None:
    student, agent = site.desk.student("Amina Yusuf"), site.desk.agent("Jonas Weber")
    conversation_id = site.desk.active(student, agent, "The video is black.")
    client = site.signed_in(student)
    view = send(client, conversation_id, alt="The black player").json()
    attach(site, student, conversation_id, view["id"])
    site.desk.say(agent, conversation_id, "Please reload the page.")
    site.desk.context.write(
        messages.note, agent, conversation_id, str(uuid.uuid4()), "Secret remark"
    )
    for browser in (client, site.signed_in(agent)):
        text, data = transcript(browser, conversation_id)
        for said in ("The video is black.", "Please reload the page.", "Jonas Weber", "Asia/Tokyo"):
            assert said in text
        assert "20:00" in text
        assert "Secret remark" not in text
        assert b"/Image" in data
    plain = client.get(f"/api/transcript/{conversation_id}.txt").text
    assert "Please reload the page." in plain
    assert "Secret remark" not in plain
    facts = site.desk.facts(conversation_id)
    assert facts.count(Fact.TRANSCRIPT_DOWNLOADED) == 3


def test_transcript_as_json_says_the_same_and_names_no_files(site: Site) -> None:
    student, agent = site.desk.student(), site.desk.agent()
    conversation_id = site.desk.active(student, agent)
    client = site.signed_in(student)
    attach(site, student, conversation_id, send(client, conversation_id, alt="Error").json()["id"])
    site.desk.context.write(
        messages.note, agent, conversation_id, str(uuid.uuid4()), "never shown to anybody outside"
    )
    answer = client.get(f"/api/transcript/{conversation_id}.json")
    assert answer.headers["content-type"] == "application/json"
    assert "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert told["student"] == student.name
    assert [entry["pictures"] for entry in told["entries"] if entry["pictures"]] == [
        [{"alt": "Error", "width": 40, "height": 30}]
    ]
    assert "never shown" not in answer.text
    for row in rows(site):
        assert row.storage_key not in answer.text
    assert site.signed_in(site.desk.student()).get(answer.url.path).status_code == 404


def test_transcripts_without_end_are_slowed_down_and_say_for_how_long(site: Site) -> None:
    student = site.desk.student()
    client, other = site.signed_in(student), site.signed_in(site.desk.student())
    path = f"/api/transcript/{site.desk.conversation(student)}.txt"
    answers = [client.get(path) for _ in range(8)]
    assert [answer.status_code for answer in answers][:6] == [200] * 6
    refused = answers[-1]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["retry-after"] in refused.json()["error"]
    assert other.get(path).status_code == 404


def test_transcripts_are_counted_over_all_processes(
    site: Site, make_context: Callable[..., Context]
) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    path = f"/api/transcript/{site.desk.conversation(student)}.txt"
    assert [client.get(path).status_code for _ in range(4)] == [200] * 4
    # Another process on the same database, which has begun none.
    set_context(make_context())
    answers = [client.get(path) for _ in range(3)]
    set_context(site.desk.context)
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_t44_no_cell_of_the_table_is_a_formula_whatever_people_write(site: Site) -> None:
    formula = '=HYPERLINK("https://evil.example";"click")'
    student, agent = site.desk.student(formula), site.desk.agent(f"@{formula}")
    chat = site.desk.active(student, agent, formula)

    def topic(uow: UnitOfWork) -> None:
        found = site.desk.find(uow, chat)
        found.topic, found.category = formula, formula[:20]
        uow.session.add(found)

    site.desk.context.write(topic)
    answer = site.signed_in(site.desk.admin()).get("/api/analytics.csv?days=7")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    cells = [
        cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row
    ]
    assert len(cells) > 20
    assert [cell for cell in cells if cell != neutral(cell)] == []
    assert "evil" not in answer.text


def test_figures_are_for_admins_as_a_table(site: Site) -> None:
    admin = site.signed_in(site.desk.admin())
    answer = admin.get("/api/analytics.csv?days=7")
    assert answer.status_code == 200, answer.text
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == 8
    for bad in ("0", "-1", "abc", "99999", "٧"):
        assert admin.get("/api/analytics.csv", params={"days": bad}).status_code == 422
    for actor in (site.desk.student(), site.desk.agent()):
        assert site.signed_in(actor).get("/api/analytics.csv").status_code == 403
    assert site.nobody().get("/api/analytics.csv").status_code == 401
