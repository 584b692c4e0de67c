"""TRUST T48: what leaves a plain route is told to the log by place, and to nobody by words."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from livechat.api import frames
from livechat.api.guard import ASGIApp, BrokenOffError, Guard, GuardRules

Messages = list[dict[str, Any]]


class PrivateError(Exception):
    """Like a database's: the statement's parameters are in its text."""


def served(app: ASGIApp) -> tuple[Messages, list[tuple[str, Exception]]]:
    sent: Messages = []
    told: list[tuple[str, Exception]] = []
    names = frames.Names(boot="x", allowed=lambda name: False)
    rules = GuardRules(
        frozenset(), names, "", "c", failed=lambda path, error: told.append((path, error))
    )

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "path": "/api/x", "method": "GET", "headers": []}
    asyncio.run(Guard(app, rules)(scope, receive, send))
    return sent, told


async def breaks(scope: Any, receive: Any, send: Any) -> None:
    raise PrivateError("their own words")


async def breaks_midway(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise PrivateError("their own words")


def test_T48_a_route_that_breaks_answers_500_without_a_word_of_the_cause() -> None:
    sent, told = served(breaks)
    assert [message.get("status") for message in sent] == [500, None]
    assert b"their own words" not in sent[1]["body"]
    assert [(path, str(error)) for path, error in told] == [("/api/x", "their own words")]


def test_T48_an_answer_that_breaks_off_is_not_passed_off_as_whole() -> None:
    with pytest.raises(BrokenOffError) as broken:
        served(breaks_midway)
    assert broken.value.__suppress_context__


_SAY = """
import logging
from livechat.state import faults

def raised():
    try:
        raise ValueError("their own\\nwords")
    except ValueError as error:
        return error

faults.start_logging("INFO")
error = raised()
ours = logging.getLogger("livechat.services.somewhere")
ours.warning("refused\\n{}", extra={"reason": 'a "reason"\\nforged'})
ours.error("failed", exc_info=error)
logging.getLogger("a.library").error("their own\\nwords", exc_info=error)
logging.getLogger("reflex.x").error("their own\\nwords", exc_info=error)
faults.log_route_fault("/api/x\\n{}", error)
"""


def test_T47_T48_every_logger_writes_one_json_line_without_the_errors_words() -> None:
    # In a process of its own: here, loggers belong to the test runner.
    done = subprocess.run(
        [sys.executable, "-c", _SAY],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["kind"] for line in found] == ["log", "log", "library", "reflex", "route"]
    assert (found[0]["say"], found[0]["reason"]) == ("refused\n{}", 'a "reason"\nforged')
    assert "their own" not in done.stderr
    assert [line.get("error") for line in found[1:]] == ["ValueError"] * 4
