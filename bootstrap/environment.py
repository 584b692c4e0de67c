"""The project's own virtual environment, and the variables its programs run with."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from bootstrap import debian
from bootstrap.console import BootError, last_words, say, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")


def ensure_environment(files: tuple[str, ...]) -> None:
    """Make `.venv` and install the pinned requirements unless that was done before."""
    stamp = VENV / f"installed-{Path(files[-1]).stem}"
    wanted = _fingerprint(files)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    _make_venv()
    count = sum("==" in line for file in files for line in (ROOT / file).read_text().splitlines())
    with step(f"Installing {count} Python packages (a minute or two the first time)"):
        _pip_install(files)
    stamp.write_text(wanted)


def child_environment() -> dict[str, str]:
    """Variables for the app's programs: Node from the wheel, npm, no calls home."""
    env = dict(os.environ)
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    env["VIRTUAL_ENV"] = str(VENV)
    env["REFLEX_USE_NPM"] = "1"
    env["REFLEX_CHECK_LATEST_VERSION"] = "0"
    env["REFLEX_DIR"] = str(VENV / "reflex")
    env["NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED"] = "true"
    env["NPM_CONFIG_UPDATE_NOTIFIER"] = "false"
    env.setdefault("PGCONNECT_TIMEOUT", "10")
    env.setdefault("PYTHONUNBUFFERED", "1")
    env.pop("PYTHONHOME", None)
    return env


def run_quietly(command: list[str], env: dict[str, str] | None = None) -> str:
    """Run a program in the project folder; its standard output, or BootError with its last line."""
    done = subprocess.run(
        command, cwd=ROOT, env=env or child_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise BootError(last_words(done.stderr or done.stdout))
    return done.stdout


def _fingerprint(files: tuple[str, ...]) -> str:
    """Changes with the requirements, and with the place and Python that `.venv` was made for."""
    digest = hashlib.sha256(f"{VENV} {sys.version}".encode())
    for file in files:
        digest.update((ROOT / file).read_bytes())
    return digest.hexdigest()


def _make_venv() -> None:
    if PYTHON.exists() and _venv_works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        debian.install([f"python3.{sys.version_info.minor}-venv"], "to make virtual environments")
    with step("Making a virtual environment in .venv"):
        try:
            run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)], dict(os.environ))
        except BootError as error:
            raise BootError(f"The virtual environment could not be made: {error}") from None


def _venv_works() -> bool:
    """False for an environment that was moved, or whose Python was replaced by another."""
    probe = "import sys, pip; print(sys.prefix, sys.version)"
    done = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True)
    return done.stdout.strip() == f"{VENV} {sys.version}".strip()


def _pip_install(files: tuple[str, ...]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    for file in files:
        command += ["-r", str(ROOT / file)]
    seen = 0
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith("Collecting"):
                seen += 1
                if seen % 20 == 0:
                    say(f"  {seen} packages found")
            elif line.startswith("Installing collected"):
                say(f"  all {seen} found, unpacking")
    if pip.returncode:
        errors = [line for line in lines if line.startswith("ERROR")]
        reason = last_words("".join(errors or lines))
        raise BootError(f"The Python packages could not be installed: {reason}")
