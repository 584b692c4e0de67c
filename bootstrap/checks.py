"""The checks that take under a minute; they run side by side and report in order."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from bootstrap.console import say
from bootstrap.environment import ROOT, VENV, child_environment

# The tests take longest by far; more workers than this only build the bot's index more often.
_WORKERS = str(min(4, os.cpu_count() or 1))
CHECKS = {
    "style": ["ruff", "check", "."],
    "layout": ["ruff", "format", "--check", "."],
    "imports": ["lint-imports"],
    "types": ["mypy"],
    "fast tests": ["pytest", "tests/unit", "-m", "not thorough", "-n", _WORKERS],
}


def run_checks() -> int:
    """Run every check; 0 when all of them pass."""
    started = time.monotonic()
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        results = dict(zip(CHECKS, pool.map(_run, CHECKS.values()), strict=True))
    for name, result in results.items():
        say(f"{'✗' if result.returncode else '✓'} {name}")
        if result.returncode:
            say(result.stdout.rstrip())
    failed = sum(1 for result in results.values() if result.returncode)
    say(f"{len(results) - failed} passed, {failed} failed in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool, *arguments = command
    return subprocess.run(
        [str(VENV / "bin" / tool), *arguments],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
