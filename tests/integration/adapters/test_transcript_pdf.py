"""The transcript's PDF by the real child process: words, structure, attacks (T42, T43)."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from livechat.adapters.child import ChildLimits
from livechat.adapters.pdf import TranscriptPdf, TranscriptTooLongError
from livechat.domain.transcript import TranscriptImage, TranscriptView
from livechat.domain.vocabulary import SenderKind
from tests.integration.adapters.make_transcripts import event, long_transcript, message, transcript
from tests.servers.trap import trap

MIB = 1024 * 1024


def no_image(_key: str) -> bytes | None:
    return None


def rendered(view: TranscriptView, load: Any = no_image) -> PdfReader:
    return PdfReader(io.BytesIO(TranscriptPdf().render(view, load).data))


def words_of(reader: PdfReader) -> str:
    """All text, white space folded, as lines break anywhere."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def structure(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    """Every element of the tag tree, in reading order."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]), node
            if "/K" in node:
                yield from walk(node["/K"])

    root: Any = reader.trailer["/Root"]
    yield from walk(root["/StructTreeRoot"]["/K"])


def all_names(reader: PdfReader) -> set[str]:
    """Every key of every dictionary that can be reached, compressed ones too."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, dict):
            names.update(str(key) for key in node)
            waiting.extend(node.raw_get(key) for key in node)
        elif isinstance(node, list):
            waiting.extend(node)
    return names


def test_holds_everything_that_one_files() -> None:
    view = transcript(
        message("Hello, the exam page stays empty."),
        event("Waited 4 min", minute=4),
        message("Please reload it.", minute=5, role=SenderKind.AGENT, who="Jonas Weber"),
    )
    text = words_of(rendered(view))
    for part in (
        "Fernmoor Learning",
        "LC-7Q2K-9FXW",
        "T-2041",
        "Solved by Jonas Weber",
        "4 min in the queue",
        "14 May 2026, 14:03 (UTC+2)",
        "Europe/Berlin",
        "Reload the page with Ctrl+F5. Didn't help",
        "Try another browser. Not answered",
        "Thursday, 14 May 2026 (UTC+2)",
        "14:07 · Waited 4 min",
        "Jonas Weber",
        "Please reload it.",
        "Page 1 of 1",
    ):
        assert part in text


def test_is_tagged_titled_and_in_a_language() -> None:
    reader = rendered(transcript(message("Hello")))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Conversation LC-7Q2K-9FXW, Fernmoor Learning"
    kinds = [kind for kind, _ in structure(reader)]
    for kind in ("/H1", "/H2", "/H3", "/Table", "/TH", "/P"):
        assert kind in kinds
    assert [entry.title for entry in reader.outline] == [
        "Steps tried",
        "Conversation",
        "Thursday, 14 May 2026 (UTC+2)",
    ]


def test_t43_every_script_comes_out_as_written() -> None:
    lines = {
        "Arabic": "مرحبا",
        "Hebrew": "שלום",
        "Devanagari": "परीक्षा",
        "Chinese": "考试页面打不开",
        "Japanese": "試験ページ",
        "Korean": "시험",
        "Cyrillic": "Привет",
        "Greek": "Καλημέρα",
    }
    reader = rendered(transcript(*(message(text) for text in lines.values()), message("😀❤️")))
    marked = "".join(page.extract_text() for page in reader.pages)
    folded = "".join(marked.split())
    for script, text in lines.items():
        # Extraction puts right-to-left runs in visual order on some versions.
        assert text in folded or text[::-1] in folded, script


def _hostile(address: str, secret: Path) -> TranscriptView:
    """Every field wants something from the address or the file."""
    hostile = (
        f'<img src="{address}/img"><link rel=stylesheet href="{address}/css"><style>@import '
        f'"{address}/i";*{{background:url({address}/bg)}}</style>'
        f"<script src={address}/js>alert(1)</script>"
        f'<iframe src="file://{secret}"></iframe><link rel=attachment href="file://{secret}">'
        f'<object data="{address}/o"></object><svg><image href="{address}/svg"/></svg>'
        '" onload=alert(1) x="{{ 7*7 }} {% raw %}'
    )
    return transcript(
        message(hostile, who=hostile),
        event(hostile),
        institution=hostile,
        topic=hostile,
        reference=hostile,
        student=hostile,
        outcome=hostile,
        language='en"><img src=x>',
    )


def test_t42_no_address_is_ever_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRETVALUE")
    with trap() as (address, asked):
        result = TranscriptPdf().render(_hostile(address, secret), no_image)
    reader = PdfReader(io.BytesIO(result.data))
    assert asked == []
    assert b"TOPSECRETVALUE" not in result.data
    assert "TOPSECRETVALUE" not in words_of(reader)
    assert "{{ 7*7 }}" in words_of(reader)
    assert all(
        key not in result.data for key in (b"/JavaScript", b"/JS", b"/EmbeddedFile", b"/URI")
    )
    assert not reader.attachments


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/", "data:,x", "x"])
def test_t42_the_fetcher_knows_own_pictures_only(address: str) -> None:
    from livechat.adapters.pdf_worker import RefusedAddressError, fetch

    with pytest.raises(RefusedAddressError):
        fetch(address)
    with pytest.raises(RefusedAddressError):
        fetch("livechat-image:../../etc/passwd")


def test_t42_a_word_of_a_megabyte_still_makes_a_document() -> None:
    reader = rendered(transcript(message("w" * 1_000_000), topic="t" * 20_000))
    lines = reader.pages[-1].extract_text().split()
    assert len(reader.pages) > 100
    assert lines[-1].strip("w") == ""
    assert "tttt" in reader.pages[0].extract_text()


def test_odd_characters_do_no_harm() -> None:
    odd = (
        "nul\0 bell\a surrogate\ud800 override\u202eabc\u202c joined 👩🏽‍💻 zalgo" + "\u0301" * 500
    )
    text = words_of(rendered(transcript(message(odd), message("\u200b\u200b"), message("next"))))
    assert "nul bell surrogate" in text
    assert "next" in text


def test_pictures_have_alt_text_and_gone_ones_say_so() -> None:
    data = io.BytesIO()
    Image.new("RGB", (640, 360), "navy").save(data, "JPEG")
    kept = TranscriptImage("kept", 'Error "page"', 640, 360)
    gone = TranscriptImage("gone", "old screenshot", 10, 10)
    reader = rendered(
        transcript(message("", images=(kept, gone, kept))),
        lambda key: data.getvalue() if key == "kept" else None,
    )
    figures = [node for kind, node in structure(reader) if kind == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ['Picture: Error "page"'] * 2
    assert "Picture, no longer stored: old screenshot" in words_of(reader)
    assert sum(len(page.images) for page in reader.pages) >= 1


def test_an_open_conversation_without_anything_is_fine() -> None:
    text = words_of(rendered(transcript(closed_at=None, steps=(), outcome="", ticket="", wait="")))
    assert "Still open" in text
    assert "Nothing was written" in text
    assert "Ticket" not in text


@pytest.fixture(scope="module")
def long_pdf() -> PdfReader:
    heard: list[float] = []
    result = TranscriptPdf().render(long_transcript(1200), no_image, heard.append)
    reader = PdfReader(io.BytesIO(result.data))
    assert len(reader.pages) == result.pages
    # Progress is told while it goes on, not only at the end.
    assert len(heard) > 1
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] < 1
    return reader


def test_joined_parts_lose_no_message_and_keep_the_order(long_pdf: PdfReader) -> None:
    text = words_of(long_pdf)
    places = [text.find(f"#{number} ") for number in range(1200)]
    assert -1 not in places
    assert places == sorted(places)


def test_joined_parts_count_pages_through(long_pdf: PdfReader) -> None:
    total = len(long_pdf.pages)
    for number, page in enumerate(long_pdf.pages, start=1):
        assert f"Page {number} of {total}" in page.extract_text()
        assert "LC-7Q2K-9FXW" in page.extract_text()


def test_joined_parts_share_one_sound_tag_tree(long_pdf: PdfReader) -> None:
    root: Any = long_pdf.trailer["/Root"]
    assert root["/Lang"] == "en"
    pages = {page.indirect_reference.idnum for page in long_pdf.pages if page.indirect_reference}
    elements = list(structure(long_pdf))
    assert sum(kind == "/Document" for kind, _ in elements) == 1
    assert sum(kind == "/H1" for kind, _ in elements) == 1
    assert all(node.raw_get("/Pg").idnum in pages for _, node in elements if "/Pg" in node)
    nums: Any = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert list(nums[::2]) == list(range(len(long_pdf.pages)))
    assert [page["/StructParents"] for page in long_pdf.pages] == list(range(len(long_pdf.pages)))


def test_every_marked_piece_of_text_is_held_by_the_element_that_the_page_names(
    long_pdf: PdfReader,
) -> None:
    tree: Any = long_pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for number, page in enumerate(long_pdf.pages):
        marked = {
            int(found) for found in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())
        }
        holders = tree[2 * number + 1].get_object()
        assert marked == set(range(len(holders)))
        for piece, holder in enumerate(holders):
            assert piece in holder.get_object()["/K"]
            assert holder.get_object().raw_get("/Pg") == page.indirect_reference


def _margin_words(reader: PdfReader, number: int) -> dict[str, tuple[float, float]]:
    """Where the words above and below the text of a page begin; digits are folded."""
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        if text.strip() and size < 11 and not 60 < matrix[5] < 1060:
            found[re.sub(r"\d+", "0", text.strip())] = (round(matrix[4]), round(matrix[5]))

    reader.pages[number].extract_text(visitor_text=note)
    return found


def test_a_long_one_has_the_margins_of_a_short_one(long_pdf: PdfReader) -> None:
    short = rendered(long_transcript(100))
    for number in (0, 1):
        joined, whole = _margin_words(long_pdf, number), _margin_words(short, number)
        assert len(joined) == 3 + number
        # Right-aligned: a longer page number begins further left.
        assert joined.pop("Page 0 of 0")[1] == whole.pop("Page 0 of 0")[1]
        assert joined == whole


def test_joined_parts_have_one_outline_without_repeated_days(long_pdf: PdfReader) -> None:
    titles = [entry.title for entry in long_pdf.outline]
    assert titles[:2] == ["Steps tried", "Conversation"]
    assert len(titles) == len(set(titles))
    last = long_pdf.get_destination_page_number(long_pdf.outline[-1])
    assert last is not None
    assert last > 10


def test_too_much_is_killed_and_told() -> None:
    tight = ChildLimits(wall_s=1.0, cpu_s=60, memory_bytes=1024 * MIB, file_bytes=64 * MIB)
    with pytest.raises(TranscriptTooLongError, match="Download it as text"):
        TranscriptPdf(tight).render(long_transcript(3000), no_image)


@pytest.mark.parametrize(
    "limits",
    [
        ChildLimits(wall_s=60, cpu_s=1, memory_bytes=1024 * MIB, file_bytes=64 * MIB),
        ChildLimits(wall_s=60, cpu_s=60, memory_bytes=1024 * MIB, file_bytes=20_000),
        ChildLimits(wall_s=20, cpu_s=60, memory_bytes=150 * MIB, file_bytes=64 * MIB),
    ],
    ids=["processor", "disk", "memory"],
)
def test_each_limit_ends_it_with_an_answer(limits: ChildLimits) -> None:
    with pytest.raises(TranscriptTooLongError):
        TranscriptPdf(limits).render(long_transcript(2000), no_image)
