"""The transcript as PDF/A-3u: what can be checked without a validator, whole and joined."""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject, IndirectObject, StreamObject

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


def test_pictures_are_not_smoothed(reader: PdfReader) -> None:
    for found in objects(reader):
        if found.get("/Subtype") == "/Image":
            assert not found.get("/Interpolate", BooleanObject(False)).value


def test_nothing_that_is_forbidden_is_there(reader: PdfReader) -> None:
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2
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
