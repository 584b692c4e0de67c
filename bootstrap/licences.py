"""Lists the licences of everything that runs with the app: `python -m bootstrap.licences`."""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from bootstrap.environment import ROOT
from bootstrap.libraries import FONTS

TARGET = ROOT / "docs" / "licences.md"
# Pins with a marker (`; python_version < …`) are for other Pythons or systems than the usual one.
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)\s*$", re.M)
_UNKNOWN = "not stated"
# The lock file leaves out the old spelling of the field, `licenses`.
_OLD_SPELLING = {"xmlhttprequest-ssl": "MIT"}
# Parts of these are embedded in the transcripts that people take away; Debian's files say it.
_FONTS = {
    "fonts-noto-core": "OFL-1.1",
    "fonts-noto-cjk": "OFL-1.1",
    "fonts-noto-color-emoji": "OFL-1.1",
}
_HEAD = """# Licences of what is shipped

Made by `python -m bootstrap.licences` from the pinned requirements and the lock file of the pages;
a test keeps it current. The licence is what each package says about itself.
"""


def table() -> str:
    """The whole document."""
    parts = [_HEAD]
    for title, rows in (("Python", python_packages()), ("Pages", page_packages())):
        lines = [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
        parts.append(
            "\n".join([f"## {title}\n", "| package | version | licence |", "|---|---|---|"])
        )
        parts[-1] += "\n" + "\n".join(lines) + "\n"
    parts.append("## Fonts in transcripts\n\n| Debian's package | licence |\n|---|---|")
    parts[-1] += "".join(f"\n| {name} | {licence} |" for name, licence in font_packages()) + "\n"
    return "\n".join(parts)


def python_packages() -> list[tuple[str, str, str]]:
    """(name, pinned version, licence) of requirements.txt."""
    pins = _PIN.findall((ROOT / "requirements.txt").read_text())
    return sorted((name, version, _of_python(name)) for name, version in pins)


def page_packages() -> list[tuple[str, str, str]]:
    """(name, version, licence) of everything that building the pages may take in."""
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())
    found = set()
    for path, entry in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if name and not entry.get("optional"):
            stated = entry.get("license") or _OLD_SPELLING.get(name, _UNKNOWN)
            found.add((name, str(entry["version"]), str(stated)))
    return sorted(found)


def font_packages() -> list[tuple[str, str]]:
    """(Debian's package, licence) of the fonts that transcripts are set in."""
    return [(name, _FONTS.get(name, _UNKNOWN)) for name in sorted(FONTS)]


def _of_python(name: str) -> str:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return _UNKNOWN
    return _stated(found)


def _stated(found: Distribution) -> str:
    about = found.metadata
    expression: list[str] = about.get_all("License-Expression") or []
    if expression:
        return expression[0]
    kinds = [
        entry.rpartition(" :: ")[2]
        for entry in about.get_all("Classifier") or []
        if entry.startswith("License :: ") and not entry.endswith("OSI Approved")
    ]
    if kinds:
        # Several of them are a choice, such as that of Pyphen.
        return " OR ".join(kinds)
    words = "".join(about.get_all("License") or []).strip().splitlines()
    return words[0][:60] if words else _UNKNOWN


if __name__ == "__main__":
    TARGET.write_text(table())
