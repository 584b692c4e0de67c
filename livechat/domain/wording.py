"""Times and names in words, for people."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, match_skeleton, parse_pattern

from livechat.domain.text import has, spoken, t


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
    local = at.astimezone(zone)
    pattern = _pattern(str(spoken().locale), "Hm")
    if pattern.pattern == "HH:mm":  # every message is worded with it: not through Babel
        return f"{local.hour:02}:{local.minute:02}"
    return str(pattern.apply(local, spoken().locale))


def is_same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    """Whether a reader in that zone gives both the same date."""
    return one.astimezone(zone).date() == other.astimezone(zone).date()


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
    return _date(then, "MMMMEEEEd" if then.year == today.year else "yMMMMEEEEd")


def short_date(at: datetime, zone: ZoneInfo) -> str:
    """Such as 26 Nov."""
    return _date(at.astimezone(zone).date(), "MMMd")


def date_with_year(day: date) -> str:
    """Such as 26 Nov 2026."""
    return _date(day, "yMMMd")


def long_date(day: date) -> str:
    """Such as 26 November 2026."""
    locale = spoken().locale
    return str(locale.date_formats["long"].apply(day, locale))


def full_date(day: date) -> str:
    """Such as Thursday, 26 November 2026."""
    locale = spoken().locale
    return str(locale.date_formats["full"].apply(day, locale))


def date_with_weekday(day: date) -> str:
    """Such as Thu 26 Nov."""
    return _date(day, "MMMEd")


def weekday(day: date) -> str:
    """Such as Thursday."""
    return str(spoken().locale.days["stand-alone"]["wide"][day.weekday()])


def date_and_time(at: datetime, zone: ZoneInfo) -> str:
    """Such as Tue 3 Nov 14:07."""
    return f"{_date(at.astimezone(zone).date(), 'MMMEd')} {clock_time(at, zone)}"


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
    if at is None:
        return ""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


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
    return t(f"time.ordinal_{spoken().locale.ordinal_form(number)}", n=number)


def is_zone(name: str) -> bool:
    """Whether a browser's word for its zone is an IANA name."""
    return name in available_timezones()


@lru_cache(maxsize=256)
def _pattern(locale: str, skeleton: str) -> DateTimePattern:
    """CLDR's pattern for the parts that `skeleton` names."""
    known = Locale.parse(locale)
    # Some languages write the whole name of the weekday only in the full format.
    fitting = match_skeleton(skeleton, known.datetime_skeletons)
    found = known.datetime_skeletons[fitting] if fitting else known.date_formats["full"]
    return parse_pattern(found)


def _date(day: date, skeleton: str) -> str:
    return _date_words(str(spoken().locale), day, skeleton)


@lru_cache(maxsize=1024)
def _date_words(locale: str, day: date, skeleton: str) -> str:
    return str(_pattern(locale, skeleton).apply(day, locale))


def language_name(tag: str) -> str:
    """A language in the reader's own: `es` is Spanish; what is no language stays as it is."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(spoken().locale) or tag
    except (ValueError, UnknownLocaleError):
        return tag
