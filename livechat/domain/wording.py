"""Times and names in words, for people."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from livechat.domain.text import has, t


@lru_cache(maxsize=256)
def zone_or(name: str, fallback: str) -> ZoneInfo:
    """The IANA zone called `name`, which comes from a browser, or the fallback."""
    for candidate in (name, fallback):
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Such as 14:07, in the reader's zone."""
    return at.astimezone(zone).strftime("%H:%M")


def day_name(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Today, Yesterday, or such as Tuesday 3 November."""
    then, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - then).days
    if days == 0:
        return t("time.today")
    if days == 1:
        return t("time.yesterday")
    if days == -1:
        return t("time.tomorrow")
    text = f"{then:%A} {then.day} {then:%B}"
    return text if then.year == today.year else f"{text} {then.year}"


def short_date(at: datetime, zone: ZoneInfo) -> str:
    """Such as 26 Nov."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b}"


def date_and_time(at: datetime, zone: ZoneInfo) -> str:
    """Such as Tue 3 Nov 14:07."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def duration(seconds: float) -> str:
    """Such as 40 s, 5 min or 2 h 10 min."""
    whole = max(0, int(seconds))
    if whole < 60:
        return t("time.seconds", n=whole)
    if whole < 3600:
        return t("time.minutes", n=whole // 60)
    hours, rest = divmod(whole, 3600)
    if rest < 60:
        return t("time.hours", n=hours)
    return t("time.hours_minutes", n=hours, m=rest // 60)


def iso(at: datetime | None) -> str:
    """UTC in ISO 8601 with a Z, which every browser reads; "" for None."""
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def initials(name: str) -> str:
    """At most two letters: the first two of one word, or one of the first and the last."""
    words = name.split()
    if not words:
        return "?"
    return words[0][:2].title() if len(words) == 1 else (words[0][0] + words[-1][0]).upper()


def heading(text: str) -> str:
    """The words of a sentence's middle as they stand alone, such as on a tag."""
    return text[:1].upper() + text[1:]


def device_name(token: str) -> str:
    """A device, system or browser as people write it; unknown ones as they are."""
    key = f"device.{token}"
    return t(key) if has(key) else token


def ordinal(number: int) -> str:
    """Such as 1st, 2nd, 11th."""
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def is_zone(name: str) -> bool:
    """Whether a browser's word for its zone is an IANA name."""
    return name in available_timezones()
