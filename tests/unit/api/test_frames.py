"""Frames that browsers send are good, and nothing that is fed in breaks the checker."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.api import frames

NAMES = frames.Names(boot="boot", allowed=lambda name: name in {"boot", "go"})


def _event(name: str = "go", **more: Any) -> str:
    router = {"pathname": "/help", "asPath": "/help?a=1", "query": {"a": "1"}}
    event = {"name": name, "payload": {}, "router_data": router, **more}
    return "42/_event," + json.dumps(["event", event])


def _boot(**payload: Any) -> str:
    event = {"name": "boot", "payload": payload, "router_data": {"pathname": "/"}}
    return "40/_event," + json.dumps({"event": event, "state_schema": "abc"})


@pytest.mark.parametrize(
    "frame",
    [
        _event(),
        _event(payload={"text": "héllo 👩‍👩‍👧 \u202e", "list": [1, None, True, 1.5]}),
        _event(event_actions={"temporal": True}),
        '42/_event,["ping"]',
        '42/_event,["client_error",{"message":"x","error_type":"y"}]',
        "3",
        "1",
        "41/_event,",
    ],
)
def test_what_a_connected_browser_sends_is_let_in(frame: str) -> None:
    assert frames.check(frame, connected=True, names=NAMES).is_connected


def test_the_connect_packet_opens_the_connection() -> None:
    assert frames.check(_boot(hashes=["a", "b"]), connected=False, names=NAMES).is_connected


@pytest.mark.parametrize(
    "frame",
    [
        _event("stop"),
        _event(token="x"),
        _event(payload=[]),
        _event(name=["go"]),
        _event(router_data={"headers": {"cookie": "x"}}),
        _event(router_data={"query": {"a": {"b": 1}}}),
        _boot(),
        '42/_event,["client_error",{"message":{"a":1}}]',
        '42/_event,["client_error",{"other":"x"}]',
        '42/_event,["disconnect","x"]',
        "42/_event," + "[" * 60_000,
        "4" + "x" * 70_000,
    ],
)
def test_what_no_browser_sends_is_refused(frame: str) -> None:
    with pytest.raises(frames.BadFrameError):
        frames.check(frame, connected=True, names=NAMES)


def test_the_limit_counts_bytes() -> None:
    with pytest.raises(frames.BadFrameError):
        frames.check(_event(payload={"t": "x"}) + " " * 65_536, connected=True, names=NAMES)
    wide = "42/_event," + json.dumps(
        ["event", {"name": "go", "payload": {"t": "é" * 33_000}}], ensure_ascii=False
    )
    assert len(wide) < frames.FRAME_LIMIT
    with pytest.raises(frames.BadFrameError, match="too long"):
        frames.check(wide, connected=True, names=NAMES)


@given(st.text(max_size=300), st.booleans())
def test_no_text_does_more_than_being_refused(text: str, connected: bool) -> None:
    for frame in (text, "42/_event," + text, "40/_event," + text):
        with suppress(frames.BadFrameError):
            frames.check(frame, connected=connected, names=NAMES)


_json = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_json)
def test_no_value_does_more_than_being_refused(value: Any) -> None:
    for packet in (value, ["event", value], ["event", {"name": "go", "payload": value}]):
        with suppress(frames.BadFrameError):
            frames.check("42/_event," + json.dumps(packet), connected=True, names=NAMES)
    for key in ("event", "state_schema", "other"):
        with suppress(frames.BadFrameError):
            body = json.dumps({key: value})
            frames.check("40/_event," + body, connected=False, names=NAMES)


@pytest.mark.parametrize("is_object", [False, True])
@pytest.mark.parametrize("levels", range(1, 20))
def test_so_deep_and_no_deeper(levels: int, is_object: bool) -> None:
    opened, closed = ('{"a":', "}") if is_object else ("[", "]")
    text = opened * (levels - 1) + "1" + closed * (levels - 1)
    if levels <= frames.DEPTH_LIMIT:
        assert frames.parse(text) == json.loads(text)
    else:
        with pytest.raises(frames.BadFrameError):
            frames.parse(text)


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\UD800 \\udc00"', '{"\\uDC00": 1}', '["\ud800"]'])
def test_half_a_character_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(frames.BadFrameError):
        frames.parse(text)


def test_a_whole_character_may_be_written_as_two_halves() -> None:
    assert frames.parse('["\\ud83d\\ude00"]') == ["😀"]


@given(_json)
def test_whatever_is_whole_and_not_too_deep_is_read_as_it_is(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    with suppress(frames.BadFrameError):
        assert frames.parse(text) == value
