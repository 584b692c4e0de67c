"""The transcript as PDF/A-3u: what can be checked without a validator, whole and joined."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import (
    BooleanObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    StreamObject,
)

from livechat.adapters.pdf import TranscriptPdf
from livechat.domain.transcript import TranscriptImage, TranscriptView
from tests.integration.adapters.make_transcripts import long_transcript, message, transcript

_SCRIPTS = "Latin Привет Καλημέρα مرحبا שלום परीक्षा 考试 試験 시험 😀❤️👩🏽‍💻"
# What PDF/A-3 forbids anywhere (ISO 19005-3, 6.1 to 6.6).
_FORBIDDEN_KEYS = {"/JavaScript", "/JS", "/AA", "/OpenAction", "/Encrypt", "/Alternates", "/OPI"}
_NAMESPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}


def _picture(_key: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGBA", (64, 36), (0, 0, 128, 128)).save(data, "PNG")
    return data.getvalue()


def _views() -> dict[str, TranscriptView]:
    image = TranscriptImage("one", "An error", 64, 36)
    whole = transcript(message(_SCRIPTS), message("See:", images=(image,)))
    return {"whole": whole, "joined": long_transcript(1200)}


@pytest.fixture(scope="module", params=["whole", "joined"])
def reader(request: pytest.FixtureRequest) -> PdfReader:
    view = _views()[request.param]
    made = TranscriptPdf().render(view, _picture, for_filing=True)
    assert made.data.startswith(b"%PDF-1.7")
    # A comment of four bytes above 127 follows, so that nobody takes it for text.
    assert all(byte > 127 for byte in made.data.split(b"\n")[1][1:5])
    return PdfReader(io.BytesIO(made.data))


def objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, streams included."""
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, DictionaryObject):
            yield found


def _metadata(reader: PdfReader) -> ET.Element:
    root: Any = reader.trailer["/Root"]
    packet = root["/Metadata"].get_data()
    assert packet.startswith(b'<?xpacket begin="')
    assert packet.rstrip().endswith(b'<?xpacket end="r"?>')
    return ET.fromstring(packet)  # noqa: S314 - made by ourselves


def test_metadata_claims_part_3_level_u_and_agrees_with_the_document(reader: PdfReader) -> None:
    found = _metadata(reader)
    claims = [
        (
            node.get(f"{{{_NAMESPACES['pdfaid']}}}part"),
            node.get(f"{{{_NAMESPACES['pdfaid']}}}conformance"),
        )
        for node in found.iter(f"{{{_NAMESPACES['rdf']}}}Description")
    ]
    assert ("3", "U") in claims
    about = reader.metadata
    assert about is not None
    assert found.findtext(".//dc:title//rdf:li", "", _NAMESPACES) == about.title
    assert found.findtext(".//dc:creator//rdf:li", "", _NAMESPACES) == about.author
    assert found.findtext(".//xmp:CreatorTool", "", _NAMESPACES) == about.creator
    producers = [node.get(f"{{{_NAMESPACES['pdf']}}}Producer") for node in found.iter()]
    assert about.producer in producers


def test_colours_have_an_output_intent_with_a_profile(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/OutputConditionIdentifier"]
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile.get_data()))
    assert opened.profile.xcolor_space.strip() == "RGB"


def test_every_font_is_embedded_and_says_its_letters(reader: PdfReader) -> None:
    fonts = [found for found in objects(reader) if found.get("/Type") == "/Font"]
    assert fonts
    for font in fonts:
        if font["/Subtype"] == "/Type0":
            assert "/ToUnicode" in font
            font = font["/DescendantFonts"][0].get_object()
        described = font["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), font["/BaseFont"]


def _codes_shown(reader: PdfReader, drawn: Any, resources: Any) -> Iterator[tuple[int, int]]:
    """(number of the font, two-byte code) of every glyph that is drawn, in forms too."""
    font = 0
    for operands, operator in ContentStream(drawn, reader).operations:
        if operator == b"Tf":
            font = resources["/Font"].get_object().raw_get(operands[0]).idnum
        elif operator in (b"TJ", b"Tj"):
            pieces = operands[0] if operator == b"TJ" else operands
            for codes in (piece.original_bytes for piece in pieces if hasattr(piece, "encode")):
                yield from (
                    (font, codes[at] << 8 | codes[at + 1]) for at in range(0, len(codes), 2)
                )
        elif operator == b"Do":
            form = resources["/XObject"][operands[0]].get_object()
            if form["/Subtype"] == "/Form":
                yield from _codes_shown(reader, form, form["/Resources"].get_object())


def _codes_named(font: Any) -> set[int]:
    """The codes for which the font says the letter."""
    table = font["/ToUnicode"].get_data().decode("latin-1")
    rows = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", table, re.MULTILINE)
    return {int(code, 16) for code, letters in rows if letters.strip("0")}


def test_every_glyph_that_is_drawn_says_its_letter(reader: PdfReader) -> None:
    shown: set[tuple[int, int]] = set()
    for page in reader.pages:
        shown |= set(
            _codes_shown(reader, page["/Contents"].get_object(), page["/Resources"].get_object())
        )
    assert len(shown) > 40
    fonts = {number: IndirectObject(number, 0, reader).get_object() for number, _ in shown}
    named = {number: _codes_named(font) for number, font in fonts.items()}
    assert {(number, code) for number, code in shown if code not in named[number]} == set()


def test_pictures_are_not_smoothed(reader: PdfReader) -> None:
    for found in objects(reader):
        if found.get("/Subtype") == "/Image":
            assert not found.get("/Interpolate", BooleanObject(False)).value


def test_nothing_that_is_forbidden_is_there(reader: PdfReader) -> None:
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2
    # Part 3 allows attachments that say how they belong to the document: ours has none.
    assert not reader.attachments
    for found in objects(reader):
        assert not _FORBIDDEN_KEYS & set(found)
        filters = found.get("/Filter", [])
        assert "/LZWDecode" not in (filters if isinstance(filters, list) else [filters])
        if isinstance(found, StreamObject):
            assert "/F" not in found
        if found.get("/Type") == "/ExtGState":
            assert found.get("/TR") in (None, "/Identity")


def test_it_is_tagged_with_language_and_title_as_the_one_for_reading(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "Conversation" in [entry.title for entry in reader.outline]
