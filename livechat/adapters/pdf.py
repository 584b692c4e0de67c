"""A transcript as PDF, laid out in a child process that can be killed."""

import json
import logging
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from livechat.adapters import transcript_words as words
from livechat.adapters.child import ChildLimits, ChildTimeoutError, run
from livechat.adapters.pdf_pictures import ImageLoader, Pictures
from livechat.domain import accent
from livechat.domain.errors import DomainError, RetryableError
from livechat.domain.text import spoken, t
from livechat.domain.transcript import (
    EntryKind,
    TranscriptEntry,
    TranscriptView,
    days,
    direction,
    printable,
)

log = logging.getLogger(__name__)

_WORKER = "livechat.adapters.pdf_worker"
_TEMPLATES = Path(__file__).with_name("templates")
_MIB = 1024 * 1024
_CHILD = ChildLimits(wall_s=60, cpu_s=60, memory_bytes=1024 * _MIB, file_bytes=256 * _MIB)
# A part this heavy takes WeasyPrint about a second; time and memory grow faster than text.
_PART_CHARACTERS = 60_000
_ENTRY_OVERHEAD = 90
_IMAGE_OVERHEAD = 500
# WeasyPrint's time grows with the square of a word's length, and a line holds about 100.
_LONGEST_WORD, _THEN_EVERY = 200, 8
_MARKS = {"Mn", "Mc", "Me"}
# Joiner, variation selectors, skin tones and flag letters: an emoji is not cut in two.
_TIES = {"\u200d", "\ufe0e", "\ufe0f"} | {
    chr(code) for code in (*range(0x1F3FB, 0x1F400), *range(0x1F1E6, 0x1F200))
}
_LONGEST_PARAGRAPH, _LONGEST_ENTRY = 5000, 20_000
# Topics, names and outcomes are a line or two; the text and JSON formats hold them whole.
_LONGEST_FIELD, _LONGEST_RUNNING = 1000, 100


class TranscriptTooLongError(DomainError):
    """It hit a limit of time or memory; text and JSON still work."""

    def __init__(self) -> None:
        super().__init__("transcript.too_long")


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The file and what it took; `peak_kib` counts the laying-out processes together."""

    data: bytes
    pages: int
    peak_kib: int


class TranscriptPdf:
    """Renders transcripts; one instance can be used from several threads."""

    def __init__(self, limits: ChildLimits = _CHILD, processes: int = 2) -> None:
        self._limits = limits
        self._processes = processes
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(t=t, direction=direction, result_words=words.result_words)
        self._templates.filters["field"] = _field

    def render(
        self,
        view: TranscriptView,
        load_image: ImageLoader,
        on_progress: Callable[[float], None] | None = None,
        *,
        for_filing: bool = False,
    ) -> RenderedPdf:
        """Lay `view` out; `load_image` gives a picture's bytes by key, None when it is gone,
        or raises OSError when it cannot be read now.

        `on_progress` hears which share is done, for long ones. `for_filing` makes PDF/A-3u
        instead of PDF/UA-1. Raises TranscriptTooLongError or RetryableError; nothing outside is
        ever fetched.
        """
        try:
            with TemporaryDirectory(prefix="transcript-") as name:
                parts = self._write_sources(Path(name), view, load_image)

                def hear(line: str) -> None:
                    # The joining at the end counts as one more part.
                    if on_progress and line.startswith("part "):
                        on_progress(int(line.removeprefix("part ")) / (parts + 1))

                return self._laid_out(Path(name), hear, "filing" if for_filing else "reading")
        except OSError as error:
            # No room or no rights in the temporary folder.
            log.error("no PDF", extra={"error": type(error).__name__, "reason": error.strerror})
            raise RetryableError("transcript.failed") from error

    def _laid_out(self, folder: Path, hear: Callable[[str], None], use: str) -> RenderedPdf:
        arguments = [str(self._processes), use]
        try:
            code, output = run(_WORKER, arguments, self._limits, folder=folder, on_line=hear)
        except ChildTimeoutError:
            raise TranscriptTooLongError from None
        if code:
            # Python's own end by exception is 1; anything else is a limit that struck.
            if code != 1:
                raise TranscriptTooLongError
            raise RetryableError("transcript.failed")
        report = json.loads(output.splitlines()[-1])
        peak = report["peak_kib"] + report["peak_child_kib"] * self._processes
        return RenderedPdf((folder / "out.pdf").read_bytes(), report["pages"], peak)

    def _write_sources(self, folder: Path, view: TranscriptView, load: ImageLoader) -> int:
        """Write what the worker needs; returns the number of parts."""
        for style in ("frame.css", "sheets.css", "filing.css"):
            (folder / style).write_bytes((_TEMPLATES / style).read_bytes())
        ink = accent.light(accent.of(view.accent)).accent_text.hex()
        self._write(folder / "base.css", "transcript.css", accent=ink)
        pictures = Pictures(folder, load)
        running = {
            "institution": view.institution[:_LONGEST_RUNNING],
            "reference": view.reference[:_LONGEST_RUNNING],
            "made": t("transcript.made", time=words.moment(view.made_at, view.zone)),
            "page": t("transcript.page"),
            "of": t("transcript.page_of"),
        }
        running = {name: printable(words) for name, words in running.items()}
        (folder / "running.json").write_text(json.dumps(running))
        about = {
            "view": view,
            "language": spoken(),
            "facts": words.facts(view),
            "logo": pictures.address(view.logo) if view.logo else None,
            "document_title": t(
                "transcript.document_title",
                reference=view.reference,
                institution=view.institution,
            ),
        }
        heading = ""
        for index, entries in enumerate(_parts(view.entries)):
            grouped = _days(view, entries, pictures)
            part = {"is_first": index == 0, "days": grouped, "continues": heading}
            heading = grouped[-1]["heading"] if grouped else ""
            self._write(folder / f"part-{index:03}.html", "transcript.html", part=part, **about)
        return index + 1

    def _write(self, target: Path, template: str, **values: Any) -> None:
        html = self._templates.get_template(template).render(**values)
        target.write_text(printable(html), encoding="utf-8")


def _parts(entries: tuple[TranscriptEntry, ...]) -> Iterator[tuple[TranscriptEntry, ...]]:
    """Cut the entries where a part gets heavy; always at least one part."""
    entries = tuple(piece for entry in entries for piece in _entry_pieces(entry))
    start, weight = 0, 0
    for index, entry in enumerate(entries):
        own = len(entry.text) + _ENTRY_OVERHEAD + _IMAGE_OVERHEAD * len(entry.images)
        if weight and weight + own > _PART_CHARACTERS:
            yield entries[start:index]
            start, weight = index, 0
        weight += own
    yield entries[start:]


def _entry_pieces(entry: TranscriptEntry) -> Iterator[TranscriptEntry]:
    """Something far longer than a message is cut, so that it can be spread over parts."""
    starts = range(0, max(len(entry.text), 1), _LONGEST_ENTRY)
    for start in starts:
        text = entry.text[start : start + _LONGEST_ENTRY]
        last = start == starts[-1]
        yield replace(
            entry,
            text=text,
            who="" if start else entry.who,
            images=entry.images if last else (),
        )


def _days(
    view: TranscriptView, entries: tuple[TranscriptEntry, ...], pictures: Pictures
) -> list[dict[str, Any]]:
    return [
        {
            "heading": words.heading_of(day),
            "entries": [_entry(entry, view.zone, pictures) for entry in day.entries],
        }
        for day in days(view, entries)
    ]


def _entry(entry: TranscriptEntry, zone: str, pictures: Pictures) -> dict[str, object]:
    is_step = entry.kind is EntryKind.STEP
    return {
        "kind": entry.kind,
        "role": entry.role,
        "who": words.who_words(entry.who, entry.role),
        "time": words.clock_time(entry.at, zone),
        "text": _field(entry.text),
        "paragraphs": _paragraphs(breakable(printable(entry.text))),
        "result": words.result_words(entry.result) if is_step else "",
        "images": [pictures.placed(image) for image in entry.images],
    }


def _paragraphs(text: str) -> list[str]:
    """One for the whole text, or one a line where lines run in different directions.

    Longer ones than any message is are cut: the time for one grows with its square.
    """
    lines = text.split("\n")
    if len({direction(line) for line in lines if line.strip()}) <= 1:
        lines = [text] if text else []
    return [piece for line in lines for piece in _pieces(line)]


def _pieces(line: str) -> list[str]:
    starts = range(0, max(len(line), 1), _LONGEST_PARAGRAPH)
    return [line[start : start + _LONGEST_PARAGRAPH] for start in starts]


def _field(text: str) -> str:
    """A short text in a cell or a heading."""
    cut = text if len(text) <= _LONGEST_FIELD else text[:_LONGEST_FIELD] + "…"
    return breakable(printable(cut))


def breakable(text: str) -> str:
    """Zero-width spaces in words longer than a line, never inside a joined character."""
    if len(text) <= _LONGEST_WORD:
        return text
    out: list[str] = []
    length, due, before = 0, _LONGEST_WORD, ""
    for character in text:
        if character.isspace():
            length, due = 0, _LONGEST_WORD
        elif length >= due:
            tied = before in _TIES or character in _TIES
            # A tower of ten thousand marks is cut all the same.
            if length >= due + 50 or not (tied or unicodedata.category(character) in _MARKS):
                out.append("\u200b")
                due = length + _THEN_EVERY
        out.append(character)
        length += not character.isspace()
        before = character
    return "".join(out)
