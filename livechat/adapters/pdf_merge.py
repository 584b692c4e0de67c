"""Join PDFs that WeasyPrint made in parts into one tagged document, page numbers and all.

A long conversation is laid out in parts, because WeasyPrint's time and memory grow with the
document. Parts come without margins; a further document, the frame, has one empty page for each
page, with header and "page x of y". It is laid over the pages as artifacts.

Parts hold no links, forms or attachments: our template makes none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, BinaryIO

import pydyf

# Objects refer to each other by number, and numbers change in the joined file: in between, a
# reference is written as this mark, which no text holds (NUL never gets through HTML).
_MARK = re.compile(rb"\0([RSF])(\d+)\0")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_PAGES, _CATALOG = 1, 2


@dataclass(slots=True)
class Part:
    """One laid-out part in a form that can be sent between processes.

    `objects[n]` is the object of number n: its head, and a stream's body or None; what the
    joined file makes anew is missing. Numbers below refer to these.
    """

    pages: list[int]
    objects: dict[int, tuple[bytes, bytes | None]] = field(default_factory=dict)
    outlines: list[tuple[bytes, bytes]] = field(default_factory=list)
    root: int = 0
    document: int = 0
    kids: list[bytes] = field(default_factory=list)
    nums: list[bytes] = field(default_factory=list)
    catalog: dict[str, bytes] = field(default_factory=dict)
    info: bytes = b""


def take_apart(pdf: pydyf.PDF) -> Part:
    """The part from a tagged PDF, taken before it is written (WeasyPrint's `finisher`)."""
    pages = [int(number) for number in pdf.pages["Kids"][::3]]
    part = Part(pages)
    made_anew = {0, _PAGES, _CATALOG}
    if "StructTreeRoot" in pdf.catalog:
        part.root = _number(pdf.catalog["StructTreeRoot"])
        root = pdf.objects[part.root]
        tree = _number(root["ParentTree"])
        part.document = _number(root["K"][0])
        part.kids = [_marked(kid) for kid in pdf.objects[part.document]["K"]]
        made_anew |= {part.root, tree, part.document} | _drop_lines(pdf, tree)
        part.nums = [_marked(array) for array in pdf.objects[tree]["Nums"][1::2]]
    if "Outlines" in pdf.catalog:
        made_anew |= _take_outlines(pdf, part)
    part.catalog = {
        name: _marked(value)
        for name, value in pdf.catalog.items()
        if name in ("Lang", "MarkInfo", "ViewerPreferences", "Metadata", "OutputIntents")
    }
    part.info = _marked(pdf.info)
    _prepare_pages(pdf, part)
    for number, item in enumerate(pdf.objects):
        if number not in made_anew:
            part.objects[number] = _flat(item)
    return part


def _drop_lines(pdf: pydyf.PDF, tree: int) -> set[int]:
    """Let paragraphs hold their lines themselves; the numbers of the elements between.

    WeasyPrint makes an element of each line of text: more than half of all objects, which say
    nothing that their paragraph does not.
    """
    dropped: dict[bytes, bytes] = {}
    for element in pdf.objects:
        if not isinstance(element, pydyf.Dictionary) or element.get("Type") != "/StructElem":
            continue
        for place, kid in enumerate(element["K"]):
            line = pdf.objects[_number(kid)] if isinstance(kid, bytes) else None
            if line and line["S"] == "/Span" and line["Pg"] == element.get("Pg") and _is_line(line):
                element["K"][place] = line["K"][0]
                dropped[kid] = element.reference
    for array in pdf.objects[tree]["Nums"][1::2]:
        array[:] = [dropped.get(kid, kid) for kid in array]
    return {_number(reference) for reference in dropped}


def _is_line(element: pydyf.Dictionary) -> bool:
    """Nothing but one piece of marked content."""
    return len(element["K"]) == 1 and isinstance(element["K"][0], int)


def _take_outlines(pdf: pydyf.PDF, part: Part) -> set[int]:
    top = _number(pdf.catalog["Outlines"])
    used = {top}
    following = pdf.objects[top].get("First")
    while following is not None:
        number = _number(following)
        used.add(number)
        item = pdf.objects[number]
        part.outlines.append((_marked(item["Title"]), _marked(item["Dest"])))
        following = item.get("Next")
    return used


def _prepare_pages(pdf: pydyf.PDF, part: Part) -> None:
    """Leave room under each page's content for its page of the frame."""
    for index, number in enumerate(part.pages):
        page = pdf.objects[number]
        if not part.document:
            continue
        resources = pdf.objects[_number(page["Resources"])]
        resources.setdefault("XObject", pydyf.Dictionary())[f"Frame{index}"] = b"\0F%d\0" % index
        under = pydyf.Stream([f"/Artifact BMC q /Frame{index} Do Q EMC"])
        pdf.add_object(under)
        page["Contents"] = pydyf.Array([under.reference, page["Contents"]])
        page["StructParents"] = b"\0S%d\0" % index


def _number(reference: Any) -> int:
    found = _REFERENCE.fullmatch(bytes(reference))
    if found is None:
        raise ValueError("not a reference")
    return int(found[1])


def _marked(value: Any) -> bytes:
    """Serialise a value, references as marks. Strings are told apart, so text never changes."""
    if isinstance(value, bytes) and (found := _REFERENCE.fullmatch(value)):
        return b"\0R%s\0" % found[1]
    if isinstance(value, dict):
        rows = (b"/%s %s" % (str(key).encode(), _marked(child)) for key, child in value.items())
        return b"<<" + b"".join(rows) + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(_marked(child) for child in value) + b"]"
    plain: bytes = pydyf._to_bytes(value)
    return plain


def _flat(item: pydyf.Object) -> tuple[bytes, bytes | None]:
    if not isinstance(item, pydyf.Stream):
        return _marked(item), None
    # A stream's own serialisation, to get its compressed body and length.
    item.extra = {key: _Raw(_marked(value)) for key, value in item.extra.items()}
    head, body = item.data.split(b"\nstream\n", 1)
    return head, body


class _Raw(pydyf.Object):  # type: ignore[misc]  # pydyf is untyped
    """An object that is serialised already."""

    def __init__(self, head: bytes, body: bytes | None = None) -> None:
        super().__init__()
        self.head = head
        self.body = body

    @property
    def data(self) -> bytes:
        return self.head if self.body is None else self.head + b"\nstream\n" + self.body

    @property
    def compressible(self) -> bool:
        return self.body is None


class Joiner:
    """Takes parts in order, then the frame, and writes one file."""

    def __init__(self) -> None:
        self._pdf = pydyf.PDF()
        self._first: Part | None = None
        self._root = self._add(b"")
        self._tree = self._add(b"")
        self._document = self._add(b"")
        self._kids: list[bytes] = []
        self._nums: list[bytes] = []
        self._outlines: list[tuple[bytes, bytes]] = []
        self._waiting: list[tuple[_Raw, int]] = []
        self._frames: list[int] = []
        self.page_count = 0

    def add(self, part: Part) -> None:
        """Take in the next part."""
        numbers, first_page = self._numbers(part), self.page_count
        numbers |= {part.root: self._root.number, part.document: self._document.number}

        def resolve(data: bytes) -> bytes:
            def replace(mark: re.Match[bytes]) -> bytes:
                number = int(mark[2])
                if mark[1] == b"S":
                    return b"%d" % (first_page + number)
                if mark[1] == b"F":
                    return mark[0]
                return b"%d 0 R" % numbers[number]

            return _MARK.sub(replace, data)

        for head, body in part.objects.values():
            raw = self._add(resolve(head), body)
            if b"\0F" in raw.head:
                self._waiting.append((raw, first_page))
        for number in part.pages:
            self._pdf.pages["Kids"].extend([numbers[number], 0, "R"])
        self._kids += [resolve(kid) for kid in part.kids]
        for index, array in enumerate(part.nums):
            self._nums.append(b"%d %s" % (first_page + index, resolve(array)))
        self._outlines += [(title, resolve(place)) for title, place in part.outlines]
        if self._first is None:
            self._first = part
            for name, value in part.catalog.items():
                self._pdf.catalog[name] = resolve(value)
            self._info = _Raw(resolve(part.info))
        self.page_count += len(part.pages)
        self._pdf.pages["Count"] = self.page_count

    def add_frame(self, frame: Part) -> None:
        """Take in the frame's next pages; there is one for each page when all are in."""
        contents = [self._become_form(frame, frame.objects.pop(page)[0]) for page in frame.pages]
        numbers = self._numbers(frame)
        self._frames += [numbers[content] for content in contents]
        for head, body in frame.objects.values():
            self._add(_MARK.sub(lambda mark: b"%d 0 R" % numbers[int(mark[2])], head), body)

    def _lay_frames(self) -> None:
        """Lay the frame's pages under the others."""
        if len(self._frames) != self.page_count:
            raise ValueError(f"{len(self._frames)} frames for {self.page_count} pages")
        for raw, first_page in self._waiting:
            raw.head = _MARK.sub(
                lambda mark, first=first_page: (  # type: ignore[misc]  # bound at once
                    b"%d 0 R" % self._frames[first + int(mark[2])]
                ),
                raw.head,
            )

    @staticmethod
    def _become_form(frame: Part, page: bytes) -> int:
        """Make a page's content stream a form, to be drawn by another page; its number."""

        def entry(name: bytes, pattern: bytes) -> bytes:
            found = re.search(rb"/" + name + rb" (" + pattern + rb")", page)
            if found is None:
                raise ValueError(f"a frame page has no {name.decode()}")
            return found[1]

        content = int(entry(b"Contents", rb"\0R\d+\0")[2:-1])
        head, body = frame.objects[content]
        form = b"<</Type /XObject/Subtype /Form/BBox %s/Resources %s" % (
            entry(b"MediaBox", rb"\[[^]]*\]"),
            entry(b"Resources", rb"\0R\d+\0"),
        )
        frame.objects[content] = (form + head[2:], body)
        return content

    def write(self, output: BinaryIO) -> None:
        """Write the joined file; nothing can be added afterwards."""
        self._lay_frames()
        root, document = self._root.number, self._document.number
        self._root.head = b"<</Type /StructTreeRoot/ParentTree %s/K [%d 0 R]>>" % (
            self._tree.reference,
            document,
        )
        self._tree.head = b"<</Nums [" + b" ".join(self._nums) + b"]>>"
        self._document.head = b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (
            root,
            b" ".join(self._kids),
        )
        self._pdf.catalog["StructTreeRoot"] = self._root.reference
        if self._outlines:
            self._pdf.catalog["Outlines"] = self._write_outlines()
        self._pdf.info = self._info
        self._pdf.write(output, version=b"1.7", identifier=True, compress=True)

    def _write_outlines(self) -> bytes:
        top = self._add(b"")
        first = top.number + 1
        last = top.number + len(self._outlines)
        top.head = b"<</Count %d/First %d 0 R/Last %d 0 R>>" % (
            len(self._outlines),
            first,
            last,
        )
        for head in self._outline_items(top.number, first, last):
            self._add(head)
        return bytes(top.reference)

    def _outline_items(self, top: int, first: int, last: int) -> Iterator[bytes]:
        for number, (title, place) in enumerate(self._outlines, start=first):
            before = b"/Prev %d 0 R" % (number - 1) if number > first else b""
            after = b"/Next %d 0 R" % (number + 1) if number < last else b""
            yield b"<</Title %s/Dest %s/Count 0/Parent %d 0 R%s%s>>" % (
                title,
                place,
                top,
                before,
                after,
            )

    def _numbers(self, part: Part) -> dict[int, int]:
        """The numbers that its objects get in the joined file when they are added now."""
        return {_PAGES: _PAGES} | dict(zip(part.objects, count(len(self._pdf.objects))))

    def _add(self, head: bytes, body: bytes | None = None) -> _Raw:
        raw = _Raw(head, body)
        self._pdf.add_object(raw)
        return raw
