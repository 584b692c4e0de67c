"""The desk's hours as admins see and change them."""

from dataclasses import dataclass, field


@dataclass
class HoursRow:
    id: int
    weekday: int
    weekday_label: str
    opens: str
    closes: str


@dataclass
class HoursExceptionRow:
    id: int
    date: str
    label: str
    text: str


@dataclass
class SeasonView:
    """A term, an exam week or a break; `hours` are its own, none means closed throughout."""

    id: int
    label: str
    first: str
    last: str
    text: str
    hours: list[HoursRow] = field(default_factory=list)


@dataclass
class HoursImportView:
    """What was taken from a calendar, and what was left out and why."""

    intervals: int = 0
    seasons: int = 0
    exceptions: int = 0
    skipped: list[str] = field(default_factory=list)


@dataclass
class HoursDayView:
    """One day of a preview; `was` says what holds until then, where that differs."""

    date: str
    text: str
    label: str = ""
    was: str = ""


@dataclass
class HoursDraftView:
    """A calendar file that has been read and waits to be applied; id "" for none."""

    id: str = ""
    file_name: str = ""
    holds: str = ""
    named: list[str] = field(default_factory=list)
    more: int = 0
    skipped: list[str] = field(default_factory=list)
    days: list[HoursDayView] = field(default_factory=list)
