"""The list of licences is what the pins and the lock file say, and holds nothing forbidding."""

import re
from pathlib import Path

from bootstrap import licences

ROOT = Path(__file__).resolve().parents[3]
# These would oblige whoever runs the app to hand out the app's own source.
_FORBIDDING = re.compile(r"\bAGPL|\bSSPL|\bGPL-[23]|GNU General Public|Commons Clause|BUSL", re.I)


def test_the_list_is_current() -> None:
    assert licences.TARGET.read_text() == licences.table(), "run: python -m bootstrap.licences"


def test_every_package_says_under_what_it_may_be_shipped() -> None:
    rows = licences.python_packages() + licences.page_packages()
    assert len(rows) > 150
    assert [row for row in rows if row[2] == "not stated"] == []


def test_every_font_may_be_embedded() -> None:
    assert len(licences.font_packages()) >= 3
    assert {licence for _, licence in licences.font_packages()} == {"OFL-1.1"}


def test_pages_bring_no_font_of_their_own() -> None:
    # Whoever adds one lists its licence.
    found = [path for folder in ("assets", "livechat") for path in (ROOT / folder).rglob("*.*")]
    assert [path for path in found if path.suffix in {".woff", ".woff2", ".ttf", ".otf"}] == []


def test_no_licence_reaches_into_the_apps_own_code() -> None:
    rows = licences.python_packages() + licences.page_packages()
    assert [row for row in rows if _FORBIDDING.search(row[2]) and " OR " not in row[2]] == []
