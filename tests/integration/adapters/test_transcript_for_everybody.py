"""The transcript as PDF/UA-1: what can be checked without a validator, whole and joined."""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from livechat.adapters.pdf import TranscriptPdf
from livechat.domain.transcript import TranscriptImage
from tests.integration.adapters.make_transcripts import event, long_transcript, message, transcript
from tests.integration.adapters.test_transcript_pdf import structure

# Of ISO 32000-1, 14.8.4: whatever else is used would need a role map.
_STANDARD = {
    *("/Document", "/Part", "/Div", "/P", "/H1", "/H2", "/H3", "/Span", "/Figure", "/NonStruct"),
    *("/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"),
}
_SHOWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"f*", b"F", b"S", b"s", b"B", b"B*", b"b", b"sh"}


def _picture(_key: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 36), "navy").save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module", params=["whole", "joined"])
def reader(request: pytest.FixtureRequest) -> PdfReader:
    whole = transcript(
        message("Latin Привет مرحبا שלום परीक्षा 考试 😀"),
        event("Waited 4 min", minute=1),
        message("See:", minute=2, images=(TranscriptImage("one", "An error", 64, 36),)),
    )
    view = whole if request.param == "whole" else long_transcript(1200)
    return PdfReader(io.BytesIO(TranscriptPdf().render(view, _picture).data))


def _unmarked(content: ContentStream) -> Iterator[bytes]:
    """What shows something and is neither marked as a piece of the text nor as decoration."""
    depth = 0
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            is_known = operands[0] == "/Artifact" or "/MCID" in (operands[1:] or [{}])[0]
            depth += 1 if is_known or depth else 0
        elif operator == b"EMC":
            depth -= 1 if depth else 0
        elif operator in _SHOWS and not depth:
            yield operator


def test_it_says_that_it_is_for_everybody(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    packet = root["/Metadata"].get_data()
    assert b'pdfuaid:part="1"' in packet or b"<pdfuaid:part>1<" in packet
    assert reader.metadata is not None
    assert str(reader.metadata.title).encode() in packet
    assert root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert root["/MarkInfo"]["/Marked"].value
    assert not root["/MarkInfo"].get("/Suspects", False)


def test_all_that_is_shown_is_text_with_a_tag_or_decoration(reader: PdfReader) -> None:
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        assert list(_unmarked(content)) == []


def test_tab_goes_through_each_page_in_reading_order(reader: PdfReader) -> None:
    assert {page.get("/Tabs") for page in reader.pages} == {"/S"}


def test_all_tags_are_standard_and_headings_skip_no_level(reader: PdfReader) -> None:
    kinds = [kind for kind, _ in structure(reader)]
    assert set(kinds) <= _STANDARD
    levels = [int(kind[2:]) for kind in kinds if kind.startswith("/H")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_cell_knows_its_headers(reader: PdfReader) -> None:
    elements = list(structure(reader))
    heads = {node["/ID"] for kind, node in elements if kind == "/TH"}
    cells = [node for kind, node in elements if kind == "/TD"]
    assert cells
    for cell in cells:
        assert cell["/A"]["/Headers"]
        assert set(cell["/A"]["/Headers"]) <= heads


def test_every_picture_is_described(reader: PdfReader) -> None:
    assert all(node.get("/Alt") for kind, node in structure(reader) if kind == "/Figure")
