"""The server is a child that answers before we say so, and ends with us."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bootstrap.console import BootError
from bootstrap.server import running, wait_until_it_answers
from tests.servers.processes import free_port

ROOT = Path(__file__).resolve().parents[3]

# Serves with a worker of its own, as the real server does; the parent is the one that is stopped.
_STAND_IN = """
import os, sys, signal
from http.server import HTTPServer, SimpleHTTPRequestHandler
worker = os.fork()
if worker == 0:
    HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
signal.signal(signal.SIGTERM, lambda *_: (os.kill(worker, signal.SIGTERM), sys.exit(0)))
os.wait()
"""
_RUN = """
import os, sys
from bootstrap.server import Stopped, running, stop_signals, wait_until_it_answers
with stop_signals():
    try:
        with running([sys.executable, "-c", sys.argv[1], sys.argv[2]], dict(os.environ)) as server:
            wait_until_it_answers(server, "127.0.0.1", int(sys.argv[2]))
            print("up", flush=True)
            server.wait()
    except Stopped:
        print("stopped", flush=True)
"""


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, _STAND_IN, str(free_port())],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_server_and_its_workers_end_with_us(number: signal.Signals) -> None:
    with _start() as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "up\n"
        children = psutil.Process(run.pid).children(recursive=True)
        assert len(children) == 2
        run.send_signal(number)
        rest = run.stdout.read()
        run.wait(20)
    assert rest == ("" if number == signal.SIGKILL else "stopped\n")
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


def test_server_that_ends_while_starting_is_said() -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    with (
        running(command, dict(os.environ)) as server,
        pytest.raises(BootError, match=r"stopped while starting \(status 3\)"),
    ):
        wait_until_it_answers(server, "127.0.0.1", free_port())
