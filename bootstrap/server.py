"""Serving pages, websocket and API on one port, and stopping cleanly."""

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bootstrap.console import BootError
from bootstrap.environment import PYTHON, ROOT, child_environment

START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 15.0
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked us to stop (Ctrl-C or SIGTERM)."""


def check_port(host: str, port: int) -> None:
    """Raise BootError when the address cannot be listened on."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError):
        raise BootError(f"LIVECHAT_HOST={host} is not an address of this machine.") from None
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise BootError(_why_not(error, host, port)) from None


def reachable(host: str) -> str:
    """Where to reach a server that listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound


def server_command(host: str, port: int) -> list[str]:
    """Granian with one worker: Reflex keeps its states in memory, so more are more processes."""
    return [
        str(PYTHON), "-m", "granian", "--interface", "asgi", "--factory", "--host", host,
        "--port", str(port), "--workers", "1", "--workers-kill-timeout", "5",
        "--loop", "asyncio", "--log-level", "warning", "livechat.livechat:app",
    ]  # fmt: skip


def server_environment() -> dict[str, str]:
    """What `reflex run --env prod` tells its workers after it has built the pages."""
    return {
        **child_environment(),
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a child that goes when the block ends, and also when we are killed."""
    server = subprocess.Popen(
        command, cwd=ROOT, env=env, start_new_session=True, preexec_fn=_die_with_parent
    )
    try:
        yield server
    finally:
        _stop(server)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Within the block Ctrl-C and SIGTERM raise Stopped, once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until_it_answers(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server answers a request; raise BootError when it stops or takes too long."""
    until = time.monotonic() + START_TIMEOUT_S
    while not _answers(reachable(host), port):
        if server.poll() is not None:
            raise BootError(f"The server stopped while starting (status {server.returncode}).")
        if time.monotonic() > until:
            raise BootError(f"The server did not answer within {START_TIMEOUT_S:.0f} s.")
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what uses it, or choose another: LIVECHAT_PORT=3001."
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs more rights: choose one from 1024, for example LIVECHAT_PORT=3000."
        )
    return f"LIVECHAT_HOST={host} is not an address of this machine."


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server and all of its workers to end; insist when they do not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(number)
            try:
                server.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                continue
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
