"""Missing system libraries are installed where the script may, and otherwise named."""

import pytest

from bootstrap import debian, libraries
from bootstrap.console import BootError


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "NEEDED", {"libnot-there.so.9": "libnot-there9"})


@pytest.mark.usefixtures("missing")
def test_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "may_install", lambda: False)
    with pytest.raises(BootError) as caught:
        libraries.ensure_libraries()
    assert str(caught.value) == (
        "Missing for PDF transcripts: install libnot-there9 "
        "(Debian: apt-get install libnot-there9)."
    )


@pytest.mark.usefixtures("missing")
def test_missing_library_is_installed_where_we_may(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "_apt", lambda arguments: not calls.append(arguments))
    libraries.ensure_libraries()
    assert calls[0] == ["update"]
    assert calls[1][-1] == "libnot-there9"


@pytest.mark.usefixtures("missing")
def test_failed_installation_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "_apt", lambda arguments: arguments == ["update"])
    with pytest.raises(BootError, match="apt-get could not install libnot-there9"):
        libraries.ensure_libraries()


def test_missing_fonts_are_installed_by_script(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "_apt", lambda arguments: not calls.append(arguments))
    monkeypatch.setattr(libraries, "_can_show", lambda language: language not in {"ja", "und-zsye"})
    libraries.ensure_libraries()
    assert calls[1][-2:] == ["fonts-noto-cjk", "fonts-noto-color-emoji"]


def test_fonts_that_cannot_be_installed_are_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(libraries, "_can_show", lambda language: language != "ar")
    libraries.ensure_libraries()
    assert "fonts-noto-core" in capsys.readouterr().err


def test_what_fontconfig_knows_is_asked_for_real() -> None:
    """The languages are named as fontconfig names them: nobody has fonts for Klingon."""
    assert not libraries._can_show("tlh")
    assert libraries._can_show("en")
