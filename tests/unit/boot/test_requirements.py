"""Every package that the pinned ones need is pinned too."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
PROJECT_MAKES_THESE = {"setuptools", "pip"}


def _pins(*files: str) -> dict[str, Requirement]:
    lines = [line for file in files for line in (ROOT / file).read_text().splitlines()]
    pins = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): pin for pin in here}


def _needed_by(pin: Requirement) -> set[str]:
    try:
        needs = [Requirement(need) for need in requires(pin.name) or []]
    except PackageNotFoundError:
        pytest.fail(f"{pin.name} is pinned but not installed")
    extras = ["", *pin.extras]
    return {
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras)
    }


@pytest.mark.parametrize(
    "files", [("requirements.txt",), ("requirements.txt", "requirements-dev.txt")]
)
def test_pins_are_complete(files: tuple[str, ...]) -> None:
    pins = _pins(*files)
    needed = set().union(*(_needed_by(pin) for pin in pins.values()))
    assert needed - set(pins) - PROJECT_MAKES_THESE == set()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_one_exact_version(file: str) -> None:
    for pin in _pins(file).values():
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_name_no_registry(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    assert "index" not in text
