"""What the newcomer reads: progress lines, and one clear line when something is wrong."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class BootError(Exception):
    """Something that the person at the keyboard can put right; its text is one clear line."""


def say(line: str) -> None:
    """Print one line at once, also where output is a pipe."""
    print(line, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step, and how long it took once it is done."""
    say(f"• {what} …")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")


def warn(line: str) -> None:
    """Print a line about something that is missing but not needed."""
    print(f"  note: {line}", file=sys.stderr, flush=True)


def last_words(output: str, fallback: str = "it said nothing") -> str:
    """The line of a failed program's output that says most: its last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else fallback
