"""What the admin page's editor shows."""

from dataclasses import dataclass, field

from livechat.domain.views import ArticleStepView, LabView


@dataclass
class DraftView:
    """An article as far as it can be read; `problem` is why it cannot be saved."""

    problem: str = ""
    title: str = ""
    counts_text: str = ""
    steps: list[ArticleStepView] = field(default_factory=list)
    # What to mend before students see it; saving is possible all the same.
    remarks: list[str] = field(default_factory=list)


@dataclass
class AuditRow:
    """Who did what to whom, when and why; in words."""

    id: int
    time: str
    who: str
    what: str
    target: str
    why: str


@dataclass
class VersionRow:
    """An earlier version of an article."""

    number: int
    text: str


@dataclass
class RehearsalView:
    """What the bot would do with the draft published, and with which articles it competes."""

    lab: LabView = field(default_factory=LabView)
    warnings: list[str] = field(default_factory=list)
