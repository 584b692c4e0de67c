"""Appointments for people's calendars (RFC 5545)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event


def appointment(
    *,
    uid: str,
    start: datetime,
    minutes: int,
    title: str,
    sequence: int,
    is_off: bool,
    stamp: datetime,
) -> tuple[str, str]:
    """The whole text and its METHOD; a higher `sequence` of one `uid` replaces the earlier."""
    method = "CANCEL" if is_off else "PUBLISH"
    calendar = Calendar()
    calendar.add("prodid", "-//Livechat//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=minutes))
    event.add("summary", title)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical().decode("utf-8"), method
