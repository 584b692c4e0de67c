"""Known holes in what is pinned, where the registries answer: `python -m bootstrap.advisories`.

Asks by the ordinary clients: pip-audit, where it is installed, and npm. A registry that does not
answer is told and is no error: nothing has been learnt then, neither good nor bad.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.environment import ROOT

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-semantic.txt")
LOCK = ROOT / "reflex.lock"
_GRAVE = frozenset({"high", "critical"})
_TIMEOUT_S = 300


class UnansweredError(Exception):
    """Nobody could say; the text is why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hole of a pinned package; `mended_in` is where it is closed, "" for nowhere yet."""

    package: str
    version: str
    advisory: str
    mended_in: str


def in_python(report: str) -> list[Finding]:
    """Findings of pip-audit's JSON; UnansweredError when it knew none of the packages."""
    packages = _parsed(report).get("dependencies", [])
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        reason = packages[0]["skip_reason"] if packages else "no packages in the report"
        raise UnansweredError(f"the registry tells nothing about holes: {reason}")
    return [
        Finding(
            package["name"], package["version"], hole["id"], ", ".join(hole.get("fix_versions", []))
        )
        for package in known
        for hole in package.get("vulns", [])
    ]


def in_pages(report: str) -> list[Finding]:
    """Grave findings of npm's JSON; UnansweredError when the registry has not answered."""
    said = _parsed(report)
    if "vulnerabilities" not in said:
        reason = said.get("message") or said.get("error", {}).get("summary") or "no answer"
        raise UnansweredError(f"the registry tells nothing about holes: {reason}")
    return list(_grave(said["vulnerabilities"]))


def _grave(holes: dict[str, Any]) -> Iterator[Finding]:
    for name, hole in sorted(holes.items()):
        if hole["severity"] in _GRAVE:
            titles = [via["title"] for via in hole["via"] if isinstance(via, dict)]
            mended = hole.get("fixAvailable")
            fixed = mended.get("version", "") if isinstance(mended, dict) else ""
            yield Finding(name, hole.get("range", ""), "; ".join(titles) or "by another", fixed)


def ask_python(file: str) -> str:
    """pip-audit's report about one file of pins."""
    client = shutil.which("pip-audit", path=f"{Path(sys.executable).parent}{os.pathsep}/usr/bin")
    if client is None:
        raise UnansweredError("pip-audit is not installed here (pip install pip-audit)")
    with tempfile.TemporaryDirectory() as folder:
        # It follows no `-r` without resolving; the pins are complete as they are.
        pins = Path(folder) / "pins.txt"
        lines = (ROOT / file).read_text().splitlines()
        pins.write_text("\n".join(line for line in lines if "==" in line and ";" not in line))
        command = [client, "-r", str(pins), "--no-deps", "--disable-pip", "--timeout", "10"]
        return _output([*command, "-f", "json", "--progress-spinner", "off"], ROOT)


def ask_pages() -> str:
    """npm's report about the lock file of the pages."""
    client = shutil.which("npm", path=f"{Path(sys.executable).parent}{os.pathsep}/usr/bin")
    if client is None:
        raise UnansweredError("npm is not installed here")
    return _output([client, "audit", "--json", "--package-lock-only"], LOCK)


def _output(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnansweredError(f"{Path(command[0]).name}: {type(error).__name__}") from error
    return done.stdout


def _parsed(report: str) -> dict[str, Any]:
    try:
        found = json.loads(report)
    except ValueError:
        raise UnansweredError("the client wrote no report") from None
    return found if isinstance(found, dict) else {}


def main() -> int:
    """Tell what is known; 1 when a hole is."""
    status = 0
    for name in (*FILES, "pages"):
        try:
            found = in_pages(ask_pages()) if name == "pages" else in_python(ask_python(name))
        except UnansweredError as silence:
            print(f"{name}: not checked, {silence}")
            continue
        print(f"{name}: {len(found)} known")
        for hole in found:
            status = 1
            print(f"  {hole.package} {hole.version}: {hole.advisory}; {hole.mended_in or 'open'}")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
