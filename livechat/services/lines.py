"""The system's lines in a thread: stored as what they say, worded for each reader.

The reader's language and time zone are known when the line is read, not when it is written.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from livechat.domain.text import has, speaking, t
from livechat.domain.wording import date_and_time, iso, short_date, zone_or
from livechat.services import posting
from livechat.services.access import AnyConversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Line:
    """The text `key` with its `params`; `terms` are parameters that are texts themselves.

    `moments` are shown with their time, `dates` without; both are stored in ISO 8601.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    terms: Mapping[str, list[str]] = field(default_factory=dict)
    moments: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)


def line(key: str, **params: object) -> Line:
    """A line whose parameters are the same in every language."""
    return Line(key, params)


def post(uow: UnitOfWork, conversation: AnyConversation, line: Line) -> int:
    """Write the line into the thread; its seq."""
    return posting.tell(uow, conversation, _body(uow, conversation, line), line=asdict(line))


def bot_says(uow: UnitOfWork, conversation: AnyConversation, line: Line) -> None:
    """The same as a message of the bot."""
    data = {"line": asdict(line)}
    posting.bot_says(uow, conversation, _body(uow, conversation, line), data=data)


def _body(uow: UnitOfWork, conversation: AnyConversation, line: Line) -> str:
    """Worded for the student, for whatever reads bodies alone, such as search."""
    student = uow.session.get(User, conversation.student_id)
    zone = zone_or(student.timezone if student else "", uow.settings.timezone)
    with speaking(student.language if student else ""):
        return _text(line, zone)


def tell(
    uow: UnitOfWork,
    conversation: AnyConversation,
    key: str,
    *,
    terms: Mapping[str, list[str]] | None = None,
    moments: Mapping[str, datetime] | None = None,
    dates: Mapping[str, datetime] | None = None,
    **params: object,
) -> int:
    """Write the line `key` into the thread; its seq."""
    told = Line(
        key,
        params,
        terms or {},
        {name: iso(at) for name, at in (moments or {}).items()},
        {name: iso(at) for name, at in (dates or {}).items()},
    )
    return post(uow, conversation, told)


def worded(body: str, data: Mapping[str, Any], zone: ZoneInfo) -> str:
    """A message's body; a system's line in the reader's language and zone."""
    stored = data.get("line")
    # A text that has been renamed since is still read as it was.
    return _text(Line(**stored), zone) if stored and has(stored["key"]) else body


def _text(line: Line, zone: ZoneInfo) -> str:
    terms = {name: ", ".join(t(key) for key in keys) for name, keys in line.terms.items()}
    moments = {
        name: date_and_time(datetime.fromisoformat(at), zone) for name, at in line.moments.items()
    }
    dates = {name: short_date(datetime.fromisoformat(at), zone) for name, at in line.dates.items()}
    return t(line.key, **line.params, **terms, **moments, **dates)
