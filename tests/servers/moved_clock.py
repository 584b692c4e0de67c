"""A clock for a server process that a test moves from outside, by seconds in a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

# The server that is started with this in its environment reads the file at each look.
VARIABLE = "LIVECHAT_TEST_CLOCK"


class MovedClock:
    """The machine's clock and so many seconds."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> datetime:
        """The current time in UTC, moved."""
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def move_to(self, seconds: float) -> datetime:
        """From now on so many seconds ahead of the machine; the new time."""
        # Written beside and put in its place at once: the server may look at any moment.
        beside = self.file.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(self.file)
        return self.now()
