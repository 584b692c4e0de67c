"""The real app, imported once and started again within moments, for tests that kill it often.

Run as `python -m tests.servers.forking PORT`: each line on its input forks a process that serves.
Importing takes seconds and has nothing to do with what a crash leaves behind; everything that
does (database, bus, sockets, threads, background work) begins anew in every process.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from tests.servers.demo_app import ROOT
from tests.servers.moved_clock import VARIABLE, MovedClock
from tests.servers.processes import answers_on

_IMPORT_S = 60.0


class ForkingApp:
    """Starts and kills processes of the app; one at a time, always on the same port."""

    def __init__(self, port: int, log: Path, variables: Mapping[str, str]) -> None:
        self.port = port
        self._log = log
        with log.open("ab") as output:
            self._mother = subprocess.Popen(
                [sys.executable, "-m", "tests.servers.forking", str(port)],
                cwd=ROOT,
                env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        self._pid = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Fork a process, and return when it accepts connections."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write("start\n")
        self._mother.stdin.flush()
        line = self._mother.stdout.readline()
        if not line:
            raise RuntimeError(f"the app cannot be imported:\n{self._written()}")
        self._pid = int(line)
        until = time.monotonic() + _IMPORT_S
        while not answers_on(self.port):
            if time.monotonic() > until:
                raise RuntimeError(f"the server does not answer:\n{self._written()}")
            time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL; returns when nobody listens any more."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            while Path(f"/proc/{self._pid}").exists():  # its mother reaps it
                time.sleep(0.005)
        self._pid = 0

    def close(self) -> None:
        """Nothing is left running."""
        self.kill()
        self._mother.kill()
        self._mother.communicate()

    def _written(self) -> str:
        return self._log.read_text(errors="replace")


def main(port: int) -> None:
    """Until its input ends."""
    # Reaped by the system; nobody asks how they ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    from livechat import composition
    from livechat.livechat import app

    if VARIABLE in os.environ:
        moved = MovedClock(Path(os.environ[VARIABLE]))
        composition.SystemClock = lambda: moved  # type: ignore[assignment, misc]
    application = app()
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _serve(application, port)
        print(pid, flush=True)


def _serve(application: object, port: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.close(0)
    os.close(1)
    server = Server(application, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    try:
        asyncio.run(server.serve())
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
