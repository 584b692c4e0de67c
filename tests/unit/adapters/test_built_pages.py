"""A version stands for what browsers get, and for nothing else."""

from pathlib import Path

from livechat.adapters.built_pages import version_of


def _built(folder: Path, script: str = "one") -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>hello</p>")
    (folder / "assets" / "page.js").write_text(script)
    return folder


def test_equal_pages_are_one_version_wherever_they_are(tmp_path: Path) -> None:
    first, second = _built(tmp_path / "a"), _built(tmp_path / "b")
    (second / "index.html.gz").write_bytes(b"packed at another time")
    assert version_of(first) == version_of(second) != ""


def test_any_change_is_another_version(tmp_path: Path) -> None:
    first = version_of(_built(tmp_path / "a"))
    other = _built(tmp_path / "b", "two")
    renamed = _built(tmp_path / "c")
    (renamed / "assets" / "page.js").rename(renamed / "assets" / "other.js")
    assert len({first, version_of(other), version_of(renamed)}) == 3


def test_without_pages_there_is_no_version(tmp_path: Path) -> None:
    assert version_of(tmp_path) == ""
    assert version_of(tmp_path / "nowhere") == ""
