"""Servers as children of the test run: on a free port, gone when the run ends however it ends."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers_on(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def child(
    command: list[str],
    log: Path,
    *,
    ready: Callable[[], bool],
    user: str | None = None,
    env: dict[str, str] | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
    timeout_s: float = 30.0,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until `ready` says so, and end it with the block."""
    owner = pwd.getpwnam(user) if user else None
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
    try:
        _wait(server, log, ready, timeout_s)
        yield server
    finally:
        server.send_signal(stop_with)
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        kill(server)


def kill(server: subprocess.Popen[bytes]) -> None:
    """End a server and its workers at once, as a crash or a power cut does."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _wait(
    server: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool], timeout_s: float
) -> None:
    until = time.monotonic() + timeout_s
    while not ready():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _die_with_parent() -> None:
    """Runs in the child after it has changed its user, which would undo this."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
