"""TRUST T52: no grave hole is known in what is pinned, as far as the registries answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bootstrap import advisories
from bootstrap.advisories import Finding, UnansweredError

ROOT = Path(__file__).resolve().parents[3]
PYTHON = {
    "dependencies": [
        {"name": "jinja2", "version": "3.1.2", "vulns": [{"id": "X-1", "fix_versions": ["3.1.3"]}]},
        {"name": "idna", "version": "3.20", "vulns": []},
        {"name": "own", "skip_reason": "not found"},
    ]
}
PAGES = {
    "vulnerabilities": {
        "ws": {
            "severity": "high",
            "range": "<8.17",
            "via": [{"title": "too many headers"}],
            "fixAvailable": {"version": "8.17.1"},
        },
        "ms": {"severity": "low", "range": "*", "via": ["ws"], "fixAvailable": False},
        "vite": {"severity": "critical", "range": "*", "via": ["ws"], "fixAvailable": False},
    }
}


def test_T52_holes_are_read_from_the_clients_reports() -> None:
    assert advisories.in_python(json.dumps(PYTHON)) == [Finding("jinja2", "3.1.2", "X-1", "3.1.3")]
    assert advisories.in_pages(json.dumps(PAGES)) == [
        Finding("vite", "*", "by another", ""),
        Finding("ws", "<8.17", "too many headers", "8.17.1"),
    ]


@pytest.mark.parametrize(
    ("read", "report"),
    [
        (advisories.in_python, ""),
        (advisories.in_python, '{"dependencies": []}'),
        (advisories.in_python, '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'),
        (advisories.in_pages, ""),
        (advisories.in_pages, '{"message": "405 Method Not Allowed"}'),
        (advisories.in_pages, '{"error": {"summary": "no network"}}'),
    ],
)
def test_T52_a_silent_registry_is_never_taken_for_a_clean_one(
    read: Callable[[str], object], report: str
) -> None:
    with pytest.raises(UnansweredError):
        read(report)


def test_T52_every_file_of_pins_is_asked_about() -> None:
    assert set(advisories.FILES) == {path.name for path in ROOT.glob("requirements*.txt")}


@pytest.mark.parametrize("file", advisories.FILES)
def test_T52_nothing_is_known_against_the_pinned_packages(file: str) -> None:
    try:
        found = advisories.in_python(advisories.ask_python(file))
    except UnansweredError as silence:
        pytest.skip(f"not checked here: {silence}")
    assert found == []


def test_T52_nothing_grave_is_known_against_the_packages_of_the_pages() -> None:
    try:
        found = advisories.in_pages(advisories.ask_pages())
    except UnansweredError as silence:
        pytest.skip(f"not checked here: {silence}")
    assert found == []
