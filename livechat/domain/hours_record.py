"""Hours as plain data, to keep what was and to bring it back; and one plan taken into another."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from livechat.domain.hours import DayException, Schedule, Season, Week
from livechat.domain.hours_minutes import exceptions_of, minutes_of, week_of

Record = dict[str, Any]


def record_of(
    weekly: Week, seasons: Iterable[Season], exceptions: Iterable[DayException]
) -> Record:
    """Weekly hours, seasons and exceptions in lists and words that JSON can hold."""
    return {
        "weekly": _week(weekly),
        "seasons": [
            [season.first.isoformat(), season.last.isoformat(), season.label, _week(season.weekly)]
            for season in seasons
        ],
        "exceptions": [
            [one.day.isoformat(), one.label, [list(minutes_of(span)) for span in one.intervals]]
            for one in sorted(exceptions, key=lambda one: one.day)
        ],
    }


def of_schedule(plan: Schedule) -> Record:
    """Everything about hours that admins edit."""
    return record_of(plan.weekly, plan.seasons, plan.exceptions)


def restored(plan: Schedule, record: Record) -> Schedule:
    """The plan with the hours of the record in place of its own; zone and pause stay."""
    rows: list[tuple[date, int | None, int | None, str]] = []
    for day, label, spans in record["exceptions"]:
        for opens, closes in spans or [(None, None)]:
            rows.append((date.fromisoformat(day), opens, closes, label))
    return replace(
        plan,
        weekly=week_of(map(tuple, record["weekly"])),
        seasons=tuple(
            Season(
                date.fromisoformat(first),
                date.fromisoformat(last),
                week_of(map(tuple, week)),
                label,
            )
            for first, last, label, week in record["seasons"]
        ),
        exceptions=exceptions_of(rows),
    )


def merged(plan: Schedule, found: Schedule, today: date) -> Schedule:
    """Weekly hours and seasons replace the plan's where there are any; exceptions from today on
    replace those of their dates, so that a holiday calendar adds to the hours there are."""
    coming = {one.day: one for one in found.exceptions if one.day >= today}
    kept = [one for one in plan.exceptions if one.day not in coming]
    # The latest season first: where two overlap, the one that begins later holds.
    seasons = sorted(found.seasons, key=lambda season: season.first, reverse=True)
    return replace(
        plan,
        weekly=found.weekly or plan.weekly,
        seasons=tuple(seasons) or plan.seasons,
        exceptions=tuple(sorted([*kept, *coming.values()], key=lambda one: one.day)),
    )


def _week(week: Week) -> list[list[int]]:
    return [
        [weekday, *minutes_of(interval)]
        for weekday, intervals in sorted(week.items())
        for interval in intervals
    ]
