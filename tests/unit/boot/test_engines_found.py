"""What happens where a browser engine for the tests is missing."""

import pytest

from bootstrap import debian, engines
from bootstrap.console import BootError


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pretends that no engine is there; what was asked to be installed."""
    wanted: list[str] = []
    monkeypatch.setattr(engines.shutil, "which", lambda _: None)
    monkeypatch.setattr(engines, "find_mini_browser", lambda: None)
    monkeypatch.setattr(debian, "install", lambda names, _purpose: wanted.extend(names))
    return wanted


def test_missing_engines_are_installed(installed: list[str]) -> None:
    engines.ensure_engines()
    assert installed == ["firefox-esr", "webkit2gtk-driver", "xvfb"]


def test_engines_that_cannot_be_installed_stop_nothing_and_are_named(
    installed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(names: list[str], _purpose: str) -> None:
        raise BootError(f"install {' '.join(names)}.")

    monkeypatch.setattr(debian, "install", refuse)
    engines.ensure_engines()
    assert "firefox-esr webkit2gtk-driver xvfb" in capsys.readouterr().err


def test_engines_that_are_there_are_not_asked_for(
    installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(engines, "find_mini_browser", lambda: "/lib/MiniBrowser")
    engines.ensure_engines()
    assert installed == []
