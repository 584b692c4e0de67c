"""What happens to errors: users see a safe text, the log gets one JSON line."""

import json
import logging
import sys
import traceback
from typing import Any

from reflex_base.event import EventSpec

from livechat.domain.errors import DomainError
from livechat.domain.text import t
from livechat.state.notices import Notices

logger = logging.getLogger("livechat")
_TEXT_LIMIT = 2000


def log_line(kind: str, **fields: Any) -> None:
    """One JSON line; texts are cut, and line breaks in them are escaped."""
    short = {
        key: value[:_TEXT_LIMIT] if isinstance(value, str) else value
        for key, value in fields.items()
    }
    logger.error(json.dumps({"kind": kind, **short}, default=str))


def where(error: BaseException) -> str:
    """The last places of the traceback, without any values: those may be people's words."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)


def handle_backend_fault(exception: Exception) -> EventSpec:
    """Reflex calls this with what left an event handler."""
    if isinstance(exception, DomainError):
        return Notices.show(str(exception), "error")  # type: ignore[operator, no-any-return]
    log_line("unexpected", error=type(exception).__name__, at=where(exception))
    return Notices.show(t("error.unexpected"), "error")  # type: ignore[operator, no-any-return]


def handle_frontend_fault(exception: Exception) -> None:
    """Reflex calls this with what a browser reports: anybody's text, so cut and quoted."""
    log_line("browser", report=str(exception))


def start_logging(level: str) -> None:
    """Our lines go to standard error as they are."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level)
