"""Figures, gaps and reviews as the analytics page shows them."""

from dataclasses import dataclass, field


@dataclass
class TileView:
    """A headline figure; `definition` says how it is counted, `n` how many stand behind it."""

    key: str
    label: str
    value: str
    n_text: str
    definition: str
    note: str = ""
    tone: str = ""


@dataclass
class DayBar:
    day: str
    bot: int
    person: int
    other: int
    left: int
    total: int


@dataclass
class IssueBar:
    label: str
    total: int
    share_text: str
    bot: int
    person: int
    other: int


@dataclass
class GapRow:
    """A group of messages without an answer; `status` is new or draft."""

    text: str
    also: str
    times: int
    last: str
    status: str = "new"
    status_label: str = ""
    texts: list[str] = field(default_factory=list)


@dataclass
class ReviewRow:
    conversation_id: str
    student_name: str
    kind_label: str
    stars: int
    comment: str
    date: str
    kind: str = ""


@dataclass
class AnalyticsView:
    period_text: str = ""
    tiles: list[TileView] = field(default_factory=list)
    days: list[DayBar] = field(default_factory=list)
    issues: list[IssueBar] = field(default_factory=list)
    max_day: int = 0
    max_issue: int = 0


@dataclass
class WaitBandView:
    """Waits that were promised to last so long; percentages are of `n` people."""

    label: str
    n: int
    kept_percent: int
    half_percent: int
    is_few: bool = False


@dataclass
class WaitReportView:
    """Promised against kept: how many waited no longer than the upper end, and than the lower.

    The upper end should hold for `target_percent` of people, the lower for half of them.
    """

    n: int = 0
    kept_percent: int = 0
    half_percent: int = 0
    target_percent: int = 90
    text: str = ""
    factor_text: str = ""
    bands: list[WaitBandView] = field(default_factory=list)
