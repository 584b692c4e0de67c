"""Every package that the pinned ones need is pinned too."""

import ast
import re
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
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


EXTRA = "requirements-semantic.txt"


def _needed_by(pin: Requirement) -> set[str]:
    needs = [Requirement(need) for need in requires(pin.name) or []]
    extras = ["", *pin.extras]
    return {
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras)
    }


@pytest.mark.parametrize(
    "files",
    [
        ("requirements.txt",),
        ("requirements.txt", "requirements-dev.txt"),
        ("requirements.txt", EXTRA),
    ],
)
def test_pins_are_complete(files: tuple[str, ...]) -> None:
    pins = _pins(*files)
    try:
        needed = set().union(*(_needed_by(pin) for pin in pins.values()))
    except PackageNotFoundError as missing:
        if EXTRA not in files:
            raise
        pytest.skip(f"the optional extra is not installed here: {missing}")
    assert needed - set(pins) - PROJECT_MAKES_THESE == set()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", EXTRA])
def test_every_requirement_is_one_exact_version(file: str) -> None:
    for pin in _pins(file).values():
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", EXTRA])
def test_requirements_name_no_registry(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    assert "index" not in text


# Imported only where somebody has installed it, with a way to go on without it.
OPTIONAL = {"sentence_transformers"}


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        (("requirements.txt",), ("livechat", "alembic", "rxconfig.py")),
        (("requirements.txt", "requirements-dev.txt"), ("tests",)),
    ],
)
def test_every_import_is_pinned(files: tuple[str, ...], folders: tuple[str, ...]) -> None:
    paths = [
        path
        for folder in folders
        for path in ([ROOT / folder] if folder.endswith(".py") else (ROOT / folder).rglob("*.py"))
    ]
    made_by = packages_distributions()
    names = set().union(*(_imports(path) for path in paths)) & set(made_by) - OPTIONAL
    pins = set(_pins(*files))
    assert {
        name for name in names if not {canonicalize_name(made) for made in made_by[name]} & pins
    } == set()


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
