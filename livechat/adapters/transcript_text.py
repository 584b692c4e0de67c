"""A transcript as plain text."""

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
