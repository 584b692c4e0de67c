"""What pages show: read models of plain values, made by services for one viewer.

Every view holds only what its viewer may see. Times come twice where both are needed: `at` is
ISO 8601 in UTC for sorting and machines, `time` is worded in the viewer's own zone.
"""

from dataclasses import dataclass, field

from livechat.domain.search_words import Part


@dataclass
class AttachmentView:
    id: str
    url: str
    thumbnail_url: str
    name: str
    alt: str
    width: int
    height: int


@dataclass
class LoginRow:
    """One place where the viewer is signed in."""

    id: int
    browser: str
    used: str
    is_this: bool


@dataclass
class ChoiceView:
    """One tap: `value` goes back to the handler, `label` is shown, `note` stands beside it."""

    value: str
    label: str
    note: str = ""


@dataclass
class StepView:
    """A troubleshooting step; `result` is "" while it is the current one."""

    article: str
    article_title: str
    number: int
    total: int
    title: str
    body: str
    done_when: str
    minutes: int
    result: str = ""
    result_label: str = ""


@dataclass
class MessageView:
    """A line of the thread; receipts are derived from the watermarks, not stored here."""

    seq: int
    client_id: str
    kind: str
    sender_kind: str
    sender_name: str
    initials: str
    is_mine: bool
    is_note: bool
    body: str
    at: str
    time: str
    day: str = ""
    is_group_start: bool = True
    is_group_end: bool = True
    attachments: list[AttachmentView] = field(default_factory=list)
    choices: list[ChoiceView] = field(default_factory=list)
    step: StepView | None = None


@dataclass
class WaitView:
    """The honest wait; percentages place the band on its scale of `scale_min` minutes."""

    text: str = ""
    has_estimate: bool = False
    position: int = 0
    position_text: str = ""
    waiting: int = 0
    helping: int = 0
    low_min: int = 0
    high_min: int = 0
    scale_min: int = 15
    low_percent: int = 0
    high_percent: int = 0
    waited_percent: int = 0
    waited_text: str = ""
    updated_at: str = ""
    is_past_range: bool = False
    note: str = ""
    is_desk_open: bool = True
    is_accepting: bool = True
    closes_text: str = ""
    next_opening_text: str = ""


@dataclass
class HandoffStepView:
    title: str
    result: str
    result_label: str


@dataclass
class HandoffView:
    """What the person will see; the student may correct the text fields."""

    issue: str = ""
    course: str = ""
    device: str = ""
    page: str = ""
    error: str = ""
    due: str = ""
    article: str = ""
    checked_text: str = ""
    # Somebody may be in danger: what the agent must know before anything else.
    alarm_text: str = ""
    steps: list[HandoffStepView] = field(default_factory=list)
    attachments: list[AttachmentView] = field(default_factory=list)


@dataclass
class ConversationView:
    """One conversation for one viewer, without its messages."""

    id: str
    status: str
    status_label: str
    topic: str
    title: str
    subtitle: str
    peer_name: str
    peer_initials: str
    peer_kind: str
    owner_name: str
    is_mine: bool
    is_closed: bool
    can_write: bool
    can_continue: bool
    is_solution_offered: bool
    close_reason: str
    outcome: str
    category: str
    can_rate_bot: bool
    can_rate_human: bool
    ticket_number: int
    ticket_text: str
    callback_id: str
    callback_text: str
    idle_closes_at: str
    started_at: str
    last_seq: int
    is_handing_over: bool = False
    # Neither rated nor skipped yet: worth asking for once.
    is_bot_rating_due: bool = False
    is_human_rating_due: bool = False
    continues_id: str = ""
    # The institution's help lines, while a student who may be in danger waits for a person.
    help_lines: str = ""
    # For staff: who of them is in the chat beside its owner, and whether the viewer is.
    joined_names: str = ""
    is_joined: bool = False
    handoff: HandoffView | None = None


@dataclass
class ThreadView:
    """A page of messages in order of `seq`, and the watermarks of both sides."""

    conversation_id: str
    messages: list[MessageView]
    has_older: bool
    last_seq: int
    my_read_seq: int
    other_read_seq: int
    other_delivered_seq: int


@dataclass
class HistoryRow:
    id: str
    topic: str
    status_label: str
    date: str
    peer_name: str
    stars: int
    excerpt: str
    is_open: bool
    can_continue: bool
    unread: int = 0
    # Where it says what was searched for; empty without a search.
    found: list[Part] = field(default_factory=list)


@dataclass
class SlotView:
    value: str
    day: str
    time: str
    is_free: bool


@dataclass
class QueueRow:
    id: str
    conversation_id: str
    student_name: str
    initials: str
    topic: str
    waiting_since: str
    waited_text: str
    priority: str
    priority_reason: str
    is_offered_to_me: bool
    offer_ends_at: str
    tone: str


@dataclass
class ChatRow:
    id: str
    student_name: str
    initials: str
    topic: str
    excerpt: str
    last_at: str
    unread: int
    status: str
    is_student_waiting: bool


@dataclass
class TicketRow:
    number: int
    subject: str
    student_name: str
    group: str
    status: str
    status_label: str
    owner_name: str
    due_text: str
    is_overdue: bool
    follow_up_text: str
    conversation_id: str


@dataclass
class TicketEventView:
    who: str
    label: str
    body: str
    time: str


@dataclass
class TicketView:
    row: TicketRow
    summary: str
    events: list[TicketEventView]
    targets: list[ChoiceView]
    follow_up_date: str
    is_follow_up_done: bool


@dataclass
class CallbackRow:
    id: str
    student_name: str
    phone: str
    slot_text: str
    state: str
    state_label: str
    attempts: int
    note: str
    conversation_id: str
    topic: str = ""
    can_change: bool = True


@dataclass
class DeskView:
    """The desk in figures, for the agents' header."""

    presence: str = "offline"
    load: int = 0
    capacity: int = 3
    waiting: int = 0
    oldest_since: str = ""
    online: int = 0
    promise_kept_text: str = ""
    is_paused: bool = False
    open_text: str = ""


@dataclass
class StudentPanelView:
    name: str = ""
    initials: str = ""
    email: str = ""
    language: str = ""
    # Where there is no card that says so.
    device: str = ""
    local_time: str = ""
    handoff: HandoffView | None = None
    tickets: list[TicketRow] = field(default_factory=list)
    history: list[HistoryRow] = field(default_factory=list)


@dataclass
class CannedView:
    shortcut: str
    title: str
    body: str


@dataclass
class ArticleRow:
    slug: str
    title: str
    category: str
    category_label: str
    summary: str
    steps: int
    phrases: int
    is_published: bool
    review_text: str = ""
    fixed_text: str = ""
    # Tried often enough to say that its steps help few.
    needs_person: bool = False


@dataclass
class ArticleStepView:
    title: str
    body: str
    done_when: str
    minutes: int
    only: str


@dataclass
class ArticleView:
    row: ArticleRow
    steps: list[ArticleStepView]
    phrases: list[str]
    alternatives: list[str]
    version: int


@dataclass
class CategoryView:
    key: str
    label: str
    icon: str
    count: int


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
