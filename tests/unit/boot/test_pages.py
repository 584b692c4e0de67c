"""Pages are built again when something that they are made of has changed, and only then."""

from pathlib import Path

import pytest

from bootstrap import pages
from bootstrap.pages import Fingerprint, ensure_pages


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A small project; one entry for each build, saying whether it began with an empty folder."""
    for name in ("livechat/ui/page.py", "assets/look.css", "reflex.lock/package.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("first")
    (tmp_path / "rxconfig.py").write_text("first")
    (tmp_path / "requirements.txt").write_text("first")
    web = tmp_path / ".web"
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "WEB", web)
    monkeypatch.setattr(pages, "BUILT", web / "build" / "client")
    monkeypatch.setattr(pages, "STAMP", web / "livechat-build.json")
    done: list[bool] = []

    def export() -> None:
        done.append(not web.exists())
        pages.BUILT.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(pages, "_export", export)
    ensure_pages()
    return done


def test_second_start_does_not_build(builds: list[bool]) -> None:
    ensure_pages()
    assert builds == [True]


@pytest.mark.parametrize("name", ["livechat/ui/page.py", "assets/look.css", "livechat/new.jsx"])
def test_changed_source_builds_in_the_same_folder(
    builds: list[bool], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("second")
    ensure_pages()
    assert builds == [True, False]


@pytest.mark.parametrize("name", ["rxconfig.py", "requirements.txt", "reflex.lock/package.json"])
def test_changed_toolchain_builds_from_nothing(
    builds: list[bool], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("second")
    ensure_pages()
    assert builds == [True, True]


def test_removed_file_builds(builds: list[bool], tmp_path: Path) -> None:
    (tmp_path / "assets/look.css").unlink()
    ensure_pages()
    assert len(builds) == 2


def test_setting_on_the_pages_builds_and_setting_of_the_place_does_not(
    builds: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVECHAT_PORT", "3999")
    ensure_pages()
    assert len(builds) == 1
    monkeypatch.setenv("LIVECHAT_INSTITUTION", "Another school")
    ensure_pages()
    assert len(builds) == 2


def test_failed_build_is_tried_again(
    builds: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets/look.css").write_text("second")
    with monkeypatch.context() as broken:
        broken.setattr(pages, "_export", _fail)
        with pytest.raises(RuntimeError):
            ensure_pages()
    ensure_pages()
    assert len(builds) == 2


def test_compiled_python_does_not_change_the_fingerprint(
    builds: list[bool], tmp_path: Path
) -> None:
    before = Fingerprint.now()
    (tmp_path / "livechat/__pycache__").mkdir()
    (tmp_path / "livechat/__pycache__/page.pyc").write_text("made")
    assert Fingerprint.now() == before


def _fail() -> None:
    raise RuntimeError
