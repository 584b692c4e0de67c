"""What a supervisor sees of the desk as it is now."""

from dataclasses import dataclass, field


@dataclass
class LiveAgentRow:
    """Somebody at the desk; `chats` counts those, too, whose silent student fills no place."""

    name: str
    initials: str
    role_label: str
    state: str
    state_label: str
    # Since when it is so, in ISO 8601.
    since: str
    load: int
    capacity: int
    chats: int


@dataclass
class LiveWaitRow:
    """A student in line, with who is being asked just now."""

    conversation_id: str
    student_name: str
    topic: str
    since: str
    tone: str
    priority: str
    priority_reason: str
    offered_to: str


@dataclass
class LiveChatRow:
    """A running chat; `waiting_since` is when the student last spoke, "" when the desk did."""

    conversation_id: str
    student_name: str
    topic: str
    owner_name: str
    joined_names: str
    waiting_since: str
    is_solved: bool


@dataclass
class LiveView:
    agents: list[LiveAgentRow] = field(default_factory=list)
    line: list[LiveWaitRow] = field(default_factory=list)
    chats: list[LiveChatRow] = field(default_factory=list)
    oldest_since: str = ""
    open_text: str = ""
