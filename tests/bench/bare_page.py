"""The bare Reflex app of `tests/bench/bare`, built once and served on a free port."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bootstrap.environment import ROOT, VENV, child_environment
from bootstrap.server import server_environment
from tests.servers.processes import answers_on, child, free_port

_SOURCE = Path(__file__).with_name("bare")
_BUILD = ROOT / "var" / "bench-bare"
_STAMP = _BUILD / "built-from"
_PLACEHOLDER = "bare.invalid"


@dataclass(frozen=True)
class Bare:
    """The running app: its address, and the process group that it is."""

    url: str
    session: int


@contextmanager
def bare_page(folder: Path) -> Iterator[Bare]:
    """Serve it; what is written goes to `folder`."""
    _ensure_built()
    port = free_port()
    web = folder / "bare-web"
    shutil.copytree(_BUILD / ".web" / "build", web / "build")
    _point_at(web, f"127.0.0.1:{port}")
    # Python looks for modules where it starts, before anywhere else: not beside our own settings.
    command = [
        "sh", "-c", 'cd "$0" && exec "$@"', str(_BUILD),
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host",
        "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "warning",
        "bare.bare:app",
    ]  # fmt: skip
    env = {**server_environment(), "REFLEX_WEB_WORKDIR": str(web)}
    log = folder / "bare.log"
    with child(command, log, ready=lambda: answers_on(port), env=env, timeout_s=60) as server:
        yield Bare(f"http://127.0.0.1:{port}", server.pid)


def _ensure_built() -> None:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(_SOURCE.rglob("*.py")):
        digest.update(file.read_bytes())
    if _STAMP.is_file() and _STAMP.read_text() == digest.hexdigest():
        return
    shutil.rmtree(_BUILD, ignore_errors=True)
    shutil.copytree(_SOURCE, _BUILD, ignore=shutil.ignore_patterns("__pycache__"))
    # What npm would have to fetch is there already, for our own pages.
    modules = ROOT / ".web" / "node_modules"
    shutil.copytree(modules, _BUILD / ".web" / "node_modules", symlinks=True, copy_function=os.link)
    reflex = str(VENV / "bin" / "reflex")
    subprocess.run(
        [reflex, "export", "--frontend-only", "--no-zip"],
        cwd=_BUILD,
        env=child_environment(),
        check=True,
        capture_output=True,
    )
    shutil.rmtree(_BUILD / ".web" / "node_modules")
    _STAMP.write_text(digest.hexdigest())


def _point_at(web: Path, address: str) -> None:
    """As a build for this address would be, packed files included."""
    for file in web.rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        if _PLACEHOLDER not in text:
            continue
        file.write_text(text.replace(_PLACEHOLDER, address), encoding="utf-8")
        packed = file.with_name(f"{file.name}.gz")
        if packed.exists():
            packed.write_bytes(gzip.compress(file.read_bytes(), 9))
