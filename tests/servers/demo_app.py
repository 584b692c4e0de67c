"""The platform's demo app: built once, and run as a real server that can be killed."""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from reflex_base.environment import environment

ROOT = Path(__file__).parents[2]
DEMO = Path(__file__).parent / "demo"
_SOURCES = ("*.py", "*.js", "*.jsx", "*.css", "*.svg", "*.json")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(app_dir: Path, extra: Mapping[str, str]) -> dict[str, str]:
    own = {
        # node and npm come with the virtual environment.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{app_dir}{os.pathsep}{ROOT}",
        "REFLEX_USE_NPM": "1",
        # The lock file names no download addresses.
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
    }
    return {**os.environ, **own, **extra}


def _fingerprint(app_dir: Path) -> str:
    digest = hashlib.sha256()
    folders = {app_dir, ROOT / "livechat", ROOT / "assets"}
    files = {ROOT / "rxconfig.py"}
    for folder in folders:
        for pattern in _SOURCES:
            files.update(folder.rglob(pattern))
    for file in sorted(files):
        if ".web" in file.parts or "external" in file.parts or not file.is_file():
            continue
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def build(app_dir: Path = ROOT) -> None:
    """Build the pages unless nothing has changed since; safe for several test processes."""
    web = app_dir / ".web"
    web.mkdir(exist_ok=True)
    stamp = web / "built.sha256"
    with (web / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        now = _fingerprint(app_dir)
        if stamp.exists() and stamp.read_text() == now:
            return
        if app_dir != ROOT and (ROOT / "reflex.lock").exists():
            shutil.copytree(ROOT / "reflex.lock", app_dir / "reflex.lock", dirs_exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
            cwd=app_dir,
            env=_environment(app_dir, {}),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"the pages could not be built:\n{done.stdout}\n{done.stderr}")
        stamp.write_text(_fingerprint(app_dir))


@dataclass
class RunningApp:
    """A server that can be killed and started again on the same port and data."""

    app_dir: Path
    port: int
    log_path: Path
    variables: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """Everything that the server has written."""
        return self.log_path.read_text(errors="replace")

    def start(self, timeout_s: float = 60) -> None:
        """Start, and return when pages are served."""
        name = self.app_dir.name if self.app_dir != ROOT else "livechat"
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory"),
                    *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"),
                    *("--no-access-log", f"{name}.{name}:app"),
                ],
                cwd=self.app_dir,
                env=_environment(self.app_dir, self.variables),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended:\n{self.log()}")
            try:
                if httpx.get(f"{self.base_url}/ping", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError(f"the server does not answer:\n{self.log()}")

    def wait(self, timeout_s: float = 15) -> int:
        """Until the server has ended by itself or by a signal; its exit status."""
        assert self._process is not None
        return self._process.wait(timeout_s)

    def stop(self, how: signal.Signals = signal.SIGTERM, timeout_s: float = 15) -> None:
        """End the whole process group and wait for it."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, how)
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout_s)


@contextmanager
def running_app(
    data_dir: Path, env: Mapping[str, str] | None = None, app_dir: Path = ROOT
) -> Iterator[RunningApp]:
    """Build if needed and serve `app_dir` with its data in `data_dir`, on a free port."""
    build(app_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    port = int((env or {}).get("LIVECHAT_PORT", 0)) or free_port()
    variables = {
        "LIVECHAT_PORT": str(port),
        "LIVECHAT_DATA_DIR": str(data_dir),
        environment.REFLEX_ENV_MODE.name: "prod",
        environment.REFLEX_SKIP_COMPILE.name: "true",
        environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.name: "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        **(env or {}),
    }
    app = RunningApp(app_dir, port, data_dir / "server.log", variables)
    app.start()
    try:
        yield app
    finally:
        app.stop()
