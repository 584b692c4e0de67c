"""Time, memory and bytes of transcripts as PDF: 50, 500 and 5,000 messages.

Processor time is shown beside wall time, as wall time means little on a busy machine. Memory is
the highest sum of the proportional set sizes of all child processes (Linux only).
"""

import os
import resource
import threading
import time
from contextlib import suppress
from pathlib import Path

from livechat.adapters.pdf import TranscriptPdf
from tests.integration.adapters.make_transcripts import long_transcript


def children_of(pid: int) -> list[int]:
    """All processes below `pid`."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            direct = [int(child) for child in (task / "children").read_text().split()]
            found += direct + [below for child in direct for below in children_of(child)]
    return found


def memory_kib(pid: int) -> int:
    """The proportional set size of one process."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def measure(messages: int) -> str:
    """One rendering, as a line of the table."""
    view, peak, done = long_transcript(messages), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, sum(memory_kib(child) for child in children_of(os.getpid())))

    watcher = threading.Thread(target=watch)
    watcher.start()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    result = TranscriptPdf().render(view, lambda _key: None)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    done.set()
    watcher.join()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (
        f"{messages:>8} {result.pages:>6} {wall:>8.1f} {spent:>8.1f} {peak / 1024:>8.0f} "
        f"{len(result.data) / 1024:>8.0f}"
    )


if __name__ == "__main__":
    print("messages  pages   wall s    cpu s  MiB PSS      KiB")
    for count in (50, 500, 5000):
        print(measure(count), flush=True)
