"""The system's lines that name times: stored with the moments, worded in each reader's zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from livechat.domain.text import has, t
from livechat.domain.wording import date_and_time, iso, short_date, zone_or
from livechat.services import posting
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def tell(
    uow: UnitOfWork,
    conversation: Conversation,
    key: str,
    *,
    moments: Mapping[str, datetime] | None = None,
    dates: Mapping[str, datetime] | None = None,
    **params: object,
) -> int:
    """Write the line `key`: `moments` are shown with their time, `dates` without; its seq.

    The body is worded for the student, for whatever reads bodies alone, such as search.
    """
    line: dict[str, Any] = {
        "key": key,
        "params": params,
        "moments": {name: iso(at) for name, at in (moments or {}).items()},
        "dates": {name: iso(at) for name, at in (dates or {}).items()},
    }
    student = uow.session.get(User, conversation.student_id)
    zone = zone_or(student.timezone if student else "", uow.settings.timezone)
    return posting.tell(uow, conversation, _text(line, zone), line=line)


def worded(body: str, data: Mapping[str, Any], zone: ZoneInfo) -> str:
    """A message's body, in the reader's zone where it is a line with times."""
    line = data.get("line")
    # A text that has been renamed since is still read as it was.
    return _text(line, zone) if line and has(line["key"]) else body


def _text(line: Mapping[str, Any], zone: ZoneInfo) -> str:
    moments = {
        name: date_and_time(datetime.fromisoformat(at), zone)
        for name, at in line["moments"].items()
    }
    dates = {
        name: short_date(datetime.fromisoformat(at), zone) for name, at in line["dates"].items()
    }
    return t(line["key"], **line["params"], **moments, **dates)
