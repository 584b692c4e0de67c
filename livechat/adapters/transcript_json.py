"""A transcript for machines: the same content as the PDF, under stable English names."""

import json
from datetime import UTC, datetime
from typing import Any

from livechat.domain.transcript import TranscriptEntry, TranscriptView, printable

FORMAT = 1


def as_json(view: TranscriptView) -> bytes:
    """UTF-8 JSON; times are ISO 8601 in UTC, `null` says that there is none."""
    # No half of a pair can be stored; if one ever comes here, the rest is told all the same.
    return json.dumps(_whole(view), ensure_ascii=False, indent=1).encode(errors="replace")


def _whole(view: TranscriptView) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "institution": view.institution,
        "reference": view.reference,
        "topic": view.topic,
        "student": view.student,
        "participants": [{"name": one.name, "role": one.role} for one in view.participants],
        "opened_at": _time(view.opened_at),
        "closed_at": _time(view.closed_at),
        "made_at": _time(view.made_at),
        "zone": view.zone,
        "language": view.language,
        "status": view.status or None,
        "outcome": view.outcome or None,
        "ticket": view.ticket or None,
        "waited": view.wait or None,
        "steps": [
            {"article": step.article, "text": step.text, "result": step.result}
            for step in view.steps
        ],
        "entries": [_entry(entry) for entry in view.entries],
    }


def _entry(entry: TranscriptEntry) -> dict[str, Any]:
    # Keys of the storage stay here: they name files on the server.
    pictures = [
        {"alt": image.alt, "width": image.width, "height": image.height} for image in entry.images
    ]
    return {
        "kind": entry.kind,
        "at": _time(entry.at),
        "who": entry.who or None,
        "role": entry.role,
        "text": printable(entry.text),
        "result": entry.result,
        "pictures": pictures,
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
