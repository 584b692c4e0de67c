"""Building the pages, and only when something that they are made of has changed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from bootstrap.console import BootError, last_words, step
from bootstrap.environment import ROOT, VENV, child_environment

WEB = ROOT / ".web"
BUILT = WEB / "build" / "client"
STAMP = WEB / "livechat-build.json"
LOG = WEB / "livechat-build.log"

# A change of these makes Reflex's generated folder stale as a whole (a plugin that is taken out
# leaves its files behind), a change of the sources only its pages.
TOOLCHAIN = ("rxconfig.py", "reflex.lock", "requirements.txt")
SOURCES = ("livechat", "assets")
# Reflex links shared assets of Python modules here; the modules themselves are hashed.
_MADE_HERE = {"__pycache__", "external"}

# These settings say where the app runs, not what its pages look like.
_NOT_IN_PAGES = {
    "HOST", "PORT", "PUBLIC_URL", "ORIGINS", "DATA_DIR", "DATABASE_URL", "REDIS_URL", "PRODUCTION",
    "TRUSTED_HOPS", "SQLITE_SYNCHRONOUS", "SMTP_URL", "MAIL_FROM", "LOG_LEVEL", "WORKER_THREADS",
    "CHROMIUM", "METRICS_TOKEN", "FRAME_ANCESTORS", "STAFF_SECOND_FACTOR", "HAND_OVER_ALGORITHM",
    "HAND_OVER_KEY", "HAND_OVER_ISSUER", "HAND_OVER_AUDIENCE", "KEEP_STATES_S", "UPLOAD_SLOWEST_S",
    "S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_PREFIX", "S3_ACCESS_KEY", "S3_SECRET_KEY",
}  # fmt: skip

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# npm's own diary: there are packages in it that are called after errors.
_CHATTER = re.compile(r"npm (?!error)")
# What names a cause, the surest first.
_CAUSES = (
    re.compile(r"^npm error code \S"),
    re.compile(r"^npm error\b"),
    re.compile(r"error\b(?!-)", re.I),
)


@dataclass(frozen=True)
class Fingerprint:
    """What a build was made from."""

    toolchain: str
    sources: str

    @classmethod
    def now(cls) -> "Fingerprint":
        """Of the files as they stand."""
        settings = [
            f"{name}={value}"
            for name, value in sorted(os.environ.items())
            if name.startswith("LIVECHAT_") and name.removeprefix("LIVECHAT_") not in _NOT_IN_PAGES
        ]
        return cls(_digest(TOOLCHAIN), _digest(SOURCES, "\n".join(settings)))


def ensure_pages() -> None:
    """Build the pages unless the last build was made from the same files."""
    wanted, built = Fingerprint.now(), _built()
    if built == wanted:
        return
    if built is None or built.toolchain != wanted.toolchain:
        shutil.rmtree(WEB, ignore_errors=True)
    STAMP.unlink(missing_ok=True)
    with step("Building the pages (about half a minute)"):
        _export()
    # The build may add a package to reflex.lock, which is part of what it was made from.
    built = Fingerprint(_digest(TOOLCHAIN), wanted.sources)
    STAMP.write_text(json.dumps(asdict(built)))


def _built() -> Fingerprint | None:
    if not BUILT.is_dir():
        return None
    try:
        return Fingerprint(**json.loads(STAMP.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _digest(names: tuple[str, ...], salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode())
    for name in names:
        for path in _files(ROOT / name):
            digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = []
    for folder, below, names in os.walk(path):
        below[:] = [name for name in below if name not in _MADE_HERE]
        found += [Path(folder, name) for name in names]
    return sorted(found)


def _export() -> None:
    env = child_environment()
    # Reflex would otherwise ask two public registries which is faster, and write down the winner.
    env.setdefault("NPM_CONFIG_REGISTRY", _npm_registry(env))
    command = [str(VENV / "bin" / "reflex"), "export", "--frontend-only", "--no-zip"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(done.stdout + done.stderr)
        reason = cause(done.stdout + done.stderr)
        raise BootError(f"The pages could not be built: {reason} (all of it: {LOG.name} in .web)")


def cause(output: str) -> str:
    """The line of a failed build that names the cause, among hundreds about everything else."""
    plain = (line.strip() for line in _COLOURS.sub("", output).splitlines())
    told = [line for line in plain if line and not _CHATTER.match(line)]
    for pattern in _CAUSES:
        for place, line in enumerate(told):
            if pattern.search(line):
                # "Build failed with 1 error:" says it in the line below.
                return " ".join(told[place : place + 2]) if line.endswith(":") else line
    return last_words(output)


def _npm_registry(env: dict[str, str]) -> str:
    """The registry that this machine's npm is set up for."""
    command = [str(VENV / "bin" / "npm"), "config", "get", "registry"]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=True
    ).stdout.strip()
