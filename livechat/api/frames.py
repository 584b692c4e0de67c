"""Which websocket frames a browser of ours sends; anything else is not from one."""

import json
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final, cast

FRAME_LIMIT: Final = 64 * 1024
DEPTH_LIMIT: Final = 12
NAMESPACE: Final = "/_event,"

# Engine.IO: one digit, 4 is a message. Socket.IO inside it: 0 connect, 1 disconnect, 2 event.
_CLOSE, _PONG = "1", "3"
_CONNECT, _DISCONNECT, _EVENT = "40" + NAMESPACE, "41" + NAMESPACE, "42" + NAMESPACE

_EVENT_KEYS: Final = frozenset({"name", "payload", "router_data", "event_actions"})
_ROUTER_KEYS: Final = frozenset({"pathname", "asPath", "query"})
_BOOT_KEYS: Final = frozenset({"event", "state_schema"})
_ERROR_KEYS: Final = frozenset({"message", "substate", "error_type"})


class BadFrameError(Exception):
    """The reason why a frame is refused, for the audit and never for the client."""


@dataclass(frozen=True, slots=True)
class Names:
    """Event names that a browser may send, and the one that opens a connection."""

    boot: str
    allowed: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """Whether the connection has opened its namespace after it, and the event that it brings."""

    is_connected: bool
    event: dict[str, Any] | None = None


def _refuse_constant(name: str) -> float:
    raise BadFrameError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadFrameError("number too large")
    return value


def parse(text: str) -> Any:
    """Strict JSON: no NaN, no infinity, limited depth, whole characters."""
    try:
        value = _STRICT.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadFrameError("not JSON") from error
    if not _is_shallow_and_whole(text):
        _check_tree(value)
    return value


# `json.loads` would make one for each frame.
_STRICT: Final = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _is_shallow_and_whole(text: str) -> bool:
    """What can be said of most frames without walking through them: so few brackets cannot be
    nested too deep, and without escapes there are no other characters than the text's own."""
    if text.count("[") + text.count("{") >= DEPTH_LIMIT or "\\u" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_tree(root: Any) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEPTH_LIMIT:
            raise BadFrameError("too deep")
        deeper: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                deeper.extend(node.keys())
                deeper.extend(node.values())
            elif isinstance(node, list):
                deeper.extend(node)
            elif isinstance(node, str):
                _check_text(node)
        level = deeper


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadFrameError("half of a character") from error


def _object(value: Any, allowed: Collection[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadFrameError(f"{what} is not an object")
    if not value.keys() <= set(allowed):
        raise BadFrameError(f"{what} has unknown keys")
    return value


def _text(value: Any, limit: int, what: str) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise BadFrameError(f"{what} is not a short text")
    return value


def _check_router(value: Any) -> None:
    router = _object(value, _ROUTER_KEYS, "router data")
    for key in ("pathname", "asPath"):
        _text(router.get(key, ""), 4096, key)
    query = router.get("query", {})
    if not isinstance(query, dict):
        raise BadFrameError("query is not an object")
    for value_of_key in query.values():
        parts = value_of_key if isinstance(value_of_key, list) else [value_of_key]
        for part in parts:
            _text(part, 4096, "query value")


def _event_name(value: Any) -> str:
    event = _object(value, _EVENT_KEYS, "event")
    for key in ("payload", "event_actions"):
        if not isinstance(event.get(key, {}), dict):
            raise BadFrameError(f"{key} is not an object")
    _check_router(event.get("router_data", {}))
    return _text(event.get("name"), 300, "event name")


def _check_connect(body: str, names: Names) -> None:
    packet = _object(parse(body), _BOOT_KEYS, "connect packet")
    if _event_name(packet.get("event")) != names.boot:
        raise BadFrameError("the connect packet opens with another event")
    if packet["event"].get("payload", {}).get("vars"):
        raise BadFrameError("no state is kept in the browser's storage")
    if packet.get("state_schema") is not None:
        _text(packet["state_schema"], 200, "state schema")


def _check_event(body: str, names: Names) -> dict[str, Any] | None:
    packet = parse(body)
    if not isinstance(packet, list) or not packet:
        raise BadFrameError("event packet is not a list")
    match packet:
        case ["event", event]:
            name = _event_name(event)
            if not names.allowed(name):
                raise BadFrameError(f"unknown event {name[:80]}")
            return cast(dict[str, Any], event)
        case ["ping"]:
            return None
        case ["client_error", report]:
            for value in _object(report, _ERROR_KEYS, "error report").values():
                _text(value, 8192, "error report")
        case _:
            raise BadFrameError("unknown packet")
    return None


def check(frame: str, *, connected: bool, names: Names) -> Frame:
    """What the frame is; raises BadFrameError unless a browser of ours would send it."""
    if len(frame) > FRAME_LIMIT or len(frame.encode(errors="replace")) > FRAME_LIMIT:
        raise BadFrameError("frame too long")
    if frame in (_PONG, _CLOSE, _DISCONNECT):
        return Frame(connected)
    if frame.startswith(_CONNECT):
        if connected:
            raise BadFrameError("connected twice")
        _check_connect(frame[len(_CONNECT) :], names)
        return Frame(is_connected=True)
    if frame.startswith(_EVENT):
        if not connected:
            raise BadFrameError("event before connecting")
        return Frame(is_connected=True, event=_check_event(frame[len(_EVENT) :], names))
    raise BadFrameError("frame of an unknown type")
