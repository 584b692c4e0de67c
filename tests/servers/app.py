"""The real app on a free port, as `manage.py run` serves it, with a database of its own."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bootstrap.environment import ROOT
from bootstrap.server import server_command, server_environment
from tests.servers.processes import child, free_port


@dataclass(frozen=True)
class AppServer:
    """A running app; `log` is everything that it has written."""

    url: str
    log: Path
    data: Path
    accounts: str
    process: subprocess.Popen[bytes]


@contextmanager
def app_server(
    folder: Path, port: int | None = None, factory: str = "", **settings: str
) -> Iterator[AppServer]:
    """Serve the built pages from `folder`'s data; settings are LIVECHAT_<NAME> in lower case.

    A `factory` (module:name) makes the app in place of its own.

    A second server on the same folder and settings continues with the same database.
    """
    port = port or free_port()
    data = folder / "data"
    env = server_environment() | {
        "LIVECHAT_HOST": "127.0.0.1",
        "LIVECHAT_PORT": str(port),
        "LIVECHAT_DATA_DIR": str(data),
        **{f"LIVECHAT_{name.upper()}": value for name, value in settings.items()},
    }
    accounts = _cli(env, "start-up")
    log = folder / f"app-{port}.log"
    # The tests' own interpreter, which need not be the one in .venv.
    command = [sys.executable, *server_command("127.0.0.1", port)[1:]]
    command[-1] = factory or command[-1]
    with child(command, log, ready=lambda: _answers(port), env=env, timeout_s=180) as process:
        yield AppServer(f"http://127.0.0.1:{port}", log, data, accounts, process)


def _cli(env: dict[str, str], command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "livechat.cli", command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"livechat.cli {command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
