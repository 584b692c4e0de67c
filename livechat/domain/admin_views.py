"""The admin page besides hours and figures: people, mail, the log, the editor, the bot's lab."""

from dataclasses import dataclass, field

from livechat.domain.article_views import ArticleStepView


@dataclass
class UserRow:
    id: str
    name: str
    email: str
    role: str
    role_label: str
    group: str
    capacity: int
    is_active: bool
    presence: str
    skills: str = ""
    languages: str = ""
    # Until when and why a student may not write; "" for who may.
    blocked: str = ""
    has_factor: bool = False


@dataclass
class MailRow:
    recipient: str
    kind: str
    state: str
    is_sent: bool
    time: str


@dataclass
class LabRow:
    """A title or phrasing with its figure, and the article that it belongs to."""

    text: str
    figure: str
    slug: str


@dataclass
class LabView:
    """What the bot would do with a message, and why."""

    text: str = ""
    verdict: str = ""
    said: str = ""
    understood_as: str = ""
    urgency: str = ""
    candidates: list[LabRow] = field(default_factory=list)
    voices: list[LabRow] = field(default_factory=list)


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
