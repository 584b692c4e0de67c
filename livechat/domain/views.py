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
