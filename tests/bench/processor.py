"""What processes cost: processor seconds of whole sessions, from the system's own accounts."""

import os
import time
from collections.abc import Collection
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def used_s(sessions: Collection[int], *, with_ended: bool = False) -> float:
    """Processor time of every process that belongs to one of the sessions, in seconds.

    `with_ended` counts those too that have ended meanwhile and were waited for.

    A server is started in a session of its own, which has the number of its first process.
    """
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[3]) in sessions:
            total += sum(int(ticks) for ticks in fields[11 : 15 if with_ended else 13]) / _TICKS
    return total


class Stopwatch:
    """Since it was made: seconds on the clock, and processor seconds of us and of the servers."""

    def __init__(self, sessions: Collection[int]) -> None:
        self._sessions = sessions
        self._clock = time.perf_counter()
        self._own = time.process_time()
        self._theirs = used_s(sessions)

    def read(self) -> tuple[float, float, float]:
        """(clock, own processor time, the servers' processor time)."""
        return (
            time.perf_counter() - self._clock,
            time.process_time() - self._own,
            used_s(self._sessions) - self._theirs,
        )
