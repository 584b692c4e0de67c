"""The real app on a clock that a test moves: a factory in place of the app's own."""

import os
from pathlib import Path

from livechat import composition
from tests.servers.moved_clock import VARIABLE, MovedClock


def app() -> object:
    """As `livechat.livechat:app`, after the machine's clock has been taken away."""
    moved = MovedClock(Path(os.environ[VARIABLE]))
    composition.SystemClock = lambda: moved  # type: ignore[assignment, misc]
    # Only now: the import puts everything together.
    from livechat.livechat import app as real

    return real()
