"""What pages show of known problems."""

from dataclasses import dataclass


@dataclass
class IncidentView:
    """For everybody; `has_asked` says whether the viewer will be told when it is over."""

    id: str
    text: str
    since: str
    has_asked: bool
    # "" where none is promised, or where its time has passed.
    next_update: str = ""


@dataclass
class IncidentRow:
    """For admins; `until` is "" for one that ends by hand alone, `about` for one that the bot
    cannot know."""

    id: str
    text: str
    since: str
    until: str
    is_seen_by_itself: bool
    chats: int
    asked: int
    about: str = ""
    next_update: str = ""
    next_update_value: str = ""  # as a form has it
    is_update_late: bool = False
