"""The wait as a student sees it: a range on a scale, the place, and how fresh both are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from livechat.domain.text import t
from livechat.domain.views import WaitView
from livechat.domain.wait_range import WaitEstimate, WaitKind, WaitRange, display
from livechat.domain.wording import clock_time, duration, ordinal, zone_or
from livechat.services import desk_hours, queue_notes, wait_records, waits
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork

_SCALES_MIN = (15, 30, 60, 90, 120, 180, 240)


def newcomer(uow: UnitOfWork, zone: str = "") -> WaitView:
    """What somebody who asked for a person now would be told."""
    desk = waits.shared_picture(uow)
    view = _common(uow, desk, zone_or(zone, uow.settings.timezone))
    if view.is_desk_open:
        _say(view, waits.said(uow, desk, len(desk.line), waits.closes_in_s(uow)), waited_s=0)
    return view


def of_entry(uow: UnitOfWork, entry: QueueEntry, zone: str = "") -> WaitView:
    """The wait of somebody in line: the range of the whole wait, and how much has passed."""
    desk = waits.shared_picture(uow)
    view = _common(uow, desk, zone_or(zone, uow.settings.timezone))
    view.is_accepting = True
    place = next((n for n, other in enumerate(desk.line) if other.id == entry.id), None)
    if place is None:
        return view
    waited_s = _waited_s(uow.now, desk, entry.id or 0)
    _say(view, waits.said(uow, desk, place, waits.closes_in_s(uow)), waited_s)
    view.position = place + 1
    view.position_text = ordinal(place + 1)
    view.waited_text = t("queue.waited", time=duration(waited_s))
    promised = wait_records.first_promises_s(uow, [entry.id or 0]).get(entry.id or 0)
    view.note = queue_notes.newest(uow, entry, zone_or(zone, uow.settings.timezone))
    view.is_past_range = promised is not None and waited_s > promised
    if not view.helping and not view.has_estimate:
        view.text = t("queue.nobody_here")
    return view


def note_shown(uow: UnitOfWork) -> None:
    """Store what everybody in line is being shown now."""
    desk = waits.picture(uow)
    closes_in_s = waits.closes_in_s(uow)
    shown: list[wait_records.Shown] = []
    for place, entry in enumerate(desk.line):
        found = waits.said(uow, desk, place, closes_in_s)
        if found.kind is not WaitKind.RANGE or found.range is None:
            continue
        waited_s = _waited_s(uow.now, desk, entry.id)
        # As shown: whole minutes of the whole wait, so that what is counted is what was read.
        low, high = _whole(found.range, waited_s).minutes
        shown.append(
            wait_records.Shown(
                entry_id=entry.id,
                position=place + 1,
                low_s=low * 60,
                high_s=high * 60,
                waited_s=int(waited_s),
                raw=None if entry.offered else desk.places[place],
            )
        )
    wait_records.note(uow, shown)


def _waited_s(now: datetime, desk: waits.DeskPicture, entry_id: int) -> float:
    return max(0.0, (now - desk.since[entry_id]).total_seconds())


def _common(uow: UnitOfWork, desk: waits.DeskPicture, zone: ZoneInfo) -> WaitView:
    plan = desk_hours.schedule(uow)
    is_open = plan.is_open(uow.now)
    closes = plan.closes_at(uow.now)
    return WaitView(
        text=t("rules.wait_unknown"),
        waiting=len(desk.line),
        helping=desk.helping,
        updated_at=clock_time(uow.now, zone),
        is_desk_open=is_open,
        is_accepting=plan.accepts_new(uow.now) and desk.helping > 0,
        closes_text=t("queue.desk_until", time=clock_time(closes, zone)) if closes else "",
        next_opening_text=desk_hours.next_opening_text(plan, uow.now, zone),
    )


def _say(view: WaitView, found: WaitEstimate, waited_s: float) -> None:
    if found.kind is not WaitKind.RANGE or found.range is None:
        view.text = display(found)
        return
    whole = _whole(found.range, waited_s)
    view.has_estimate = True
    view.low_min, view.high_min = whole.minutes
    view.text = display(WaitEstimate(WaitKind.RANGE, whole))
    view.scale_min = next(
        (scale for scale in _SCALES_MIN if scale >= view.high_min * 1.1), _SCALES_MIN[-1]
    )
    view.low_percent = _percent(view.low_min, view.scale_min)
    view.high_percent = max(_percent(view.high_min, view.scale_min), view.low_percent + 1)
    view.waited_percent = _percent(waited_s / 60, view.scale_min)


def _whole(remaining: WaitRange, waited_s: float) -> WaitRange:
    return WaitRange(remaining.low_s + waited_s, remaining.high_s + waited_s)


def _percent(minutes: float, scale_min: int) -> int:
    return min(100, round(100 * minutes / scale_min))
