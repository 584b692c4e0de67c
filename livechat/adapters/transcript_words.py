"""Times and labels of a transcript in words, the same in every format."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from livechat.domain import wording
from livechat.domain.text import t
from livechat.domain.transcript import TranscriptDay, TranscriptView
from livechat.domain.vocabulary import SenderKind, StepResult


def day_words(day: date) -> str:
    """`Thursday, 14 May 2026`."""
    return wording.full_date(day)


def offset_words(offset: timedelta) -> str:
    """`UTC+5:30`, `UTC-3` or `UTC`."""
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def heading_of(day: TranscriptDay) -> str:
    """`Thursday, 14 May 2026 (UTC+2)`."""
    return f"{day_words(day.day)} ({offset_words(day.offset)})"


def clock_time(at: datetime, zone: str) -> str:
    """`14:03` on the wall of `zone`."""
    return wording.clock_time(at, ZoneInfo(zone))


def moment(at: datetime, zone: str) -> str:
    """`14 May 2026, 14:03 (UTC+2)`."""
    local = at.astimezone(ZoneInfo(zone))
    offset = offset_words(local.utcoffset() or timedelta())
    return f"{wording.long_date(local.date())}, {wording.clock_time(at, ZoneInfo(zone))} ({offset})"


def role_words(role: SenderKind) -> str:
    """`Support agent`."""
    return t(f"transcript.role.{role}")


def who_words(name: str, role: SenderKind) -> str:
    """`Jonas Weber, Support agent`; empty without a name.

    The name may run from right to left: isolated, the rest of the line stays in order.
    """
    if not name or name == role_words(role):
        return name
    return f"\u2068{name}\u2069, {role_words(role)}"


def result_words(result: StepResult | None) -> str:
    """`Didn't help`."""
    return t(f"transcript.result.{result or 'none'}")


def facts(view: TranscriptView) -> list[tuple[str, str]]:
    """The rows at the head of a transcript; what is empty is left out."""
    closed = moment(view.closed_at, view.zone) if view.closed_at else t("transcript.still_open")
    others = [p for p in view.participants if p.role is not SenderKind.STUDENT]
    rows = [
        ("reference", view.reference),
        ("topic", view.topic),
        ("student", view.student),
        ("participants", "; ".join(who_words(p.name, p.role) for p in others)),
        ("opened", moment(view.opened_at, view.zone)),
        ("closed", closed),
        ("waited", view.wait),
        ("status", view.status),
        ("outcome", view.outcome),
        ("ticket", view.ticket),
        ("zone", t("transcript.zone_of_student", zone=view.zone)),
    ]
    return [(t(f"transcript.{key}"), value) for key, value in rows if value]
