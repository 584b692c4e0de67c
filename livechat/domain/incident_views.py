"""What pages show of known problems."""

from dataclasses import dataclass


@dataclass
class IncidentView:
    """For everybody; `has_asked` says whether the viewer will be told when it is over."""

    id: str
    text: str
    since: str
    has_asked: bool


@dataclass
class IncidentRow:
    """For admins; `until` is "" for one that ends by hand alone."""

    id: str
    text: str
    since: str
    until: str
    is_seen_by_itself: bool
    chats: int
    asked: int
