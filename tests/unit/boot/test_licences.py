"""The list of licences is what the pins and the lock file say, and holds nothing forbidding."""

import re

from bootstrap import licences

# These would oblige whoever runs the app to hand out the app's own source.
_FORBIDDING = re.compile(r"\bAGPL|\bSSPL|\bGPL-[23]|GNU General Public|Commons Clause|BUSL", re.I)


def test_the_list_is_current() -> None:
    assert licences.TARGET.read_text() == licences.table(), "run: python -m bootstrap.licences"


def test_every_package_says_under_what_it_may_be_shipped() -> None:
    rows = licences.python_packages() + licences.page_packages()
    assert len(rows) > 150
    assert [row for row in rows if row[2] == "not stated"] == []


def test_no_licence_reaches_into_the_apps_own_code() -> None:
    rows = licences.python_packages() + licences.page_packages()
    assert [row for row in rows if _FORBIDDING.search(row[2]) and " OR " not in row[2]] == []
