"""A transcript as plain text and as JSON."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from livechat.adapters.transcript_words import (
    clock_time,
    facts,
    heading_of,
    moment,
    result_words,
    who_words,
)
from livechat.domain.text import t
from livechat.domain.transcript import (
    EntryKind,
    TranscriptEntry,
    TranscriptImage,
    TranscriptView,
    days,
    printable,
)


def as_text(view: TranscriptView) -> str:
    """UTF-8 text for any editor; continued lines are indented, so nobody can fake a sender."""
    lines = [view.institution, t("transcript.title"), ""]
    lines += [f"{label}: {_one_line(value)}" for label, value in facts(view)]
    if view.steps:
        lines += ["", t("transcript.steps").upper()]
        for step in view.steps:
            about = f"{step.article}: {step.text}" if step.article else step.text
            lines.append(f"- {_one_line(about)} [{result_words(step.result)}]")
    lines += ["", t("transcript.conversation").upper()]
    if not view.entries:
        lines.append(t("transcript.no_entries"))
    for day in days(view, view.entries):
        lines += ["", heading_of(day)]
        lines += [_entry_text(entry, view.zone) for entry in day.entries]
    lines += ["", t("transcript.made", time=moment(view.made_at, view.zone)), ""]
    return printable("\n".join(lines))


def _entry_text(entry: TranscriptEntry, zone: str) -> str:
    time = clock_time(entry.at, zone)
    body = printable(entry.text)
    if entry.kind is EntryKind.EVENT:
        return f"{time}  * {_indented(body)}"
    if entry.kind is EntryKind.STEP:
        body = f"{body} [{result_words(entry.result)}]"
    pictures = [f"[{t('transcript.picture', alt=_one_line(i.alt))}]" for i in entry.images]
    parts = "\n".join([*([body] if body else []), *pictures])
    return f"{time}  {who_words(_one_line(entry.who), entry.role)}: {_indented(parts)}"


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _indented(text: str) -> str:
    return text.replace("\n", "\n       ")


def as_json(view: TranscriptView) -> str:
    """The same as data; times as ISO 8601 in the student's zone. Format version 1."""
    zone = ZoneInfo(view.zone)

    def iso(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat() if at else None

    def picture(image: TranscriptImage) -> dict[str, object]:
        # The storage key stays inside: it is no reader's business.
        return {"alt": printable(image.alt), "width": image.width, "height": image.height}

    def entry(item: TranscriptEntry) -> dict[str, object]:
        return {
            "kind": item.kind,
            "at": iso(item.at),
            "who": printable(item.who),
            "role": item.role,
            "text": printable(item.text),
            "result": item.result,
            "images": [picture(image) for image in item.images],
        }

    steps = [
        {"article": printable(s.article), "text": printable(s.text), "result": s.result}
        for s in view.steps
    ]
    participants = [{"name": printable(p.name), "role": p.role} for p in view.participants]
    document = {
        "format": "livechat-transcript",
        "version": 1,
        "institution": printable(view.institution),
        "reference": view.reference,
        "topic": printable(view.topic),
        "student": printable(view.student),
        "participants": participants,
        "opened_at": iso(view.opened_at),
        "closed_at": iso(view.closed_at),
        "made_at": iso(view.made_at),
        "zone": view.zone,
        "language": view.language,
        "status": printable(view.status),
        "wait": printable(view.wait),
        "outcome": printable(view.outcome),
        "ticket": printable(view.ticket),
        "steps": steps,
        "entries": [entry(item) for item in view.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
