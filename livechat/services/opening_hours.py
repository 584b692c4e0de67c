"""The coming week's opening hours for everybody, in the reader's own zone."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from livechat.domain.hours import Span
from livechat.domain.text import t
from livechat.domain.wording import clock_time, weekday, zone_or
from livechat.services import desk_hours
from livechat.store.unit_of_work import UnitOfWork

_DAYS = 7


@dataclass
class OpeningRow:
    """A day and when the desk is open on it; `label` names an exception such as a holiday."""

    day: str
    text: str
    label: str
    is_today: bool


@dataclass
class OpeningWeek:
    """`zone` is the zone that the times are in."""

    zone: str
    rows: list[OpeningRow]


def week(uow: UnitOfWork, zone: str = "") -> OpeningWeek:
    """Today and the next six days; days are the desk's, times the reader's."""
    plan = desk_hours.schedule(uow)
    in_zone = zone_or(zone, uow.settings.timezone)
    today = uow.now.astimezone(plan.tz).date()
    rows = [
        OpeningRow(
            day=t("help.today", day=weekday(day.day)) if day.day == today else weekday(day.day),
            text=", ".join(_span_text(span, in_zone) for span in day.spans)
            or t("help.hours_closed"),
            label=day.label,
            is_today=day.day == today,
        )
        for day in plan.preview(today, _DAYS)
    ]
    return OpeningWeek(zone=in_zone.key.replace("_", " "), rows=rows)


def _span_text(span: Span, zone: ZoneInfo) -> str:
    if span.end - span.start >= timedelta(days=1):
        return t("help.hours_all_day")
    return f"{clock_time(span.start, zone)}–{clock_time(span.end, zone)}"
