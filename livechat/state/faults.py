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


def log_route_fault(path: str, error: Exception) -> None:
    """What left a plain route; its own words may be people's, or a statement's parameters."""
    log_line("route", path=path, error=type(error).__name__, at=where(error))


_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _fields(record: logging.LogRecord, kind: str) -> dict[str, Any]:
    fields = {"kind": kind, "level": record.levelname, "at": f"{record.name}:{record.lineno}"}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        fields |= {"error": type(error).__name__, "trace": where(error)}
    return fields


class _OurLine(logging.Formatter):
    """What our modules say, with its `extra`; `log_line` has made its line already."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == logger.name:
            return record.getMessage()
        said = {"say": record.getMessage()[:_TEXT_LIMIT]}
        extra = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        return json.dumps(_fields(record, "log") | said | extra, default=str)


class _OthersLine(logging.Formatter):
    """Others' messages may hold what people wrote, so only their place is told."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_fields(record, self._kind))


def _write_to(name: str, formatter: logging.Formatter) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    target = logging.getLogger(name)
    target.handlers = [handler]
    target.propagate = False


def start_logging(level: str) -> None:
    """One JSON line for each message, to standard error; for a server, not for building pages."""
    _write_to("livechat", _OurLine())
    logger.setLevel(level)
    for name in ("reflex", "reflex_base"):
        _write_to(name, _OthersLine("reflex"))
    _write_to("", _OthersLine("library"))
