"""What people see when they start it: one clear line and status 1, never a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _manage(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd="/",
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=30,
    )


def _one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).strip().splitlines()
    return line


def test_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = _one_line(_manage("run", LIVECHAT_PORT=port))
    assert line == (
        f"✗ Port {port} is in use: stop what uses it, or choose another: LIVECHAT_PORT=3001."
    )


@pytest.mark.parametrize("host", ["192.0.2.7", "no-such-host.invalid"])
def test_foreign_host_is_said_in_one_line(host: str) -> None:
    line = _one_line(_manage("run", LIVECHAT_HOST=host))
    assert line == f"✗ LIVECHAT_HOST={host} is not an address of this machine."


def test_unusable_setting_is_said_in_one_line() -> None:
    line = _one_line(_manage("run", LIVECHAT_PORT="chat"))
    assert line == "✗ LIVECHAT_PORT must be a whole number, not 'chat'"


def test_unknown_command_points_to_help() -> None:
    done = _manage("rnu")
    assert done.returncode == 2
    assert "manage.py help" in done.stdout


def test_help_lists_every_command_that_the_makefile_offers() -> None:
    listed = {line.split()[0] for line in _manage("help").stdout.splitlines() if line[:2] == "  "}
    (offered,) = (
        set(line.partition(":=")[2].split())
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith("COMMANDS")
    )
    assert {"run", "test", "check", "help"} <= listed <= offered


def test_bootstrap_runs_on_the_standard_library_alone() -> None:
    code = "import sys, bootstrap.commands; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    assert tops - set(sys.stdlib_module_names) - {"__main__", "bootstrap", "livechat"} == set()
